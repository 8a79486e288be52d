"""What every kind of file is read as: rows of raw values, with what is odd about them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Mark:
    """What a cell is besides its value."""

    formula: bool = False
    without_value: bool = False
    """A formula whose result was never stored."""
    error: str | None = None
    """`#N/A`, `#REF!`, …"""
    digits: int | None = None
    """The number format shows at least so many digits: 42 looks like `00042`."""
    merged_into: str | None = None
    """The cell has no value of its own: it lies in this merged area."""
    carries: bool = False
    """The merged area's value holds for this row too."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `values` start at the first column of the sheet."""

    number: int
    """1-based, as the person's program shows it."""
    values: Sequence[object]
    marks: Mapping[int, Mark]
    """By 0-based column."""
    hidden: bool = False

    def empty(self) -> bool:
        """Whether nothing stands in the row."""
        return not any(value not in (None, "") for value in self.values) and not any(
            mark.error or mark.without_value for mark in self.marks.values()
        )


class Table(Protocol):
    """One sheet, CSV file or list of objects; `rows` may be asked for again and again."""

    @property
    def sheet(self) -> str | None:
        """The sheet's name where the file has sheets."""

    def rows(self) -> Iterator[Row]:
        """Every row from the top, the header's included."""

    def cell(self, row: int, column: int) -> str | None:
        """What the person calls the cell, `C17`, or None where cells have no names."""


def column_letters(column: int) -> str:
    """The name of a 0-based column, as spreadsheets write it: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """The 0-based column of `A`, `AA`, …"""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def cell_name(row: int, column: int) -> str:
    """`C17` for row 17 (1-based) and column 2 (0-based)."""
    return f"{column_letters(column)}{row}"
