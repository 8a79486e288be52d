"""Who uses the store at this moment: nobody may while its file or its tables are exchanged."""

from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, select

from runner.store.database import SCHEMA, Database, schema_of
from runner.store.deaths import Death
from runner.store.errors import StoreInUseError
from runner.store.items import ItemStore
from runner.store.leases import has_run_out, is_local
from runner.store.tables import items, workers


def held_locks(folder: Path) -> set[str]:
    """The names of the locks that a living process of this machine holds."""
    return {file.stem for file in folder.glob("*.lock") if _is_held(file)}


def _is_held(file: Path) -> bool:
    lock = FileLock(file, mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    lock.release()
    return False


def users(database: Database) -> list[str]:
    """Everybody who uses the store now, each in a few words.

    Raises:
        StoreUnusableError: it cannot be read.
    """
    held = held_locks(database.locks)
    with database.reading() as connection:
        found = [*_local(held), *database.others(connection)]
        if schema_of(connection) == SCHEMA:
            found += [*_holders(database, connection, held), *_hosts(database, connection)]
    return found


def refuse_in_use(database: Database, what: str) -> None:
    """Refuse `what` while anybody uses the store.

    Raises:
        StoreInUseError: names who does.
    """
    found = users(database)
    if found:
        raise StoreInUseError(database.name, what, found)


def bury_everybody(database: Database, death: Death) -> int:
    """Take back what workers had, of whom none lives; returns how many items."""
    store = ItemStore(database)
    return sum(len(store.bury(worker, death)) for worker in store.held_by())


def _local(held: set[str]) -> Iterator[str]:
    runs = sorted(name.removeprefix("run-") for name in held if name.startswith("run-"))
    yield from (f"run {run} is at work on this machine" for run in runs)
    if held and not runs:
        yield "a run is beginning, or a worker is ending, on this machine"


def _holders(database: Database, connection: Connection, held: set[str]) -> Iterator[str]:
    query = (
        select(items.c.worker).where(items.c.state == "working", ~has_run_out(database)).distinct()
    )
    for (worker,) in connection.execute(query.order_by(items.c.worker)):
        if not is_local(worker or "") or f"worker-{worker}" in held:
            yield f"worker {worker} holds an item"


def _hosts(database: Database, connection: Connection) -> Iterator[str]:
    alive = (workers.c.lease_clock == database.clock, workers.c.lease_until > database.seconds())
    query = select(workers.c.name).where(*alive).order_by(workers.c.name)
    for (name,) in connection.execute(query):
        yield f"{name} gave a sign of life within the last minute"
