"""The line of settings.toml that says where the store is; every other line stays as it is."""

import json
import os
import re
import tomllib
from pathlib import Path

from runner.errors import InputError

VARIABLE = "DESKHAND_STORE"
STORE_LINE = re.compile(r"\s*store\s*=")
EXAMPLE_LINE = re.compile(r"#\s*store\s*=.*\n")
LINE_END = "\n"
TABLE_LINE = re.compile(r"\s*\[")


class SettingNotWrittenError(InputError):
    """The file cannot be changed without changing more than the one line."""

    def __init__(self, file: Path, line: str) -> None:
        super().__init__(
            f"{file} could not be changed by itself.", hint=f"Write into it by hand: {line}"
        )


def store_line(location: str) -> str:
    """The line as it should read."""
    return f"store = {json.dumps(location, ensure_ascii=False)}"


def what_to_change(root: Path, location: str) -> str:
    """What a person has to change, in a sentence."""
    if os.environ.get(VARIABLE):
        return f"Set the variable {VARIABLE} to {location}: it is stronger than settings.toml."
    return f"Write into {root / 'settings.toml'}: {store_line(location)}"


def write_store_line(root: Path, location: str) -> Path:
    """Change the one line, or put it in; returns the file.

    Raises:
        SettingNotWrittenError: what would come out is not what was there with another store.
    """
    file = root / "settings.toml"
    line = store_line(location)
    try:
        before = file.read_bytes().decode() if file.exists() else ""
        after = with_store_line(before, line)
        if tomllib.loads(after) != tomllib.loads(before) | {"store": location}:
            raise SettingNotWrittenError(file, line)
        draft = file.with_name(f".{file.name}.part")
        draft.write_text(after, encoding="utf-8", newline="")
        if file.exists():
            draft.chmod(file.stat().st_mode & 0o777)
        draft.replace(file)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingNotWrittenError(file, line) from error
    return file


def with_store_line(text: str, line: str) -> str:
    """The text with that line among its first settings, in the place of the one that was there."""
    lines = text.splitlines(keepends=True)
    head = next((n for n, each in enumerate(lines) if TABLE_LINE.match(each)), len(lines))
    found = [number for number in range(head) if STORE_LINE.match(lines[number])]
    example = [number for number in range(head) if EXAMPLE_LINE.match(lines[number])]
    if found:
        lines[found[0]] = f"{line}{ending(lines[found[0]])}"
    elif example:
        lines.insert(example[0] + 1, f"{line}{ending(lines[example[0]])}")
    else:
        lines.insert(0, f"{line}{LINE_END}")
    return "".join(lines)


def ending(line: str) -> str:
    """What ends a line, as its author's editor writes it."""
    return line[len(line.rstrip("\r\n")) :]
