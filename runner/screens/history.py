"""Keeps every version of a selector file that a command has replaced, and brings one back."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from difflib import unified_diff
from pathlib import Path

from filelock import FileLock, Timeout

from runner.account import who
from runner.errors import EnvironmentFault, InputError
from runner.screens.load import load_content
from runner.screens.storing import replace_content

KEPT = ".deskhand"
"""What commands keep for themselves in a workspace."""

LOCK_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Version:
    """A selector file as it was before a change."""

    number: int
    at: datetime
    who: str
    why: str
    before: str
    """Digest of the content that is kept."""
    after: str
    """Digest of the content that came in its place."""


class FileInUseError(EnvironmentFault):
    """Another command changes the file, and does not come to an end."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            f"{file.name} is being changed by another command for more than {LOCK_SECONDS:g} s.",
            hint="Try again when that one has ended.",
        )


class NoVersionError(InputError):
    """There is nothing to bring back."""

    def __init__(self, file: Path, number: int | None) -> None:
        what = "no earlier version" if number is None else f"no version {number}"
        super().__init__(
            f"There is {what} of {file.name}: only changes made by a command are kept.",
            hint="`deskhand screens undo APP --list` shows what there is.",
        )


class EditedSinceError(InputError):
    """The file was changed by hand since the command's change that is to be undone."""

    def __init__(self, file: Path, version: Version) -> None:
        super().__init__(
            f"{file.name} was changed by hand since change {version.number} "
            f"({version.at:%Y-%m-%d %H:%M} UTC, {version.why}): going back would lose that.",
            hint="Look at the difference; --anyway goes back and keeps today's text as a version.",
        )


def kept_folder(file: Path) -> Path:
    """Where the workspace of a selector file keeps what belongs to commands; made if missing."""
    folder = workspace_of(file) / KEPT
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Kept out of version control, whatever the workspace's own .gitignore says.
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    return folder


def workspace_of(file: Path) -> Path:
    """The folder above `selectors/`."""
    return file.resolve().parent.parent


def digest(content: bytes) -> str:
    """A short name for a content."""
    return hashlib.sha256(content).hexdigest()[:32]


class History:
    """The versions of one selector file."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._folder = workspace_of(file) / KEPT / "history" / file.stem

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the one command that changes the file.

        Raises:
            FileInUseError: another one does, for too long.
        """
        kept_folder(self.file)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with FileLock(self._folder / "lock", timeout=LOCK_SECONDS):
                yield
        except Timeout:
            raise FileInUseError(self.file) from None

    def keep(self, before: bytes, after: bytes, why: str) -> Version:
        """Keep a content that is about to be replaced. Call it while `alone`."""
        number = max((version.number for version in self.versions()), default=0) + 1
        version = Version(number, datetime.now(UTC), who(), why, digest(before), digest(after))
        self._path(number, "yaml").write_bytes(before)
        told = asdict(version) | {"at": version.at.isoformat()}
        path = self._path(number, "json")
        path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        path.chmod(0o600)
        return version

    def drop(self, version: Version) -> None:
        """Forget a version whose change was not made after all."""
        for kind in ("json", "yaml"):
            self._path(version.number, kind).unlink(missing_ok=True)

    def versions(self) -> list[Version]:
        """Every version that is kept, the oldest first."""
        found = []
        for path in sorted(self._folder.glob("*.json")):
            try:
                told = json.loads(path.read_text(encoding="utf-8"))
                found.append(Version(**told | {"at": datetime.fromisoformat(told["at"])}))
            except (OSError, ValueError, TypeError, KeyError):
                continue  # torn by a crash before the file itself was changed
        return found

    def content(self, number: int) -> bytes:
        """A version's content. Raises NoVersionError."""
        try:
            return self._path(number, "yaml").read_bytes()
        except OSError:
            raise NoVersionError(self.file, number) from None

    def _path(self, number: int, kind: str) -> Path:
        return self._folder / f"{number:05d}.{kind}"

    def last(self) -> Version:
        """The newest version that differs from the file as it is.

        Raises:
            NoVersionError: there is none.
        """
        now = digest(self.file.read_bytes())
        for version in reversed(self.versions()):
            if version.before != now:
                return version
        raise NoVersionError(self.file, None)

    def difference(self, number: int) -> str:
        """What going back to a version would change, as lines with `-` and `+`."""
        return difference(self.file, self.file.read_bytes(), self.content(number))

    def undo(self, number: int | None = None, *, anyway: bool = False) -> Version:
        """Bring back the content before a change, by default before the last one.

        Today's content is kept as a version, so that this can be undone too.

        Raises:
            NoVersionError: there is no such version.
            EditedSinceError: somebody changed the file since, and it is not to be done `anyway`.
            SelectorFileError: that version cannot be used any more.
        """
        with self.alone():
            version = self.chosen(number)
            now, then = self.file.read_bytes(), self.content(version.number)
            newest = self.versions()[-1]
            if not anyway and digest(now) not in {newest.after, newest.before}:
                raise EditedSinceError(self.file, newest)
            load_content(self.file, then)
            self.keep(now, then, f"change {version.number} undone")
            replace_content(self.file, then)
        return version

    def chosen(self, number: int | None) -> Version:
        """The version of a number, or the newest that differs. Raises NoVersionError."""
        if number is None:
            return self.last()
        found = [version for version in self.versions() if version.number == number]
        if not found:
            raise NoVersionError(self.file, number)
        return found[0]


def difference(file: Path, before: bytes, after: bytes) -> str:
    """What changes between two contents of a file, as lines with `-` and `+`."""
    old, new = (one.decode("utf-8-sig", "replace").splitlines() for one in (before, after))
    told = unified_diff(old, new, file.name, file.name, lineterm="", n=2)
    return "\n".join(told)
