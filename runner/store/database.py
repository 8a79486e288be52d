"""The database beneath the store: how it is opened, locked, synced and migrated."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import QueuePool

from runner.store.errors import (
    FullDiskError,
    NewerStoreError,
    StoreOnNetworkError,
    StoreUnusableError,
    UnknownStoreError,
)

SCHEMA = "0001"
"""The newest migration that this version knows."""

BUSY_SECONDS = 30
"""How long a writer waits for another one."""

SPACE_BYTES = 20 * 1024 * 1024
"""Less free space than this and nothing is started."""

RESERVE_BYTES = 4 * 1024 * 1024
"""Less than this and no intent is written: after the act its outcome must be writable, too."""

NETWORK_KINDS = frozenset(
    ["nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "9p", "afs", "ncpfs", "fuse.sshfs",
     "fuse.rclone", "davfs", "fuse.davfs2", "afpfs", "webdav", "glusterfs", "fuse.glusterfs", "ceph"]
)  # fmt: skip


class Database:
    """One SQLite file: WAL, full sync, writers one after another."""

    def __init__(self, engine: Engine, file: Path) -> None:
        self.engine = engine
        self.file = file

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for reading, one consistent view."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection that holds the write lock from its start; committed and synced at the end.

        Raises:
            StoreUnusableError: the disk is full, the file read-only or damaged.
        """
        try:
            writer = self.engine.execution_options(deskhand_write=True)
            with writer.begin() as connection:
                yield connection
        except (OperationalError, DatabaseError) as error:
            raise unusable(self.file, error) from error

    def refuse_act(self) -> None:
        """Refuse to go on where an outcome might not be written any more.

        Raises:
            FullDiskError: too little space is left.
        """
        refuse_full_disk(self.file, RESERVE_BYTES)

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def open_database(location: str, root: Path) -> Database:
    """Open the store at `location` (relative to `root`), made or migrated when needed.

    Raises:
        StoreOnNetworkError, StoreUnusableError, NewerStoreError, UnknownStoreError: see there.
    """
    if "://" in location:
        raise UnknownStoreError(location)
    file = (root / location).resolve()
    make_folder(file)
    refuse_network(file)
    refuse_full_disk(file, SPACE_BYTES)
    database = Database(sqlite_engine(file), file)
    try:
        bring_up_to_date(database)
    except (OperationalError, DatabaseError, sqlite3.Error) as error:
        raise unusable(file, error) from error
    return database


def make_folder(file: Path) -> None:
    """Make the store's folder, readable by its owner only."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if file.exists():
            file.open("r+b").close()
        elif not os.access(file.parent, os.W_OK):
            raise PermissionError
        else:
            file.touch(mode=0o600)
    except OSError as error:
        reason = error.strerror or "the folder is read-only"
        raise StoreUnusableError(
            file, reason.lower(), "Make it writable, or set store = … in settings.toml."
        ) from error


def refuse_network(file: Path) -> None:
    """Refuse a place where WAL does not work."""
    kind = file_system(file)
    if kind in NETWORK_KINDS or str(file).startswith("\\\\"):
        raise StoreOnNetworkError(file, kind or "UNC path")


def file_system(file: Path) -> str:
    """The kind of file system that a path lies on, as the system names it; `` when unknown."""
    best, kind = -1, ""
    for partition in psutil.disk_partitions(all=True):
        mount = Path(partition.mountpoint)
        if file.is_relative_to(mount) and len(mount.parts) > best:
            best, kind = len(mount.parts), partition.fstype.lower()
    return kind


def refuse_full_disk(file: Path, needed: int) -> None:
    """Refuse to go on where less than so many bytes are free."""
    free = shutil.disk_usage(file.parent).free
    if free < needed:
        raise FullDiskError(file, f"only {free // 1024} KiB are free on its disk", SPACE_BYTES)


def sqlite_engine(file: Path) -> Engine:
    """An engine whose every connection is durable and waits for the writer before it."""
    engine = create_engine(
        f"sqlite:///{file}",
        poolclass=QueuePool,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # BEGIN is ours, see below
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A deferred transaction that turns from reading to writing fails at once when another
        # writer was faster, whatever the time-out; so writers take the lock first.
        write = connection.get_execution_options().get("deskhand_write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def bring_up_to_date(database: Database) -> None:
    """Migrate when the schema is older; refuse when it is newer."""
    with database.reading() as connection:
        found = schema_of(connection)
    if found == SCHEMA:
        return
    if found is not None and found > SCHEMA:
        raise NewerStoreError(database.file, found, SCHEMA)
    from runner.store.migrations import upgrade  # alembic is heavy, and rarely needed

    with database.writing() as connection:
        if schema_of(connection) != SCHEMA:  # another process may have been faster
            upgrade(connection)


def schema_of(connection: Connection) -> str | None:
    """The migration that the store stands at."""
    known = connection.exec_driver_sql(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
    ).first()
    if known is None:
        return None
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    return None if row is None else str(row[0])


def unusable(file: Path, error: Exception) -> StoreUnusableError:
    """Word a database error for a person."""
    text = str(getattr(error, "orig", error)).lower()
    if "full" in text:
        return FullDiskError(file, "the disk is full", SPACE_BYTES)
    if "readonly" in text or "read-only" in text:
        return StoreUnusableError(file, "it is read-only", "Make it writable for this account.")
    if "malformed" in text or "not a database" in text:
        return StoreUnusableError(
            file, "it is damaged or no store at all", "Put a backup in its place; keep this file."
        )
    if "locked" in text:
        return StoreUnusableError(
            file,
            f"another program has held its lock for {BUSY_SECONDS} s",
            "Close database viewers that have it open.",
        )
    return StoreUnusableError(
        file, text.strip() or "the database failed", "`deskhand doctor` looks into it."
    )
