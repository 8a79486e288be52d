"""The ledger in PostgreSQL: many machines, one truth, the database's own clock."""

import os
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Double,
    Engine,
    Table,
    cast,
    create_engine,
    func,
    literal,
    make_url,
    text,
)
from sqlalchemy.exc import ArgumentError, DBAPIError

from runner.secret import Secret
from runner.store.database import Database, Waits
from runner.store.errors import (
    NoPostgresqlError,
    PasswordInStoreUrlError,
    StoreUnusableError,
    UnknownStoreError,
)
from runner.store.postgresql_pool import ask_where_in_doubt
from runner.store.tables import UtcDateTime, metadata
from runner.waiting import pause

PATIENCE_SECONDS = 60.0
"""How long a database that is not there is waited for: restarts and fail-overs take a while."""
LOOKING_SECONDS = 10.0
"""The same for who only looks, and NOTICE_SECONDS is when he hears of it."""
NOTICE_SECONDS = 1.0
LOOKING = {"connect_timeout": 2}
"""A server that does not answer at all must be noticed as soon."""
RETRY_SECONDS = 0.5

NOT_THERE = ("08", "57P", "53")
"""Classes of errors after which the same may succeed in a moment: connection, shutdown, crowd."""

CONNECTING = {
    "connect_timeout": 10,
    # A network that is cut must be noticed well before a lease runs out.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
    "options": "-c synchronous_commit=on -c idle_in_transaction_session_timeout=60000",
}

MANY = 10_000
"""Rows that change how a table is best read."""

MIGRATION_LOCK = 0x6465736B
"""An advisory lock, so that of several hosts one migrates."""


class PostgresDatabase(Database):
    """A database that any number of machines share."""

    shared = True
    clock = "database"

    def __init__(
        self, engine: Engine, name: str, locks: Path, looking: Waits | None = None
    ) -> None:
        super().__init__(engine, name, locks)
        self._patience = PATIENCE_SECONDS if looking is None else LOOKING_SECONDS
        self._tell = looking

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for reading, one consistent view.

        Raises:
            StoreUnusableError: the database went away or refused.
        """
        with self._worded(), self._connected() as connection:
            yield connection.execution_options(isolation_level="REPEATABLE READ")

    @contextmanager
    def asking(self) -> Iterator[Connection]:
        """A connection for one question: without the ways that begin and end a transaction.

        Raises:
            StoreUnusableError: the database went away or refused.
        """
        with self._worded(), self._connected() as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is committed and synced at the end of the block.

        Raises:
            StoreUnusableError: the database went away or refused; whether a commit that was
                under way arrived is not known.
        """
        with self._worded(), self._connected() as connection, connection.begin():
            yield connection

    @contextmanager
    def _worded(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            if not is_trouble(error):
                raise
            raise unusable(self.name, error) from error

    def _connected(self) -> Connection:
        """A connection that answers; nothing was sent yet, so waiting repeats nothing."""
        began = time.monotonic()
        until = began + self._patience
        while True:
            try:
                return self.engine.connect()
            except DBAPIError as error:
                if time.monotonic() > until or not may_come_back(error):
                    raise
            if self._tell is not None and time.monotonic() > began + NOTICE_SECONDS:
                self._tell(
                    f"The store {self.name} does not answer; it is waited for, "
                    f"{self._patience:.0f} seconds at most."
                )
                self._tell = None
            pause(RETRY_SECONDS, because="the database is not there just now")

    def seconds(self) -> ColumnElement[float]:
        """Seconds since 1970 by the database's clock, the same for every host."""
        return cast(func.extract("epoch", func.clock_timestamp()), Double)

    def now(self, later: timedelta = timedelta(0)) -> ColumnElement[datetime]:
        """The database's time, or one that much later."""
        return cast(func.clock_timestamp() + literal(later), UtcDateTime())

    def numbers(self, connection: Connection, table: Table, count: int) -> Sequence[int]:
        """Numbers of the table's own sequence."""
        query = text(
            "SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :n)"
        )
        return connection.execute(query, {"name": table.name, "n": count}).scalars().all()

    def have_many(self, connection: Connection, count: int) -> None:
        """Look at the tables at once: until the server does so by itself, it plans as for none."""
        if count >= MANY:
            connection.execute(text("ANALYZE items, run_items"))

    def refuse_act(self) -> None:
        """Nothing: a server's disk is watched where it stands, and a full one refuses the intent."""

    def prepare(self, connection: Connection) -> None:
        """Wait for whoever migrates at this moment."""
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})

    def hold(self, connection: Connection) -> None:
        """Lock every table against writers until this transaction ends."""
        names = ", ".join(table.name for table in metadata.sorted_tables)
        connection.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))

    def others(self, connection: Connection) -> list[str]:
        """Other processes of Deskhand that are connected, on whichever host."""
        query = text(
            "SELECT DISTINCT application_name FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name LIKE 'deskhand%'"
            " AND application_name <> current_setting('application_name') ORDER BY 1"
        )
        return [f"{name} is connected" for (name,) in connection.execute(query)]


def connect_postgresql(
    location: str, root: Path, password: Secret | None = None, looking: Waits | None = None
) -> PostgresDatabase:
    """A database by its URL; the connection is made when it is first used.

    Who only looks hears by `looking` that it is waited for, and waits less long.

    Raises:
        PasswordInStoreUrlError, NoPostgresqlError, UnknownStoreError: see there.
    """
    url = checked_url(location)
    name = url.render_as_string(hide_password=True)
    connecting: dict[str, object] = {**CONNECTING, "application_name": own_name()}
    if looking is not None:
        connecting |= LOOKING
    if password is not None:
        connecting["password"] = password.reveal()
    try:
        engine = create_engine(url.set(drivername="postgresql+psycopg"), connect_args=connecting)
    except ModuleNotFoundError as error:
        raise NoPostgresqlError from error
    ask_where_in_doubt(engine)
    return PostgresDatabase(engine, name, root / "store" / "locks", looking)


def own_name() -> str:
    """How this process is called in the server's list of connections."""
    return f"deskhand on {socket.gethostname()[:30]}, process {os.getpid()}"


def checked_url(location: str) -> URL:
    """The URL, without a password in it."""
    try:
        url = make_url(location)
    except (ArgumentError, ValueError) as error:
        raise UnknownStoreError(location) from error
    if url.password is not None or "password" in url.query:
        raise PasswordInStoreUrlError
    return url


def state_of(error: DBAPIError) -> str:
    """The error's class by the SQL standard, also where a refused connection tells none."""
    state = getattr(error.orig, "sqlstate", None)
    if state:
        return str(state)
    said = str(error.orig)
    return next((found for words, found in REFUSALS if words in said), "08000")


def may_come_back(error: DBAPIError) -> bool:
    """Whether the database may answer in a moment."""
    return state_of(error).startswith(NOT_THERE)


def is_trouble(error: DBAPIError) -> bool:
    """Whether the database failed, not the statement that it was sent."""
    return state_of(error).startswith((*NOT_THERE, "28", "3D", "42501", "25006", "40", "58", "XX"))


REFUSALS = (
    ("authentication failed", "28P01"),
    ("no password supplied", "28P01"),
    ("no pg_hba.conf entry", "28000"),
    ('FATAL:  role "', "28000"),
    ('FATAL:  database "', "3D000"),
)
"""A refused connection says why in words only, and these in every language's first letters."""

WORDS = (
    ("28", "it does not let this account in", "Look at its user and at the secret STORE_PASSWORD."),
    ("3D", "there is no such database", "Make it: createdb NAME."),
    ("53100", "its disk is full", "Free some space there, then `deskhand resume`."),
    ("42501", "this account may not use its tables", "Let it own the database."),
    ("25006", "it is read-only", "Name the primary server, not a replica of it."),
)


def unusable(name: str, error: DBAPIError) -> StoreUnusableError:
    """Word a database error for a person."""
    state = state_of(error)
    for beginning, reason, hint in WORDS:
        if state.startswith(beginning):
            return StoreUnusableError(name, reason, hint)
    said = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else "it is gone"
    return StoreUnusableError(
        name, said.rstrip("."), "Start it, or look at the network; `deskhand resume` goes on then."
    )
