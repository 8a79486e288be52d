"""`credentials.env`: names and values, one a line, readable for its owner only."""

import os
import re
import stat
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from runner.vault.errors import (
    CredentialsFileAccessError,
    CredentialsFileError,
    ReadableByOthersError,
)

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_LINE = re.compile(r"\s*(?:export\s+)?(?P<name>[^=\s]+)\s*=\s*(?P<value>.*?)\s*")
_DOUBLE_QUOTED = re.compile(r'"(?P<text>(?:[^"\\]|\\.)*)"\s*(?:#.*)?')
_SINGLE_QUOTED = re.compile(r"'(?P<text>[^']*)'\s*(?:#.*)?")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
_PLAIN = re.compile(r"[\w@%+,./:-]+")


class CredentialsFile:
    """Reads and changes one file of credentials; comments and order are kept.

    Every method raises a VaultError when the file can be read by others, or not at all.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def values(self) -> Mapping[str, str]:
        """Every name with its value; empty where there is no file."""
        return {name: value for name, value, _ in self._parsed() if value}

    def set(self, name: str, value: str) -> None:
        """Write one value: in its old place, or at the end."""
        line = f"{name}={_quoted(value)}"
        lines = self._lines()
        places = [number for found, _, number in self._parsed() if found == name]
        if places:
            lines[places[0]] = line
        else:
            lines.append(line)
        self._write(lines)

    def remove(self, name: str) -> bool:
        """Take a name out; False where it was not there."""
        places = [number for found, _, number in self._parsed() if found == name]
        if places:
            self._write([line for n, line in enumerate(self._lines()) if n not in places])
        return bool(places)

    def _lines(self) -> list[str]:
        content = self._content()
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            raise CredentialsFileError(self.path, [(line, "is not UTF-8 text")]) from None
        return text.replace("\r\n", "\n").removesuffix("\n").split("\n") if text else []

    def _content(self) -> bytes:
        try:
            with self.path.open("rb") as file:
                # The open file is looked at, not the path: the path may point elsewhere by now.
                self._check_access(os.fstat(file.fileno()))
                return file.read()
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise CredentialsFileAccessError(self.path, error) from error

    def _check_access(self, status: os.stat_result) -> None:
        if os.name != "posix":
            return
        owner_is_other = status.st_uid not in {os.geteuid(), 0}
        if owner_is_other or stat.S_IMODE(status.st_mode) & 0o077:
            raise ReadableByOthersError(self.path, self.path.resolve(), owner_is_other)

    def _parsed(self) -> list[tuple[str, str, int]]:
        """Name, value and line index of every entry; raises for all bad lines at once."""
        entries: list[tuple[str, str, int]] = []
        problems: list[tuple[int, str]] = []
        first_lines: dict[str, int] = {}
        for index, line in enumerate(self._lines()):
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            try:
                name, value = _entry(line)
            except ValueError as problem:
                problems.append((index + 1, str(problem)))
                continue
            if name in first_lines:
                problems.append((index + 1, f"{name} stands in line {first_lines[name]} already"))
            first_lines.setdefault(name, index + 1)
            entries.append((name, value, index))
        if problems:
            raise CredentialsFileError(self.path, problems)
        return entries

    def _write(self, lines: list[str]) -> None:
        # Through a link, the file behind it is replaced, not the link.
        target = self.path.resolve()
        unfinished: Path | None = None
        try:
            descriptor, name = tempfile.mkstemp(prefix=".credentials-", dir=target.parent)
            unfinished = Path(name)
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
                file.write("\n".join(lines) + "\n" if lines else "")
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(target)
        except OSError as error:
            raise CredentialsFileAccessError(self.path, error) from error
        finally:
            if unfinished is not None:
                with suppress(OSError):
                    unfinished.unlink(missing_ok=True)


def _entry(line: str) -> tuple[str, str]:
    if "\0" in line:
        raise ValueError("holds a NUL character")
    match = _LINE.fullmatch(line)
    if match is None:
        raise ValueError("has no NAME=value")
    if not NAME.fullmatch(match["name"]):
        raise ValueError("its name is not made of letters, digits and underscores")
    return match["name"], _unquoted(match["value"])


def _unquoted(value: str) -> str:
    if value.startswith('"'):
        return re.sub(r"\\(.)", _unescaped, _inside(_DOUBLE_QUOTED, value))
    if value.startswith("'"):
        return _inside(_SINGLE_QUOTED, value)
    if re.search(r"\s#", value):
        # A comment for one reader is half a password for another: better ask.
        raise ValueError("put the value in quotation marks: it is followed by a #")
    return "" if value.startswith("#") else value


def _inside(pattern: re.Pattern[str], value: str) -> str:
    match = pattern.fullmatch(value)
    if match is None:
        raise ValueError("its quotation marks are not closed, or text follows them")
    return match["text"]


def _unescaped(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[1], found[1])


def _quoted(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    for letter, raw in _ESCAPES.items():
        escaped = escaped.replace(raw, f"\\{letter}")
    return f'"{escaped}"'
