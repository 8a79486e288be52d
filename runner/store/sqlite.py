"""The ledger in one SQLite file: WAL, full sync, writers one after another."""

import errno
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Table,
    create_engine,
    event,
    func,
    literal,
    select,
)
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import QueuePool

from runner.store.database import Database, moved_to
from runner.store.errors import (
    FullDiskError,
    MovedStoreError,
    StoreOnNetworkError,
    StoreUnusableError,
)
from runner.store.tables import UtcDateTime

BUSY_SECONDS = 30
"""How long a writer waits for another one."""

SPACE_BYTES = 20 * 1024 * 1024
"""Less free space than this and nothing is started."""

RESERVE_BYTES = 4 * 1024 * 1024
"""Less than this and no intent is written: after the act its outcome must be writable, too."""

USUAL_KIB = 2_000
"""Of pages that a connection holds in memory; SQLite's own measure."""

INTAKE_KIB = 65_536
"""The same while a feed is taken in."""

NETWORK_KINDS = frozenset(
    ["nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "9p", "afs", "ncpfs", "fuse.sshfs",
     "fuse.rclone", "davfs", "fuse.davfs2", "afpfs", "webdav", "glusterfs", "fuse.glusterfs", "ceph"]
)  # fmt: skip


class SqliteDatabase(Database):
    """One file, one machine. Death is proven by the operating system's locks."""

    shared = False

    def __init__(self, engine: Engine, file: Path) -> None:
        super().__init__(engine, str(file), file.parent / "locks")
        self.file = file
        self.clock = f"boot:{boot_id()}"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for reading, one consistent view.

        Raises:
            StoreUnusableError: the file is damaged, or no store.
        """
        try:
            with super().reading() as connection:
                yield connection
        except (DatabaseError, sqlite3.Error) as error:
            raise unusable(self.file, error) from error

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
        except (DatabaseError, sqlite3.Error) as error:
            raise unusable(self.file, error) from error

    def refuse_act(self) -> None:
        """Refuse to go on where an outcome might not be written any more.

        Raises:
            FullDiskError: too little space is left.
        """
        refuse_full_disk(self.file, RESERVE_BYTES)

    def numbers(self, connection: Connection, table: Table, count: int) -> range:
        """The next numbers; whoever writes is alone."""
        highest = connection.execute(select(func.max(table.c.id))).scalar_one()
        return range((highest or 0) + 1, (highest or 0) + 1 + count)

    def expect_many(self, connection: Connection) -> None:
        """Let the indexes be held in memory; else each of their pages is written many times."""
        connection.exec_driver_sql(f"PRAGMA cache_size=-{INTAKE_KIB}")

    def have_many(self, connection: Connection, count: int) -> None:
        """Give the memory back.

        Statistics are of no use here: while all items are new they say that an index on the state
        is worth nothing, and every list of the few that failed would be read from end to end.
        """
        del count
        connection.exec_driver_sql(f"PRAGMA cache_size=-{USUAL_KIB}")

    def seconds(self) -> ColumnElement[float]:
        """Seconds since the machine was started; they run on while it sleeps."""
        return literal(since_boot())

    def now(self, later: timedelta = timedelta(0)) -> ColumnElement[datetime]:
        """The time, or one that much later."""
        return literal(datetime.now(UTC) + later, UtcDateTime())


def since_boot() -> float:
    """Seconds since the machine was started; nobody can set this clock."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    # Elsewhere than on Linux this one counts sleep too, or the machine slept while nobody worked.
    return time.monotonic() if clock is None else time.clock_gettime(clock)


def boot_id() -> str:
    """Tells one start of the machine from the next."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return f"{psutil.boot_time():.0f}"


def connect_sqlite(
    location: str, root: Path, *, anew: bool = False, looking: bool = False
) -> SqliteDatabase:
    """The file at `location` (relative to `root`), made when it is not there.

    `anew` makes it even where a store was moved away from. Who only looks at one that is there
    needs no room.

    Raises:
        StoreOnNetworkError, StoreUnusableError, MovedStoreError: see there.
    """
    file = (root / location).resolve()
    if not anew:
        refuse_moved(file)
    looking = looking and file.exists()
    make_folder(file)
    refuse_network(file)
    if not looking:
        refuse_full_disk(file, SPACE_BYTES)
    return SqliteDatabase(sqlite_engine(file), file)


def moved_file(file: Path) -> Path:
    """What a store's file is called once the store has moved away."""
    return file.with_name(f"{file.name}.moved")


def refuse_moved(file: Path) -> None:
    """Refuse to make a new store where one was: everything would be entered once more."""
    left = moved_file(file)
    if file.exists() or not left.exists():
        return
    database = SqliteDatabase(sqlite_engine(left), left)
    try:
        with database.reading() as connection:
            raise MovedStoreError(str(file), moved_to(connection))
    finally:
        database.close()


def make_folder(file: Path) -> None:
    """Make the store's folder, readable by its owner only."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if file.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        # Only asked, never opened: closing a file gives up every lock that this process has on it,
        # and with them the store of another thread, whose log would be taken away under it.
        if not os.access(file if file.exists() else file.parent, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        if not file.exists():
            file.touch(mode=0o600)
    except OSError as error:
        reason = error.strerror or "it cannot be written"
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
