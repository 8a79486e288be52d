"""Backup: a store in one file, as it stood at one instant, while others work with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import create_engine, select
from sqlalchemy.pool import NullPool

from runner.errors import DeskhandError, InputError
from runner.store.copying import Progress, copy_rows, count_rows, silent
from runner.store.database import SCHEMA, Database, known_schema
from runner.store.errors import OlderStoreError
from runner.store.items import write_audit
from runner.store.migrations import upgrade
from runner.store.sqlite import SqliteDatabase, sqlite_engine
from runner.store.sqlite_file import (
    BESIDE,
    connect,
    copy_online,
    damages,
    draft_of,
    into_one_piece,
    sync_folder,
)
from runner.store.tables import audit

TAKEN = "backed up"
"""What the audit of a backup says last."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was taken."""

    file: Path
    store: str
    schema: str
    taken_at: datetime
    bytes: int
    rows: Mapping[str, int]


class BackupExistsError(InputError):
    """A backup never replaces a file that nobody said may go."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            f"{file} is there already; nothing was written.",
            hint="Give another name, or --force to replace it.",
        )


class BackupOntoStoreError(InputError):
    """The backup would replace the very store that it is of."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"{file} is the store itself.", hint="Give another name.")


class NothingToBackUpError(InputError):
    """There is no store yet."""

    def __init__(self, store: str) -> None:
        super().__init__(f"The store {store} is empty: there is nothing to back up.")


class BadBackupError(DeskhandError):
    """What was written cannot be read back whole: the store, or the disk, is damaged."""

    def __init__(self, store: str, file: Path, damage: str) -> None:
        super().__init__(
            f"The copy of {store} that was to become {file} is damaged: {damage}. It was thrown "
            "away.",
            hint="`deskhand store check` tells whether the store itself is damaged.",
        )


def back_up(
    database: Database, file: Path, who: str, *, force: bool = False, progress: Progress = silent
) -> Backup:
    """Write a backup, readable by its owner only, checked before it gets its name.

    Raises:
        BackupExistsError, BackupOntoStoreError, NothingToBackUpError: nothing was written.
        BadBackupError, NotWrittenError: it could not be written; nothing is left of it.
    """
    schema = known_schema(database)
    if schema is None:
        raise NothingToBackUpError(database.name)
    refuse_target(database, file, force=force)
    with draft_of(file) as draft:
        if isinstance(database, SqliteDatabase):
            copy_online(database.file, draft)
        elif schema == SCHEMA:
            _copy_tables(database, draft, progress)
        else:
            raise OlderStoreError(database.name, schema, SCHEMA)
        if found := damages(draft):
            raise BadBackupError(database.name, file, found[0])
        taken_at = datetime.now(UTC)
        rows = _sign(draft, who, database.name)
        into_one_piece(draft)
        refuse_target(database, file, force=force)
        draft.replace(file)
        sync_folder(file.parent)
    return Backup(file, database.name, schema, taken_at, file.stat().st_size, rows)


def refuse_target(database: Database, file: Path, *, force: bool) -> None:
    """Refuse to write over what must not go.

    Raises:
        BackupExistsError, BackupOntoStoreError: see there.
    """
    if isinstance(database, SqliteDatabase):
        store = database.file
        parts = {store, *(store.with_name(f"{store.name}{end}") for end in BESIDE)}
        if file.resolve() in parts:
            raise BackupOntoStoreError(file)
    if file.exists() and (not force or file.is_dir()):
        raise BackupExistsError(file)


def taken(database: Database) -> tuple[datetime, str] | None:
    """When a backup was taken and by whom; None when the file is no backup of this kind."""
    query = select(audit.c.at, audit.c.who).where(audit.c.action == TAKEN)
    with database.reading() as connection:
        row = connection.execute(query.order_by(audit.c.id.desc()).limit(1)).first()
    return None if row is None else (row[0], str(row[1]))


def file_database(file: Path) -> SqliteDatabase:
    """A file as a database, wherever it lies and whatever is in it."""
    return SqliteDatabase(sqlite_engine(file), file)


def read_only(file: Path) -> SqliteDatabase:
    """A file as a database that is looked at and stays as it is."""
    creator = partial(connect, file, read_only=True)
    return SqliteDatabase(create_engine("sqlite://", creator=creator, poolclass=NullPool), file)


def _copy_tables(database: Database, draft: Path, progress: Progress) -> None:
    copy = file_database(draft)
    try:
        with copy.writing() as target:
            upgrade(target)
        with database.reading() as source, copy.writing() as target:
            copy_rows(source, target, progress)
    finally:
        copy.close()


def _sign(draft: Path, who: str, store: str) -> dict[str, int]:
    """Note in the backup when it was taken; returns how many rows it has."""
    copy = file_database(draft)
    try:
        with copy.writing() as connection:
            write_audit(connection, who, TAKEN, details={"store": store})
            return count_rows(connection)
    finally:
        copy.close()
