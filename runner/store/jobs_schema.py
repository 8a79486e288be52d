"""The tables of jobs: made, and brought up to the library's version, beside the ledger's."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from runner.store.database import Database

MARK = "deskhand: migrated to "
"""Begins the comment on the table of jobs that says how far its migrations have come."""


@dataclass(frozen=True, slots=True)
class Shipped:
    """What a version of the library brings."""

    schema: str
    """Makes everything where nothing is."""
    migrations: Sequence[tuple[str, str]]
    """Name and statements of each step from one version to the next, in their order."""

    @property
    def newest(self) -> str:
        """The name of the last migration."""
        return self.migrations[-1][0]


@dataclass(frozen=True, slots=True)
class JobTables:
    """How the tables of jobs stand."""

    found: bool
    migration: str | None
    """The last migration that was made; None where somebody else looks after the tables."""

    def lack(self, shipped: Shipped) -> list[tuple[str, str]]:
        """The migrations that are still to be made."""
        known = self.migration
        if known is None:
            return []
        return [each for each in shipped.migrations if each[0] > known]


def look(connection: Connection) -> JobTables:
    """How the tables of jobs stand."""
    found = connection.execute(text("SELECT to_regclass('procrastinate_jobs')")).scalar()
    if found is None:
        return JobTables(found=False, migration=None)
    query = text("SELECT obj_description('procrastinate_jobs'::regclass)")
    comment = str(connection.execute(query).scalar() or "")
    known = comment.removeprefix(MARK) if comment.startswith(MARK) else None
    return JobTables(found=True, migration=known)


def make(database: Database, shipped: Shipped, *, migrate: bool) -> list[str]:
    """Make the tables where there are none; returns the names of the migrations that it made.

    Tables of an older version are brought up to this one when `migrate` says so, and only then:
    other hosts use them.

    Raises:
        StoreUnusableError: the database failed.
    """
    with database.writing() as connection:
        database.prepare(connection)
        tables = look(connection)
        steps = tables.lack(shipped) if migrate else []
        if not tables.found:
            steps = [(shipped.newest, shipped.schema)]
        for _, statements in steps:
            connection.execution_options(no_parameters=True).exec_driver_sql(statements)
        if steps:
            comment = f"COMMENT ON TABLE procrastinate_jobs IS '{MARK}{shipped.newest}'"
            connection.execution_options(no_parameters=True).exec_driver_sql(comment)
        return [name for name, _ in steps]
