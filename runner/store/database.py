"""The database beneath the store, whichever it is: read, written, migrated, and asked the time."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, Engine, inspect

from runner.store.errors import NewerStoreError, OlderStoreError, UnknownStoreError
from runner.store.location import password_of

SCHEMA = "0002"
"""The newest migration that this version knows."""


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

    @abstractmethod
    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction that is committed and synced at the end of the block.

        Raises:
            StoreUnusableError: it cannot be written.
        """

    @abstractmethod
    def seconds(self) -> ColumnElement[float]:
        """The time for leases, in seconds on `clock`; nobody can set this clock back."""

    @abstractmethod
    def now(self, later: timedelta = timedelta(0)) -> ColumnElement[datetime]:
        """The time for people, or one that much later."""

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def open_database(location: str, root: Path) -> Database:
    """Open the store at `location`, made or migrated when needed.

    A URL names a PostgreSQL database, anything else a file relative to `root`.

    Raises:
        EnvironmentFault: it cannot be used.
        UnknownStoreError: it is neither.
    """
    scheme, found, _ = location.partition("://")
    if not found:
        from runner.store.sqlite import open_sqlite

        return open_sqlite(location, root)
    if scheme in ("postgresql", "postgres"):
        from runner.store.postgresql import open_postgresql  # an extra: `deskhand[postgres]`

        return open_postgresql(location, root, password_of(location))
    raise UnknownStoreError(location)


def bring_up_to_date(database: Database) -> None:
    """Migrate when the schema is older; refuse when it is newer."""
    with database.reading() as connection:
        found = schema_of(connection)
    if found == SCHEMA:
        return
    if found is not None and found > SCHEMA:
        raise NewerStoreError(database.name, found, SCHEMA)
    if found is not None and database.shared:
        raise OlderStoreError(database.name, found, SCHEMA)
    from runner.store.migrations import upgrade  # alembic is heavy, and rarely needed

    with database.writing() as connection:
        if schema_of(connection) != SCHEMA:  # another process may have been faster
            upgrade(connection)


def schema_of(connection: Connection) -> str | None:
    """The migration that the store stands at."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    return None if row is None else str(row[0])
