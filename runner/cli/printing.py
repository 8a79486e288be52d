"""Printing: tables for people, JSON for programs."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

from runner.item import ItemState

COLOURS = {
    ItemState.DONE: "green",
    ItemState.REJECTED: "yellow",
    ItemState.FAILED: "red",
    ItemState.IN_DOUBT: "magenta",
    ItemState.WAITING: "cyan",
    ItemState.WORKING: "blue",
    ItemState.NEW: "default",
}


def plain(value: Any) -> Any:
    """Anything of ours as JSON types."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, Path) else value


def print_json(value: Any) -> None:
    """One JSON object (or list) on standard output, last."""
    text = json.dumps(plain(value), ensure_ascii=False)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:  # a program must get every character, whatever the locale
        text = json.dumps(plain(value))
    print(text)


def print_table(headers: Sequence[str], rows: Iterable[Sequence[Any]], *, empty: str) -> None:
    """A table, as wide as its content; `empty` is said when there is nothing."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for number, header in enumerate(headers):
        table.add_column(header, overflow="fold", no_wrap=number == 0)
    for row in rows:
        table.add_row(*[cell if isinstance(cell, Text) else Text(shown(cell)) for cell in row])
    if not table.row_count:
        print(empty)
        return
    # Without a terminal (a file, a pipe) nothing is cut: a reader can scroll, a program can match.
    Console(width=None if sys.stdout.isatty() else 160, highlight=False).print(table)


def coloured(state: ItemState) -> Any:
    """A state in its colour."""
    from rich.text import Text

    return Text(state.value, style=COLOURS[state])


def shown(value: Any) -> str:
    """A cell's text."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return local(value)
    return one_line(str(value))


def one_line(text: str, limit: int = 300) -> str:
    """Text of any origin, safe for a terminal: one line, no control characters, shortened."""
    clean = "".join(char if char.isprintable() else " " for char in text)
    return clean if len(clean) <= limit else f"{clean[: limit - 1]}…"


def local(moment: datetime) -> str:
    """A moment in the local zone, which is named."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M:%S %Z")
