"""What a terminal shows in one moment: cells, fields, cursor, and whether it takes keys."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

RULES = frozenset("│┃║┆┊")
"""Lines between columns: they part texts, and say nothing."""
BAR = "|"
"""One too, where it stands by itself."""
GAP = 2
"""So many spaces part one text from the next."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a cell looks; colours as `#rrggbb`."""

    colour: str = "#35d07f"
    background: str = "#000000"
    underlined: bool = False
    bold: bool = False


PLAIN = Style()


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a 3270 screen; it may run on into the next rows."""

    start: int
    """The cell of its first character, counted from 0, row by row."""
    length: int
    protected: bool = False
    numeric: bool = False
    hidden: bool = False
    intensified: bool = False
    modified: bool = False

    @property
    def takes_text(self) -> bool:
        """Whether it is for typing."""
        return not self.protected and self.length > 0

    def covers(self, cell: int, cells: int) -> bool:
        """Whether a cell belongs to it, on a screen of so many cells."""
        return (cell - self.start) % cells < self.length


@dataclass(frozen=True, slots=True)
class Piece:
    """A text that stands by itself in a row, or an input field."""

    row: int
    column: int
    width: int
    text: str
    field: Field | None = None
    """The input field that it is; None for a text."""

    @property
    def end(self) -> int:
        """The column after its last one."""
        return self.column + self.width


@dataclass(frozen=True)
class Display:
    """The whole screen. Not slotted: what is worked out of it once is kept."""

    rows: int
    columns: int
    cells: Sequence[str]
    """One character a cell, blanks where a field is hidden; `""` after a character of two cells."""
    fields: Sequence[Field] = ()
    formatted: bool = False
    """Whether it has fields; a program on a VT terminal never tells of any."""
    cursor: int = 0
    locked: str = ""
    """Why no keys are taken, as half a sentence; empty when they are."""
    name: str = ""
    """The title that a program gave its terminal."""
    styles: Sequence[Style] = field(default=(), compare=False)

    @cached_property
    def digest(self) -> str:
        """Tells screens apart that show something else."""
        said = repr((self.cells, self.fields, self.cursor, self.locked, self.name))
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def title(self) -> str:
        """The program's title, or else the first row that says something."""
        lines = (" ".join(self.line(row).split()) for row in range(self.rows))
        said = self.name or next((one for one in lines if one), "")
        return f"{said} ({self.locked})" if self.locked else said

    def line(self, row: int) -> str:
        """A row as a text."""
        return self.text(row * self.columns, self.columns)

    def text(self, start: int, length: int) -> str:
        """What stands in so many cells; it goes on at the top after the last one."""
        beyond = start + length - len(self.cells)
        found = [*self.cells[start : start + length], *self.cells[: max(beyond, 0)]]
        return "".join(found)

    def style(self, cell: int) -> Style:
        """How a cell looks."""
        return self.styles[cell] if self.styles else PLAIN

    def field_at(self, cell: int) -> Field | None:
        """The field that a cell belongs to; None for one without, and for a field's own mark."""
        return next((one for one in self.fields if one.covers(cell, len(self.cells))), None)

    def value(self, one: Field) -> str:
        """What stands in a field, without the blanks at its end."""
        return self.text(one.start, one.length).rstrip()

    def offsets(self, row: int) -> list[int]:
        """The column of every character of `line(row)`, and the one after the last."""
        first = row * self.columns
        return [
            column
            for column in range(self.columns)
            for _ in self.cells[first + column : first + column + 1][0]
        ] + [self.columns]

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """Every text and every input field, row by row, from left to right."""
        found = [*self._inputs(), *(one for row in range(self.rows) for one in self._texts(row))]
        return tuple(sorted(found, key=lambda one: (one.row, one.column)))

    def _inputs(self) -> Iterator[Piece]:
        for one in self.fields:
            if one.takes_text:
                row, column = divmod(one.start, self.columns)
                width = min(one.length, self.columns - column)
                yield Piece(row, column, width, self.value(one), one)

    @cached_property
    def _owners(self) -> list[int]:
        """For every cell which field it is in; -1 for a field's mark, -2 for one to type in."""
        owners = [-1 if self.formatted else 0] * len(self.cells)
        for number, one in enumerate(self.fields):
            for cell in range(one.start, one.start + one.length):
                owners[cell % len(self.cells)] = -2 if one.takes_text else number
        return owners

    def _texts(self, row: int) -> Iterator[Piece]:
        """Texts are parted by marks of fields, by lines, and by two blanks."""
        first = row * self.columns
        start, last, owner = -1, -1, -1
        for column in range(self.columns):
            cell = first + column
            shown, now = self.cells[cell], self._owners[cell]
            rule = self._is_rule(row, column)
            blank = (not shown.strip() and shown != "") or now < 0 or rule
            if start >= 0 and (now != owner or rule or column - last > GAP):
                yield self._piece(row, start, last)
                start = -1
            if not blank:
                start, owner = (column, now) if start < 0 else (start, owner)
                last = column
        if start >= 0:
            yield self._piece(row, start, last)

    def _is_rule(self, row: int, column: int) -> bool:
        cell = row * self.columns + column
        if self.cells[cell] != BAR:
            return self.cells[cell] in RULES
        before = column == 0 or not self.cells[cell - 1].strip()
        return before and (column + 1 == self.columns or not self.cells[cell + 1].strip())

    def _piece(self, row: int, start: int, last: int) -> Piece:
        width = last + 1 - start
        return Piece(row, start, width, self.text(row * self.columns + start, width))
