"""Restoring: a backup takes the store's place, and knows that it does not know what came after."""

import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from runner.errors import EnvironmentFault, InputError
from runner.item import ItemState
from runner.store.backup import back_up, file_database, read_only, taken
from runner.store.copying import Progress, copy_rows, empty_tables, silent
from runner.store.database import SCHEMA, Database, known_schema, schema_of
from runner.store.deaths import Death
from runner.store.errors import OlderStoreError, StoreUnusableError
from runner.store.items import write_audit
from runner.store.living import bury_everybody, held_locks, refuse_in_use
from runner.store.migrations import upgrade
from runner.store.runs import NOBODYS
from runner.store.sqlite import SqliteDatabase
from runner.store.sqlite_file import (
    BESIDE,
    connect,
    copy_online,
    damages,
    draft_of,
    into_one_piece,
    keep_beside,
    name_beside,
    sync_folder,
)
from runner.store.tables import items, runs, seats, workers

KEPT = "before-restore"
UNWORKED = (ItemState.NEW, ItemState.WORKING, ItemState.WAITING)
"""What may have been worked since, for all that a backup knows."""

DEATH = "Its worker had it when the backup was taken."


@dataclass(frozen=True, slots=True)
class Restoration:
    """What restoring does, or did."""

    file: Path
    store: str
    schema: str
    """The schema of the backup."""
    taken_at: datetime
    taken_by: str | None
    """None for a file that `deskhand store backup` did not write."""
    unworked: int
    """Items that were not finished then."""
    doubted: int
    """How many of them are in doubt now."""
    kept: Path | None = None
    """The store as it was before."""


class NotABackupError(InputError):
    """The file given is no store."""

    def __init__(self, file: Path, why: str) -> None:
        super().__init__(
            f"{file} is no backup of a store: {why}. Nothing was changed.",
            hint="Give a file that `deskhand store backup` wrote.",
        )


class DamagedBackupError(EnvironmentFault):
    """The file given was a backup once."""

    def __init__(self, file: Path, damage: str) -> None:
        super().__init__(
            f"The backup {file} is damaged: {damage}. Nothing was changed.",
            hint="Use an older one.",
        )


class Restorer:
    """Puts one backup in a store's place."""

    def __init__(
        self, database: Database, file: Path, who: str, *, nothing_ran_since: bool = False
    ) -> None:
        self._database = database
        self._file = file
        self._who = who
        self._nothing_ran_since = nothing_ran_since

    def plan(self) -> Restoration:
        """What `restore` would do.

        Raises:
            NotABackupError, DamagedBackupError, NewerStoreError: the file cannot be used.
            StoreInUseError: somebody works with the store.
        """
        schema = checked_schema(self._file)
        self._refuse()
        backup = read_only(self._file)
        try:
            at, by = taken(backup) or (modified(self._file), None)
            unworked = count_unworked(backup)
        finally:
            backup.close()
        doubted = 0 if self._nothing_ran_since else unworked
        return Restoration(self._file, self._database.name, schema, at, by, unworked, doubted)

    def restore(self, progress: Progress = silent) -> Restoration:
        """Check the backup, keep the present store beside, and put the backup in its place.

        What was worked after the backup was taken is not known to it, so that every item that
        was not finished is in doubt, unless somebody says that nothing ran since.

        Raises:
            NotABackupError, DamagedBackupError, NewerStoreError, StoreInUseError: as for `plan`.
            NotWrittenError, StoreUnusableError: it could not be written; the present store is as it was.
        """
        plan = self.plan()
        place = self._beside()
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with draft_of(place) as draft:
            copy_online(self._file, draft)
            self._mark(draft, plan)
            into_one_piece(draft)
            if isinstance(self._database, SqliteDatabase):
                kept = install_file(self._database, draft)
            else:
                kept = self._install_rows(draft, progress)
        return replace(plan, kept=kept)

    def _refuse(self) -> None:
        if isinstance(self._database, SqliteDatabase) and damages(self._database.file):
            if held := sorted(held_locks(self._database.locks)):
                raise StoreUnusableError(
                    self._database.name, f"it is damaged, and {held[0]} still runs", "End that."
                )
            return
        refuse_in_use(self._database, "restored")
        if not isinstance(self._database, SqliteDatabase):
            # A file goes as a whole; of tables only those that this version knows.
            found = known_schema(self._database)
            if found not in (None, SCHEMA):
                raise OlderStoreError(self._database.name, str(found), SCHEMA)

    def _beside(self) -> Path:
        if isinstance(self._database, SqliteDatabase):
            return self._database.file
        return self._database.locks.parent / "postgresql"

    def _mark(self, draft: Path, plan: Restoration) -> None:
        """Say in the backup's copy what it does not know."""
        copy = file_database(draft)
        try:
            with copy.writing() as connection:
                if schema_of(connection) != SCHEMA:
                    upgrade(connection)
            bury_everybody(copy, Death(DEATH, counts=self._nothing_ran_since))
            with copy.writing() as connection:
                for table in (workers, seats):
                    connection.execute(table.delete())
                connection.execute(update(runs).values(NOBODYS))
                if not self._nothing_ran_since:
                    query = update(items).where(items.c.state.in_(UNWORKED))
                    connection.execute(query.values(doubt(plan.taken_at)))
                details = {
                    "from": str(plan.file),
                    "taken_at": plan.taken_at.isoformat(),
                    "in_doubt": plan.doubted,
                    "nothing_ran_since": self._nothing_ran_since,
                }
                write_audit(connection, self._who, "restored", details=details)
        finally:
            copy.close()

    def _install_rows(self, draft: Path, progress: Progress) -> Path | None:
        """Exchange all rows in one transaction."""
        kept = None
        if known_schema(self._database) is not None:
            named = name_beside(self._beside(), KEPT)
            kept = named.with_name(f"{named.name}.db")
            back_up(self._database, kept, self._who)
        copy = file_database(draft)
        try:
            with copy.reading() as source, self._database.writing() as target:
                self._database.prepare(target)
                if schema_of(target) != SCHEMA:
                    upgrade(target)
                self._database.hold(target)
                empty_tables(target)
                copy_rows(source, target, progress)
        finally:
            copy.close()
        return kept


def checked_schema(file: Path) -> str:
    """The schema of a backup that is whole.

    Raises:
        NotABackupError, DamagedBackupError, NewerStoreError, MovedStoreError: see there.
    """
    try:
        with file.open("rb") as opened:
            beginning = opened.read(16)
    except OSError as error:
        raise NotABackupError(file, (error.strerror or str(error)).lower()) from error
    if beginning != b"SQLite format 3\0":
        raise NotABackupError(file, "it is no SQLite file")
    if found := damages(file):
        raise DamagedBackupError(file, found[0])
    backup = read_only(file)
    try:
        schema = known_schema(backup)
    finally:
        backup.close()
    if schema is None:
        raise NotABackupError(file, "it has none of a store's tables")
    return schema


def modified(file: Path) -> datetime:
    """When a file was written last."""
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)


def count_unworked(database: Database) -> int:
    """How many items are not finished."""
    query = select(items.c.id).where(items.c.state.in_(UNWORKED))
    with database.reading() as connection:
        return len(connection.execute(query).all())


def doubt(taken_at: datetime) -> dict[str, Any]:
    """The columns of an item of which nobody knows what became of it."""
    return {
        "state": ItemState.IN_DOUBT,
        "not_before": None,
        "updated_at": datetime.now(UTC),
        "message": f"Restored from a backup of {taken_at:%Y-%m-%d %H:%M:%S %Z}: whether it was "
        "worked after that is not known. Look at the record, then say --entered or --not-entered.",
    }


def install_file(database: SqliteDatabase, draft: Path) -> Path | None:
    """Put a file in the place of the store's; there is a whole store there at every instant.

    Raises:
        StoreUnusableError: somebody has it open, or the disk is full.
    """
    file = database.file
    database.close()
    if damages(file):
        return replace_damaged(file, draft)
    kept = None if is_empty(file) else keep_beside(file, KEPT)
    with closing(sqlite3.connect(draft)) as source, closing(connect(file)) as target:
        target.execute("BEGIN IMMEDIATE")  # which gives up some time; the next line never does
        target.execute("ROLLBACK")
        source.backup(target)  # one transaction: a crash leaves the store as it was
    return kept


def is_empty(file: Path) -> bool:
    """Whether a file has no tables."""
    with closing(connect(file, read_only=True)) as opened:
        return opened.execute("SELECT 1 FROM sqlite_master").fetchone() is None


def replace_damaged(file: Path, draft: Path) -> Path:
    """Keep a damaged file with all that lies beside it, and put another in its place."""
    kept = name_beside(file, KEPT)
    shutil.copy2(file, kept)
    for end in BESIDE:
        part = file.with_name(f"{file.name}{end}")
        with suppress(FileNotFoundError):
            shutil.copy2(part, kept.with_name(f"{kept.name}{end}"))
            part.unlink()
    draft.replace(file)
    sync_folder(file.parent)
    return kept
