"""The file as it was at one moment: opened once, copied, hashed; everything reads the copy."""

import hashlib
import os
import shutil
import stat
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from runner.feeds.errors import (
    ChangedWhileReadError,
    EmptyFileError,
    FeedError,
    NoSuchFileError,
    NotAFileError,
    UnreadableFileError,
)

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Intake:
    """A private copy of a file, out of reach of whoever still writes to the file itself."""

    name: str
    copy: IO[bytes]
    """Nameless where the system allows it; gone when closed."""
    digest: str
    """SHA-256 of the content, in hex."""
    size: int
    notes: tuple[str, ...] = ()

    def head(self, size: int = 4096) -> bytes:
        """The first bytes."""
        self.copy.seek(0)
        return self.copy.read(size)

    def save(self, target: Path) -> None:
        """Keep the content as a file that only its owner can read."""
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            self.copy.seek(0)
            shutil.copyfileobj(self.copy, file, _CHUNK)


def take_in(path: Path) -> Intake:
    """Copy a file to work on; raises a FeedError that names what is wrong with it."""
    try:
        # Opening a named pipe would wait for somebody to write into it.
        if not stat.S_ISREG(path.stat().st_mode) and not path.is_dir():
            raise UnreadableFileError(path, "it is a device, not a file", open_elsewhere=False)
        source = path.open("rb")
    except OSError as error:
        raise _why_not_opened(path, error) from error
    with source, ExitStack() as on_failure:
        before = os.fstat(source.fileno())
        copy = on_failure.enter_context(tempfile.TemporaryFile())
        digest, size = _copied(path, source, copy)
        after = os.fstat(source.fileno())
        if (before.st_size, before.st_mtime_ns) != (size, after.st_mtime_ns):
            raise ChangedWhileReadError(path)
        if not size:
            raise EmptyFileError(path.name)
        on_failure.pop_all()
    return Intake(path.name, copy, digest, size, _lock_note(path))


def _copied(path: Path, source: IO[bytes], copy: IO[bytes]) -> tuple[str, int]:
    hasher, size = hashlib.sha256(), 0
    try:
        while chunk := source.read(_CHUNK):
            hasher.update(chunk)
            size += len(chunk)
            copy.write(chunk)
    except OSError as error:
        raise UnreadableFileError(path, _reason(error), open_elsewhere=False) from error
    copy.seek(0)
    return hasher.hexdigest(), size


def _why_not_opened(path: Path, error: OSError) -> FeedError:
    if path.is_dir():
        return NotAFileError(path, sorted(file.name for file in _files_in(path))[:5])
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return NoSuchFileError(path, [file.name for file in _files_in(path.parent)])
    return UnreadableFileError(path, _reason(error), open_elsewhere=bool(_lock_files(path)))


def _files_in(folder: Path) -> list[Path]:
    try:
        return [entry for entry in folder.iterdir() if entry.is_file()]
    except OSError:
        return []


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


def _lock_files(path: Path) -> list[Path]:
    # Excel drops the first two letters of a long name: `~$ntacts.xlsx`.
    names = [f"~${path.name}", f"~${path.name[2:]}", f".~lock.{path.name}#"]
    return [path.parent / name for name in names if (path.parent / name).exists()]


def _lock_note(path: Path) -> tuple[str, ...]:
    if not _lock_files(path):
        return ()
    return (f"{path.name!r} is open in a spreadsheet program; what was last saved is used.",)
