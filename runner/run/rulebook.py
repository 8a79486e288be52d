"""The rule book: what `schedules.yaml` says of apps, read again when the file has changed."""

from collections.abc import Callable, Mapping
from pathlib import Path

from runner.errors import InputError
from runner.schedules.windows import AppRules


class RuleBook:
    """The rules of apps. A file that cannot be used is said once, and changes nothing."""

    def __init__(self, file: Path, said: Callable[[str], None]) -> None:
        self._file = file
        self._said = said
        self._stamp: tuple[int, int] | None = None
        self._rules: Mapping[str, AppRules] = {}

    def rules(self) -> Mapping[str, AppRules]:
        """Selector file → what is said of it; nothing where there is no file."""
        stamp = self._read_stamp()
        if stamp != self._stamp:
            self._stamp = stamp
            self._read(there=stamp is not None)
        return self._rules

    def _read_stamp(self) -> tuple[int, int] | None:
        try:
            found = self._file.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size

    def _says_something(self) -> bool:
        """Whether there is more in it than comments."""
        try:
            lines = self._file.read_text("utf-8", errors="replace").splitlines()
        except OSError:
            return True
        return any(line.strip() and not line.lstrip().startswith("#") for line in lines)

    def _read(self, *, there: bool) -> None:
        from runner.schedules.book import read_book  # hosts without the file do without

        try:
            self._rules = read_book(self._file).apps if there and self._says_something() else {}
        except InputError as error:
            kept = " What it said of apps before is kept." if self._rules else ""
            self._said(f"{error.message}{kept}")
