"""Distributed dispatch: Procrastinate brings permits to whichever host has room for them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from procrastinate.schema import SchemaManager

from runner.dispatch.dispatch import Counter
from runner.dispatch.listening import Listener
from runner.errors import EnvironmentFault
from runner.store import jobs
from runner.store.database import Database
from runner.store.jobs_schema import JobTables, Shipped, look, make


class OlderJobsError(EnvironmentFault):
    """The tables of jobs, which other hosts use, are migrated only when somebody says so."""

    def __init__(self, store: str, found: str, needed: str) -> None:
        super().__init__(
            f"The jobs in {store} are those of an older Procrastinate ({found}; this one needs "
            f"{needed}).",
            hint="Stop the workers on every host, then `deskhand store migrate`.",
        )


class NewerJobsError(EnvironmentFault):
    """The tables of jobs were migrated by a newer version of the library."""

    def __init__(self, store: str, found: str, known: str) -> None:
        super().__init__(
            f"The jobs in {store} are those of a newer Procrastinate ({found}; this one knows "
            f"{known}).",
            hint="Install the same version here: pip install --upgrade 'deskhand[postgres]'",
        )


class Distributed:
    """Jobs in PostgreSQL, beside the ledger."""

    gives_permits = True
    submit = staticmethod(jobs.submit)

    def __init__(self, database: Database) -> None:
        """Make the tables of jobs where there are none.

        Raises:
            OlderJobsError, NewerJobsError: they are of another version.
            StoreUnusableError: the database failed.
        """
        self._database = database
        make_ready(database)

    @contextmanager
    def serve(self, counter: Counter) -> Iterator[None]:
        """Bring permits to a counter for as long as the block lasts."""
        listener = Listener(lambda: jobs.driver_arguments(self._database), counter)
        listener.start()
        try:
            yield
        finally:
            listener.stop()

    def recover(self) -> None:
        """Make the jobs that are missing.

        Raises:
            StoreUnusableError: the database went away.
        """
        jobs.top_up(self._database)


def shipped() -> Shipped:
    """The tables that the installed Procrastinate works with."""
    files = sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))
    migrations = [(file.stem, file.read_text(encoding="utf-8")) for file in files]
    return Shipped(SchemaManager.get_schema(), migrations)


def make_ready(database: Database) -> None:
    """Make the tables of jobs where there are none, and refuse those of another version."""
    with database.reading() as connection:
        tables = look(connection)
    ours = shipped()
    if not tables.found:
        make(database, ours, migrate=False)
    else:
        refuse_others(database.name, tables, ours)


def refuse_others(store: str, tables: JobTables, ours: Shipped) -> None:
    """Refuse tables of jobs that another version of the library works with."""
    found = tables.migration
    if found is not None and found > ours.newest:
        raise NewerJobsError(store, found, ours.newest)
    if tables.lack(ours):
        raise OlderJobsError(store, str(found), ours.newest)
