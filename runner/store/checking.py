"""Checking: how the store stands, each remark a sentence with its remedy."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, func, select, text

from runner.errors import ExitCode
from runner.item import ItemState
from runner.store.consistency import broken_rules
from runner.store.database import SCHEMA, Database, known_schema
from runner.store.leases import has_run_out, is_local
from runner.store.living import held_locks
from runner.store.sqlite import SqliteDatabase, file_system
from runner.store.sqlite_file import damages
from runner.store.step_state import OPEN
from runner.store.tables import items, metadata, steps

LOW_SPACE = 1024**3
DURABLE = {"wal": "WAL", "2": "FULL"}


class Gravity(StrEnum):
    """How much a remark matters."""

    GOOD = "good"
    ATTENTION = "attention"
    """Nothing is lost; somebody should see to it."""
    BAD = "bad"
    """Work must not go on."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that was looked at."""

    name: str
    gravity: Gravity
    message: str
    remedy: str = ""


def exit_code(remarks: list[Remark]) -> ExitCode:
    """0 all is well, 1 somebody should see to something, 4 work must not go on."""
    found = {remark.gravity for remark in remarks}
    if Gravity.BAD in found:
        return ExitCode.ENVIRONMENT
    return ExitCode.SOME_FAILED if Gravity.ATTENTION in found else ExitCode.OK


def check(database: Database) -> list[Remark]:
    """Look at a store and change nothing.

    Raises:
        NewerStoreError, MovedStoreError, StoreUnusableError: it cannot be looked at.
    """
    remarks = list(_integrity(database))
    if any(remark.gravity is Gravity.BAD for remark in remarks):
        return remarks
    schema = known_schema(database)
    remarks.append(_schema(schema))
    remarks += _durability(database)
    if schema == SCHEMA:
        with database.reading() as connection:
            remarks += [_tables(connection), *_rules(connection)]
            remarks += [_dead(database, connection), *_open_steps(connection)]
    return remarks


def good(name: str, message: str) -> Remark:
    """Nothing to do."""
    return Remark(name, Gravity.GOOD, message)


def _integrity(database: Database) -> Iterator[Remark]:
    if not isinstance(database, SqliteDatabase):
        return
    found = damages(database.file)
    if found:
        remedy = "deskhand store restore FILE, with the newest backup; the damaged file is kept"
        yield Remark("integrity", Gravity.BAD, f"the file is damaged: {'; '.join(found)}", remedy)
    else:
        yield good("integrity", "every page and every reference is sound")


def _schema(found: str | None) -> Remark:
    if found is None:
        return good("schema", "empty: the first run makes the tables")
    if found == SCHEMA:
        return good("schema", f"{found}, as this version has it")
    message = f"{found}, and this version needs {SCHEMA}"
    return Remark("schema", Gravity.BAD, message, "deskhand store migrate")


def _durability(database: Database) -> Iterator[Remark]:
    with database.reading() as connection:
        if isinstance(database, SqliteDatabase):
            yield _sqlite_durability(connection)
            yield _space(database)
        else:
            yield _server_durability(connection)


def _sqlite_durability(connection: Connection) -> Remark:
    found = [str(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())
             for name in ("journal_mode", "synchronous")]  # fmt: skip
    if found == list(DURABLE):
        return good("durability", "WAL with full sync: what was acknowledged survives a power cut")
    message = f"journal_mode {found[0]}, synchronous {found[1]}: a power cut may undo what was said"
    return Remark("durability", Gravity.BAD, message, "Put the store on an ordinary local disk")


def _server_durability(connection: Connection) -> Remark:
    names = ("synchronous_commit", "fsync", "full_page_writes")
    off = [name for name in names
           if connection.execute(text(f"SHOW {name}")).scalar_one() == "off"]  # fmt: skip
    if not off:
        return good("durability", "commits are on the server's disk before they are acknowledged")
    message = f"the server has {', '.join(f'{name} = off' for name in off)}: it may forget commits"
    return Remark("durability", Gravity.BAD, message, "Set it to on in postgresql.conf, and reload")


def _space(database: SqliteDatabase) -> Remark:
    free, kind = shutil.disk_usage(database.file.parent).free, file_system(database.file)
    size = database.file.stat().st_size
    message = f"{free // 1024**2} MiB free ({kind or 'disk'}), the store has {size // 1024} KiB"
    if free < max(LOW_SPACE, 2 * size):
        return Remark("space", Gravity.ATTENTION, message, "Free some space, or move the store")
    return good("space", message)


def _tables(connection: Connection) -> Remark:
    """The tables that are there, held against those that this version knows."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    context = MigrationContext.configure(connection, opts={"include_name": _is_ours})
    found = compare_metadata(context, metadata)
    if not found:
        return good("tables", "tables, columns, keys and indexes are as they should be")
    message = f"{len(found)} differences from what this version makes, the first: {found[0]!r:.200}"
    return Remark("tables", Gravity.BAD, message, "deskhand store restore FILE, or undo the change")


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether to compare it: in a server's database other programs may have tables, too."""
    return kind != "table" or name in metadata.tables


def _rules(connection: Connection) -> Iterator[Remark]:
    broken = list(broken_rules(connection))
    for rule, rows in broken:
        shown = ", ".join(str(row) for row in rows[:5])
        message = f"{rule}: {len(rows)}, for one {shown}"
        yield Remark("consistency", Gravity.BAD, message, "Report it, with a backup of this store")
    if not broken:
        yield good("consistency", "items, attempts and steps agree")


def _dead(database: Database, connection: Connection) -> Remark:
    late = has_run_out(database).label("late")
    rows = connection.execute(select(items.c.worker, late).where(items.c.state == "working")).all()
    held = held_locks(database.locks)
    dead = [worker for worker, over in rows
            if over or (is_local(worker or "") and f"worker-{worker}" not in held)]  # fmt: skip
    if dead:
        message = f"items in the hands of workers that are dead: {len(dead)}"
        return Remark("work", Gravity.ATTENTION, message, "deskhand resume")
    return good("work", f"items in work: {len(rows)}")


def _open_steps(connection: Connection) -> Iterator[Remark]:
    query = (
        select(items.c.state, func.count(items.c.id.distinct()))
        .join(steps, steps.c.item == items.c.id)
        .where(steps.c.state.in_(OPEN))
        .group_by(items.c.state)
    )
    opened = {state: int(count) for state, count in connection.execute(query)}
    doubt = select(func.count()).where(items.c.state == ItemState.IN_DOUBT)
    doubted = connection.execute(doubt.select_from(items)).scalar_one()
    if waiting := opened.get(ItemState.NEW, 0):
        message = f"items of which it is to be looked up whether a step was entered: {waiting}"
        yield Remark("steps", Gravity.ATTENTION, message, "deskhand resume")
    if doubted:
        remedy = "deskhand items --state in_doubt, then deskhand settle ITEM"
        message = f"items in doubt, waiting for a person: {doubted}"
        yield Remark("steps", Gravity.ATTENTION, message, remedy)
    if not waiting and not doubted:
        yield good("steps", "no outcome is open")
