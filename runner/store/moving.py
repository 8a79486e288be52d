"""Moving: every row into another database, and an end of the store that they came from."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection, text

from runner.errors import InputError
from runner.store.copying import Progress, copy_rows, count_rows, silent
from runner.store.database import (
    MOVED,
    SCHEMA,
    Database,
    bring_up_to_date,
    connect_database,
    known_schema,
    schema_of,
)
from runner.store.deaths import Death
from runner.store.errors import MovedStoreError, StoreInUseError
from runner.store.items import write_audit
from runner.store.living import bury_everybody, refuse_in_use
from runner.store.location import is_url
from runner.store.sqlite import SqliteDatabase, connect_sqlite, moved_file
from runner.store.sqlite_file import BESIDE, into_one_piece, name_beside, sync_folder
from runner.store.tables import items


@dataclass(frozen=True, slots=True)
class Move:
    """What moving does, or did."""

    source: str
    target: str
    rows: Mapping[str, int]
    left: str
    """What remains of the source."""


class TargetNotEmptyError(InputError):
    """Two stores cannot be made one."""

    def __init__(self, target: str, holds: str) -> None:
        super().__init__(
            f"The store {target} is not empty: it holds {holds}. Nothing was changed.",
            hint="Name an empty database, or a file that is not there yet.",
        )


def plan_move(source: Database, target: Database) -> Move:
    """What `move` would do.

    Raises:
        TargetNotEmptyError: the target holds a store, or had one.
        StoreInUseError: somebody works with either of them.
    """
    refuse_in_use(source, "moved")
    refuse_in_use(target, "filled")
    refuse_full(target)
    with source.reading() as connection:
        rows = count_rows(connection)
    return Move(source.name, target.name, rows, left_of(source))


def move(source: Database, target: Database, who: str, progress: Progress = silent) -> Move:
    """Copy every row in one transaction, compare, and make the source unusable for runs.

    Raises:
        TargetNotEmptyError, StoreInUseError: as for `plan_move`.
        UnfitValueError, RowsDifferError, StoreUnusableError: both are as they were.
    """
    plan = plan_move(source, target)
    bring_up_to_date(target)
    bury_everybody(source, Death("The worker died."))
    # The target is committed first: a crash between the two leaves the source in use, and a copy.
    with source.writing() as old:
        _hold(source, old)
        with target.writing() as new:
            target.prepare(new)
            refuse_rows(target, new)
            rows = copy_rows(old, new, progress)
            write_audit(new, who, "moved here", details={"from": source.name})
        _close_down(old, who, target.name)
    source.close()
    left = str(set_aside(source.file)) if isinstance(source, SqliteDatabase) else plan.left
    return replace(plan, rows=rows, left=left)


@contextmanager
def opened_target(location: str, root: Path, *, keep: bool = True) -> Iterator[Database]:
    """Where to move to; a file that was not there is gone again unless it was filled and is kept.

    Raises:
        EnvironmentFault: its place cannot be used.
    """
    if is_url(location):
        made, target = None, connect_database(location, root)
    else:
        file = (root / location).resolve()
        made = None if file.exists() else file
        target = connect_sqlite(location, root, anew=True)
    try:
        yield target
    except BaseException:
        keep = False
        raise
    finally:
        target.close()
        if made is not None and not keep:
            for end in ("", *BESIDE):
                made.with_name(f"{made.name}{end}").unlink(missing_ok=True)


def left_of(source: Database) -> str:
    """What remains of a source."""
    if isinstance(source, SqliteDatabase):
        return str(moved_file(source.file))
    return f"{source.name}, whose tables stay and are marked as moved"


def refuse_full(target: Database) -> None:
    """Refuse a target that has rows, or is marked as moved.

    Raises:
        TargetNotEmptyError: see there.
    """
    try:
        known_schema(target)
    except MovedStoreError as error:
        raise TargetNotEmptyError(target.name, "what was moved away from it") from error
    with target.reading() as connection:
        refuse_rows(target, connection)


def refuse_rows(target: Database, connection: Connection) -> None:
    """Refuse a target that has rows.

    Raises:
        TargetNotEmptyError: see there.
    """
    full = [f"{count} {name}" for name, count in count_rows(connection).items() if count]
    if full:
        raise TargetNotEmptyError(target.name, ", ".join(full))


def set_aside(file: Path) -> Path:
    """Give a store's file the name that says that it is none any more; returns what it has."""
    try:
        into_one_piece(file)
    except sqlite3.Error:  # a viewer has it open; what is in it says the same
        return file
    left = moved_file(file)
    if left.exists():  # of an earlier move from here
        left.replace(name_beside(file, "moved-before"))
    file.replace(left)
    sync_folder(file.parent)
    return left


def _hold(source: Database, connection: Connection) -> None:
    """Keep everybody from writing until all is copied; look once more who has."""
    if schema_of(connection) != SCHEMA:
        raise StoreInUseError(source.name, "moved", ["somebody else has just moved it"])
    source.hold(connection)
    held = connection.execute(items.select().where(items.c.state == "working").limit(1)).first()
    if held is not None:
        raise StoreInUseError(source.name, "moved", [f"item {held.id} is in work"])


def _close_down(connection: Connection, who: str, to: str) -> None:
    """Mark the source, so that opening says where it went; who has it open already fails loudly."""
    write_audit(connection, who, MOVED, details={"to": to})
    connection.execute(text("UPDATE alembic_version SET version_num = :moved"), {"moved": MOVED})
    connection.execute(text("ALTER TABLE items RENAME TO items_moved"))
