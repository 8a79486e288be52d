"""What a person did while being watched."""

from dataclasses import dataclass
from enum import StrEnum

from runner.picking.picked import Picked


class Deed(StrEnum):
    """The kinds of things that are recorded."""

    FILL = "fill"
    PRESS = "press"
    READ = "read"
    ROWS = "rows"
    """A whole table was marked for reading."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something was done, in the words of the selector file."""

    screen: str
    element: str
    """Of a table, for `rows`."""
    key: str = ""
    """What the row's key column said, where it stands in a table."""
    key_name: str = ""
    """The name of that column."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that was done. What was typed lives in memory only."""

    deed: Deed
    spot: Spot
    picked: Picked
    value: str | None = None
    """What was typed or chosen; None for what is secret, and for files."""
    many: bool = False
    """Several entries of a list may be chosen."""

    @property
    def born(self) -> float:
        """Which page it was done on: pages are told apart by when they were made."""
        return self.picked.born

    def __str__(self) -> str:
        where = f"{self.spot.element} on {self.spot.screen}"
        return f"{self.deed.value} {where}, in a row" if self.spot.key else f"{self.deed} {where}"
