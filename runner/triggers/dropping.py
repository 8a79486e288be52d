"""The places of a drop folder: where files are claimed, and where they go with a word beside them."""

import hashlib
import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

WORK = ".deskhand-work"
DONE = "done"
REJECTED = "rejected"

PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Claimed:
    """A file that was moved out of everybody's reach."""

    place: str
    """The name of the folder that holds it alone."""
    file: Path


class DropFolder:
    """A folder into which people and programs drop files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def claim(self, file: Path) -> Claimed | None:
        """Move a file out of everybody's reach; None when it is gone, or somebody has it open.

        Raises:
            OSError: the folder cannot be written.
        """
        place = secrets.token_hex(8)
        own = self.folder / WORK / place
        own.mkdir(parents=True, mode=0o700)
        try:
            file.rename(own / file.name)
        except (FileNotFoundError, PermissionError):
            own.rmdir()
            return None
        return Claimed(place, own / file.name)

    def claimed(self) -> Iterator[Claimed]:
        """What was claimed and is still there; a process that died has left it, say.

        Raises:
            OSError: the folder cannot be read.
        """
        work = self.folder / WORK
        if not work.is_dir():
            return
        for own in sorted(work.iterdir(), key=lambda each: each.stat().st_mtime_ns):
            files = list(own.iterdir()) if own.is_dir() else []
            for file in files:
                yield Claimed(own.name, file)
            if not files:
                with suppress(OSError):
                    own.rmdir()

    def done(self, claimed: Claimed, words: str) -> Path:
        """Put a file to those that were taken in, with a note; returns where it is.

        Raises:
            OSError: it cannot be moved.
        """
        return self._move(claimed, DONE, "note", words)

    def reject(self, claimed: Claimed, words: str) -> Path:
        """Put a file to those that cannot be used, with the reason beside it.

        Raises:
            OSError: it cannot be moved.
        """
        return self._move(claimed, REJECTED, "reason", words)

    def _move(self, claimed: Claimed, where: str, kind: str, words: str) -> Path:
        folder = self.folder / where
        folder.mkdir(exist_ok=True)
        target = self._free(folder, claimed.file.name, kind, f"{words}\n")
        try:
            claimed.file.rename(target)
        except FileNotFoundError:
            if not target.exists():
                word_of(target, kind).unlink(missing_ok=True)
            raise
        with suppress(OSError):
            claimed.file.parent.rmdir()
        return target

    def _free(self, folder: Path, name: str, kind: str, words: str) -> Path:
        """A name that is free in the folder; the word beside it keeps it for this process."""
        stem, suffix = os.path.splitext(name)  # noqa: PTH122 - a name may be `.xlsx`
        number = 1
        while True:
            target = folder / (name if number == 1 else f"{stem} ({number}){suffix}")
            if not target.exists() and reserve(word_of(target, kind), words):
                return target
            number += 1


def word_of(file: Path, kind: str) -> Path:
    """The word beside a file."""
    return Path(f"{file}.{kind}.txt")


def reserve(word: Path, words: str) -> bool:
    """Write the word beside a file; False where another file has one of that name."""
    try:
        with word.open("x", encoding="utf-8", errors="backslashreplace") as made:
            made.write(words)
    except FileExistsError:
        # A process that died has written the same word, and has not moved the file.
        with suppress(OSError, UnicodeDecodeError):
            return word.read_text(encoding="utf-8") == words
        return False
    return True


def digest_of(file: Path, stop: threading.Event) -> tuple[str, int] | None:
    """SHA-256 and size of a file, read in pieces; None when it was to stop meanwhile.

    Raises:
        OSError: it cannot be read.
    """
    hasher, size = hashlib.sha256(), 0
    with file.open("rb") as opened:
        while piece := opened.read(PIECE):
            hasher.update(piece)
            size += len(piece)
            if stop.is_set():
                return None
    return hasher.hexdigest(), size
