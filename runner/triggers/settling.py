"""Settling: a dropped file counts when nobody writes to it any more."""

import os
import stat
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

TEMPORARY = (
    "~$*",
    ".*",
    "*.tmp",
    "*.temp",
    "*.part",
    "*.partial",
    "*.crdownload",
    "*.download",
    "*.filepart",
    "*.swp",
    "*~",
)
"""Names under which programs keep what is not complete yet."""

EMPTY_SECONDS = 60.0
"""How long a file may be empty before it is taken as it is: some writers are slow to begin."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What changes when a file changes."""

    size: int
    changed: int
    number: int

    @classmethod
    def of(cls, found: os.stat_result) -> "Mark":
        """The mark of a file by its status."""
        return cls(found.st_size, found.st_mtime_ns, found.st_ino)


class Settling:
    """Watches the files of a folder until they have not changed for a while."""

    def __init__(
        self,
        folder: Path,
        *,
        files: Sequence[str] = (),
        ignore: Sequence[str] = (),
        seconds: float = 5.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder
        self._files = [pattern.casefold() for pattern in files]
        self._ignore = [pattern.casefold() for pattern in (*TEMPORARY, *ignore)]
        self._seconds = seconds
        self._clock = clock
        self._seen: dict[str, tuple[Mark, float]] = {}
        self.refused: list[str] = []
        """Sentences about what lies there and is never taken."""

    @property
    def waits(self) -> bool:
        """Whether there are files that have not settled yet."""
        return bool(self._seen)

    def ready(self) -> list[Path]:
        """The files that have settled, by name; the others are looked at again the next time.

        Raises:
            OSError: the folder cannot be read.
        """
        now = self._clock()
        self.refused = []
        seen: dict[str, tuple[Mark, float]] = {}
        ready = []
        with os.scandir(self._folder) as entries:
            for entry in sorted(entries, key=lambda each: each.name):
                mark = self._mark(entry) if self.wanted(entry.name) else None
                if mark is None:
                    continue
                before, since = self._seen.get(entry.name, (mark, now))
                seen[entry.name] = (mark, since if before == mark else now)
                if self._settled(mark, now - seen[entry.name][1]) and not is_written(entry.path):
                    ready.append(Path(entry.path))
        self._seen = {name: one for name, one in seen.items() if self._folder / name not in ready}
        return ready

    def wanted(self, name: str) -> bool:
        """Whether a file of that name may be taken at all."""
        plain = name.casefold()
        if any(fnmatch(plain, pattern) for pattern in self._ignore):
            return False
        return not self._files or any(fnmatch(plain, pattern) for pattern in self._files)

    def _settled(self, mark: Mark, seconds: float) -> bool:
        patience = self._seconds if mark.size else max(self._seconds, EMPTY_SECONDS)
        return seconds >= patience

    def _mark(self, entry: os.DirEntry[str]) -> Mark | None:
        try:
            if entry.is_symlink():
                self.refused.append(
                    f"{entry.name!r} is a link, not a file; it is left where it is."
                )
                return None
            # What the directory itself says of a file is late on some network shares.
            found = os.stat(entry.path, follow_symlinks=False)  # noqa: PTH116
        except OSError:  # it went away meanwhile, and is seen again if it comes back
            return None
        return Mark.of(found) if stat.S_ISREG(found.st_mode) else None


if sys.platform == "linux":
    import fcntl

    def is_written(path: str) -> bool:
        """Whether some process has the file open for writing, where that can be known."""
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
        except OSError:
            return False
        try:
            # The system refuses this while anybody has the file open for writing.
            fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
            fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
        except BlockingIOError:
            return True
        except OSError:
            return False  # another person's file, or a share: only its size and time tell
        finally:
            os.close(descriptor)
        return False

else:

    def is_written(path: str) -> bool:
        """Elsewhere an open file cannot be renamed (Windows), or nobody can tell."""
        del path
        return False
