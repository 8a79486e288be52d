"""Items: one case each, from a validated model; where it came from and how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NewType

ItemId = NewType("ItemId", int)
RunId = NewType("RunId", str)


class ItemState(StrEnum):
    """`new → working → done | rejected | failed | waiting | in_doubt`."""

    NEW = "new"
    WORKING = "working"
    DONE = "done"
    REJECTED = "rejected"
    """The case is wrong (business error, or a row that does not validate)."""
    FAILED = "failed"
    """Technical tries used up."""
    WAITING = "waiting"
    """For a person or a time."""
    IN_DOUBT = "in_doubt"
    """Entered or not, nobody can tell; never entered again before a look."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where an item came from: a file and row, a form, a command line."""

    name: str
    """The file's name (no folders), `form`, or `command line`."""
    sheet: str | None = None
    row: int | None = None
    """1-based, as the person's spreadsheet program numbers it."""

    def __str__(self) -> str:
        parts = [self.name]
        if self.sheet is not None:
            parts.append(f"sheet {self.sheet!r}")
        if self.row is not None:
            parts.append(f"row {self.row}")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one value of a row cannot become an item."""

    reason: str
    field: str | None = None
    cell: str | None = None
    """As the spreadsheet names it: `C17`."""
    value: str | None = None

    def __str__(self) -> str:
        where = " ".join(part for part in (self.cell and f"cell {self.cell}", self.field) if part)
        what = f"{self.value!r} {self.reason}" if self.value is not None else self.reason
        return f"{where}: {what}" if where else what


@dataclass(frozen=True, slots=True)
class Draft:
    """A row, form or JSON object on its way to become an item.

    `payload` holds the model's fields in JSON types (pydantic `mode="json"`); it is None and
    `problems` is not empty when the draft does not validate.
    """

    source: Source
    key: str | None
    payload: Mapping[str, object] | None
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    """Said in the result, no reason to reject: `B7 holds a formula; its stored value was used`."""


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """One step of an item as the journal has it."""

    name: str
    state: str
    """`intent`, `applied`, `not_applied`, `in_doubt`."""
    intended_at: datetime
    settled_at: datetime | None = None
    settled_by: str | None = None
    """`confirm`, `verify`, a person's name, …"""


@dataclass(frozen=True, slots=True)
class Change:
    """A value that an attempt changed on a screen; already masked."""

    screen: str
    element: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ItemOutcome:
    """How an item stands, with everything that results workbook and report show."""

    item: ItemId | None
    """None for a row that never became an item."""
    key: str | None
    state: ItemState
    source: Source
    message: str = ""
    record: str = ""
    """What the bot returned: usually the record number that the application shows."""
    ended_at: datetime | None = None
    seconds: float | None = None
    tries: int = 0
    pictures: tuple[Path, ...] = ()
    steps: tuple[StepOutcome, ...] = ()
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = field(default=())
