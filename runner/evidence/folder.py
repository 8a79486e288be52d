"""The folder that holds what a run leaves behind, for its owner's eyes only."""

import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from runner.evidence.errors import LittleSpaceError, NotWritableError, OpenElsewhereError
from runner.item import ItemId, RunId

NEEDED_BYTES = 200 * 2**20
"""What must be free before a run starts."""
RESERVE_BYTES = 16 * 2**20
"""What must be free before a step acts: what it leaves must find space."""
_LOCKS_OPEN_FILES = os.name == "nt"
"""Windows does not let a file be replaced that a spreadsheet program has open."""
_UNSAFE = re.compile(r"[^\w-]+", re.ASCII)
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class EvidenceFolder:
    """`evidence/<run>/`: log, pictures, results and report of one run."""

    path: Path

    @classmethod
    def create(
        cls, root: Path, run: RunId, *, needed_bytes: int = NEEDED_BYTES
    ) -> "EvidenceFolder":
        """Make the folder, or take it up again.

        Raises:
            NotWritableError: the folder cannot be made or written to.
            LittleSpaceError: too little space is left.
        """
        folder = cls(root / safe_name(run))
        try:
            root.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.path.mkdir(mode=0o700, exist_ok=True)
            folder.pictures.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise NotWritableError(folder.path, error) from error
        folder.refuse_little_space(needed_bytes)
        return folder

    def refuse_little_space(self, needed_bytes: int = RESERVE_BYTES) -> None:
        """Refuse to go on where evidence might not be kept.

        Raises:
            LittleSpaceError: too little space is left.
        """
        try:
            free = shutil.disk_usage(self.path).free
        except OSError as error:
            raise NotWritableError(self.path, error) from error
        if free < needed_bytes:
            raise LittleSpaceError(self.path, free, needed_bytes)

    @property
    def log(self) -> Path:
        """The run's log, JSON lines."""
        return self.path / "log.jsonl"

    @property
    def pictures(self) -> Path:
        """The folder of pictures."""
        return self.path / "pictures"

    @property
    def results(self) -> Path:
        """The results workbook."""
        return self.path / "results.xlsx"

    @property
    def report(self) -> Path:
        """The report."""
        return self.path / "report.html"

    def picture(self, item: ItemId, attempt: int, number: int, name: str) -> Path:
        """Where a picture goes; its name tells item, attempt, order and what it shows."""
        return self.pictures / f"{item}-{attempt}-{number:02}-{safe_name(name)}.jpg"

    def keep_picture(self, path: Path, image: bytes) -> Path:
        """Write a masked picture, whole or not at all.

        Raises:
            NotWritableError: the disk is full or read-only.
        """
        with replaced_whole(path) as unfinished:
            unfinished.write_bytes(image)
        return path


def remove_evidence(root: Path, run: str) -> None:
    """Remove all that a run left behind; nothing happens when it is gone already.

    Raises:
        NotWritableError: something of it cannot be removed.
    """
    folder = root / safe_name(run)
    try:
        if folder.name == run and folder.is_dir() and not folder.is_symlink():
            shutil.rmtree(folder)
    except OSError as error:
        raise NotWritableError(folder, error) from error


def safe_name(name: str) -> str:
    """A file name made of a text: no folders, no devices, no dots, at most 60 characters."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    safe = _UNSAFE.sub("-", plain).strip("-")[:60] or "unnamed"
    return f"_{safe}" if _DEVICES.fullmatch(safe) else safe


@contextmanager
def replaced_whole(target: Path) -> Iterator[Path]:
    """Give a file to write to that takes the target's place only when it is complete.

    Raises:
        NotWritableError: the file cannot be written or put in its place.
    """
    try:
        descriptor, name = tempfile.mkstemp(
            prefix=f".{target.stem[:40]}-", suffix=target.suffix, dir=target.parent
        )
    except OSError as error:
        raise NotWritableError(target, error) from error
    os.close(descriptor)
    unfinished = Path(name)
    try:
        yield unfinished
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        _put_in_place(unfinished, target)
    except OSError as error:
        raise NotWritableError(target, error) from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _put_in_place(unfinished: Path, target: Path) -> None:
    try:
        unfinished.replace(target)
    except PermissionError as error:
        if _LOCKS_OPEN_FILES and target.exists():
            raise OpenElsewhereError(target) from error
        raise
