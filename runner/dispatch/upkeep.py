"""Upkeep of jobs: looked at, migrated and made again by whoever looks after the store."""

from importlib.util import find_spec

from runner.dispatch.dispatch import open_dispatch
from runner.errors import InputError
from runner.store import jobs
from runner.store.checking import Gravity, Remark, good
from runner.store.database import SCHEMA, Database, known_schema
from runner.store.errors import NoPostgresqlError
from runner.store.jobs_schema import look

NAME = "jobs"


class NoJobsError(InputError):
    """A store in a file has no jobs beside it."""

    def __init__(self, store: str) -> None:
        super().__init__(
            f"The store {store} is a file, and has no jobs to rebuild: `deskhand workers` looks "
            "into it by itself."
        )


def has_dispatch() -> bool:
    """Whether what brings jobs to hosts is installed."""
    return find_spec("procrastinate") is not None


def rebuild_jobs(database: Database) -> int:
    """Make every job again from the ledger; returns how many there are then.

    Hosts may serve meanwhile: a job too many does nothing.

    Raises:
        NoJobsError: the store has none.
        NoPostgresqlError: the extra is not installed.
        EnvironmentFault: the store cannot be used, or its jobs are of another version.
    """
    if not database.shared:
        raise NoJobsError(database.name)
    if not has_dispatch():
        raise NoPostgresqlError
    open_dispatch(database)  # makes the tables where there are none
    return jobs.rebuild(database)


def migrate_jobs(database: Database, *, dry_run: bool) -> list[str]:
    """Bring the tables of jobs to the installed version; returns what was, or would be, done.

    Raises:
        StoreUnusableError: the database failed.
    """
    if not database.shared or not has_dispatch():
        return []
    from runner.dispatch.distributed import shipped
    from runner.store.jobs_schema import make

    ours = shipped()
    if not dry_run:
        return make(database, ours, migrate=True)
    with database.reading() as connection:
        tables = look(connection)
    return [name for name, _ in tables.lack(ours)] if tables.found else [ours.newest]


def look_at_jobs(database: Database) -> list[Remark]:
    """How the jobs stand beside the ledger; nothing for a store that has none.

    Raises:
        StoreUnusableError: the database failed.
    """
    if not database.shared or known_schema(database) != SCHEMA:
        return []
    if not has_dispatch():
        return [good(NAME, "Procrastinate is not installed here: hosts look into the ledger")]
    with database.reading() as connection:
        tables = look(connection)
        short = sum(jobs.missing(connection).values()) if tables.found else 0
    if not tables.found:
        return [good(NAME, "none yet: the first run that is queued makes their tables")]
    return [_versions(database) or _enough(short)]


def _versions(database: Database) -> Remark | None:
    lacking = migrate_jobs(database, dry_run=True)
    if not lacking:
        return None
    message = f"the tables lack {len(lacking)} migrations of the Procrastinate that is installed"
    return Remark(NAME, Gravity.BAD, message, "deskhand store migrate")


def _enough(short: int) -> Remark:
    if not short:
        return good(NAME, "every queued item that is due has one")
    message = f"{short} queued items that are due have none"
    remedy = "Any host that serves makes them within a minute; or: deskhand store rebuild-jobs"
    return Remark(NAME, Gravity.ATTENTION, message, remedy)
