"""The database beneath the store, whichever it is: read, written, migrated, and asked the time."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, Engine, Table, inspect, select

import runner.store.decision_tables
import runner.store.people_tables
import runner.store.unattended_tables  # noqa: F401 - a table is known when it was imported
from runner.store.errors import (
    MovedStoreError,
    NewerStoreError,
    OlderStoreError,
    UnknownStoreError,
)
from runner.store.location import password_of
from runner.store.tables import audit

SCHEMA = "0007"
"""The newest migration that this version knows."""

MOVED = "moved"
"""The schema of a store that was moved away, and the word for it in the audit."""


class Database(ABC):
    """What the rooms of the store need of a database."""

    shared: bool
    """Whether workers on other machines use it, too."""
    clock: str
    """Which clock `seconds` reads; a time on another clock cannot be compared."""

    def __init__(self, engine: Engine, name: str, locks: Path) -> None:
        self.engine = engine
        self.name = name
        """Its location, for people and for other processes; holds no password."""
        self.locks = locks
        """The folder of this machine's lock files."""

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for reading, one consistent view."""
        with self.engine.connect() as connection:
            yield connection

    def asking(self) -> AbstractContextManager[Connection]:
        """A connection for a single question, where the way to the database counts."""
        return self.reading()

    @abstractmethod
    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction that is committed and synced at the end of the block.

        Raises:
            StoreUnusableError: it cannot be written.
        """

    def prepare(self, connection: Connection) -> None:  # noqa: B027 - most need none
        """Keep every other host from migrating until this transaction ends."""

    def hold(self, connection: Connection) -> None:  # noqa: B027 - most writers are alone anyway
        """Keep everybody else from writing until this transaction ends."""

    def others(self, connection: Connection) -> list[str]:  # noqa: ARG002 - most cannot tell
        """Other processes that are connected, as far as the database can tell."""
        return []

    @abstractmethod
    def seconds(self) -> ColumnElement[float]:
        """The time for leases, in seconds on `clock`; nobody can set this clock back."""

    @abstractmethod
    def now(self, later: timedelta = timedelta(0)) -> ColumnElement[datetime]:
        """The time for people, or one that much later."""

    @abstractmethod
    def numbers(self, connection: Connection, table: Table, count: int) -> Sequence[int]:
        """So many numbers for new rows of a table, rising; nobody else gets them."""

    def expect_many(self, connection: Connection) -> None:  # noqa: B027 - most need none
        """Make room for very many rows that this transaction is to write."""

    def have_many(self, connection: Connection, count: int) -> None:  # noqa: B027 - most need none
        """So many rows came: let the database look at what has changed, where that helps it."""

    @abstractmethod
    def refuse_act(self) -> None:
        """Refuse to go on where an outcome might not be written any more.

        Raises:
            FullDiskError: too little space is left.
        """

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


Waits = Callable[[str], None]
"""Hears, in a sentence, that a store is waited for."""


def open_database(location: str, root: Path, looking: Waits | None = None) -> Database:
    """Open the store at `location`, made or migrated when needed.

    A URL names a PostgreSQL database, anything else a file relative to `root`. Who only looks
    gives `looking`: a full disk does not keep him out, and he does not wait long for a server.

    Raises:
        EnvironmentFault: it cannot be used.
        StoreInUseError: it must be migrated, and somebody uses it.
        UnknownStoreError: it is neither.
    """
    database = connect_database(location, root, looking)
    try:
        bring_up_to_date(database)
    except BaseException:
        database.close()
        raise
    return database


def connect_database(location: str, root: Path, looking: Waits | None = None) -> Database:
    """Connect to the store at `location`, whatever its schema is.

    Raises:
        EnvironmentFault: its place cannot be used.
        UnknownStoreError: it is neither a file nor a PostgreSQL database.
    """
    scheme, found, _ = location.partition("://")
    if not found:
        from runner.store.sqlite import connect_sqlite

        return connect_sqlite(location, root, looking=looking is not None)
    if scheme in ("postgresql", "postgres"):
        from runner.store.postgresql import connect_postgresql  # an extra: `deskhand[postgres]`

        return connect_postgresql(location, root, password_of(location), looking)
    raise UnknownStoreError(location)


def bring_up_to_date(database: Database) -> None:
    """Make the tables, or migrate them when that is no other host's business."""
    found = known_schema(database)
    if found == SCHEMA:
        return
    if found is not None and database.shared:
        raise OlderStoreError(database.name, found, SCHEMA)
    from runner.store.migrating import migrate  # alembic is heavy, and rarely needed

    migrate(database)


def known_schema(database: Database) -> str | None:
    """The migration that the store stands at; None when it is empty.

    Raises:
        NewerStoreError: this version does not know it.
        MovedStoreError: it lives elsewhere now.
    """
    with database.reading() as connection:
        found = schema_of(connection)
        if found == MOVED:
            raise MovedStoreError(database.name, moved_to(connection))
    if found is not None and found > SCHEMA:
        raise NewerStoreError(database.name, found, SCHEMA)
    return found


def moved_to(connection: Connection) -> str:
    """Where a store that was moved away went."""
    query = select(audit.c.details).where(audit.c.action == MOVED).order_by(audit.c.id.desc())
    row = connection.execute(query.limit(1)).first()
    return "another place" if row is None else str(row[0].get("to"))


def schema_of(connection: Connection) -> str | None:
    """The migration that the store stands at."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    return None if row is None else str(row[0])
