"""A store's SQLite file as a file: copied while in use, checked, closed into one piece."""

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from runner.errors import EnvironmentFault
from runner.store.errors import FullDiskError
from runner.store.sqlite import BUSY_SECONDS

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file."""

SHOWN = 5
"""Damages that are told of one file."""


class NotWrittenError(EnvironmentFault):
    """A file that was to be written could not be, and nothing of it is left."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(
            f"{file} cannot be written: {reason}.",
            hint="Free some space, or choose another place. Nothing was changed.",
        )


def copy_online(source: Path, target: Path) -> None:
    """Copy a file that others may be writing to, as it stood at one instant.

    Raises:
        sqlite3.Error: the source is damaged, or the target's disk is full.
    """
    with closing(connect(source, read_only=True)) as opened, closing(connect(target)) as copy:
        opened.backup(copy)


def damages(file: Path) -> list[str]:
    """What is damaged in a file; empty when it is sound."""
    try:
        with closing(connect(file, read_only=True)) as opened:
            found = [row[0] for row in opened.execute(f"PRAGMA integrity_check({SHOWN})")]
            orphans = opened.execute("PRAGMA foreign_key_check").fetchmany(SHOWN)
    except sqlite3.Error as error:
        return [str(error)]
    found = [str(text).strip() for text in found if text != "ok"]
    return found + [f"row {row} of {table} has lost its row in {other}"
                    for table, row, other, _ in orphans]  # fmt: skip


def into_one_piece(file: Path) -> None:
    """Put what lies beside a file into it, and sync it; nobody else may have it open.

    Raises:
        sqlite3.Error: somebody has.
    """
    with closing(connect(file)) as opened:
        opened.execute("PRAGMA journal_mode=DELETE").fetchall()
    sync(file)


def sync(file: Path) -> None:
    """Bring a file, and its name in its folder, onto the disk."""
    with file.open("r+b") as opened:
        os.fsync(opened.fileno())
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder onto the disk, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def draft_of(target: Path) -> Iterator[Path]:
    """An empty file of its owner's alone beside `target`, gone at the end unless it was renamed.

    Raises:
        NotWrittenError: the folder cannot be written, or its disk is full.
    """
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield draft
    except OSError as error:
        raise NotWrittenError(target, (error.strerror or str(error)).lower()) from error
    except sqlite3.Error as error:
        raise NotWrittenError(target, str(error)) from error
    except FullDiskError as error:
        if draft.name not in error.message:
            raise
        raise NotWrittenError(target, "its disk is full") from error
    finally:
        draft.unlink(missing_ok=True)
        for end in BESIDE:
            draft.with_name(f"{draft.name}{end}").unlink(missing_ok=True)


def name_beside(file: Path, what: str) -> Path:
    """A name beside a file that says what it is and of when."""
    return file.with_name(f"{file.name}.{what}-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}")


def keep_beside(file: Path, what: str) -> Path:
    """Keep a sound copy of a store's file beside it.

    Raises:
        NotWrittenError: it cannot be copied; nothing was changed.
    """
    kept = name_beside(file, what)
    with draft_of(kept) as draft:
        copy_online(file, draft)
        into_one_piece(draft)
        draft.replace(kept)
    sync_folder(kept.parent)
    return kept


def connect(file: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """A plain connection, which changes nothing about the file by itself."""
    uri = f"{file.resolve().as_uri()}?mode={'ro' if read_only else 'rw'}"
    return sqlite3.connect(
        uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
