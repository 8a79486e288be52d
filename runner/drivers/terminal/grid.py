"""Tables on a terminal's screen: columns by where their headers stand, rows under them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from runner.drivers.surface.surface import Found, Grid, Row, Scope
from runner.drivers.terminal.finding import Area, find, occurrences
from runner.drivers.terminal.screen import Display, Piece
from runner.screens.model import Locator, Table

KEYS_LINE = re.compile(r"\b(?:P?F|PA)\s?\d{1,2}\s?[=:-]", re.IGNORECASE)
"""`F3=Exit  F8=Forward`: the line under a table that tells the keys."""
RULE_SIGNS = frozenset("-=_+*~ ─━═│┃║┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬╞╪╡╟╫╢|")


@dataclass(frozen=True, slots=True)
class Rows:
    """A part of a screen, as the driver looks in it."""

    area: Area

    def find(self, locator: Locator) -> Found:
        """Everything in it that a locator matches."""
        return find(self.area, locator)

    def grid(self, table: Table) -> Grid | None:
        """A table in it; None when it is not there."""
        return grid(self.area, table)


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its header; `name` is empty where the selector file does not name it."""

    name: str
    start: int
    end: int


def grid(area: Area, table: Table) -> Grid | None:
    """The table's rows on this screen; None where nothing of it is there."""
    top = _top(area, table)
    if top is None:
        return None
    headers = {name: _rows_with(area, top, header) for name, header in table.columns.items()}
    counted: dict[int, int] = {}
    for rows in headers.values():
        for row in rows:
            counted[row] = counted.get(row, 0) + 1
    if not counted:
        return Grid(missing=tuple(table.columns.values()))
    best = min(counted, key=lambda row: (-counted[row], row))
    missing = tuple(table.columns[name] for name, rows in headers.items() if best not in rows)
    if missing:
        return Grid(missing=missing)
    columns = _columns(area.display, {name: rows[best] for name, rows in headers.items()})
    return Grid(tuple(_rows(area, best, columns, table.key)))


def _top(area: Area, table: Table) -> int | None:
    """The row of whatever the table is found by."""
    for locator in table.locators:
        found = find(area, locator).things
        if len(found) == 1 and found[0].box is not None:
            return found[0].box.top
    return None


def _rows_with(area: Area, top: int, header: str) -> dict[int, Piece]:
    """Where a header stands, by row: one that stands by itself before a part of a longer one."""
    below = Area(area.display, top, area.bottom)
    alone = {(one.row, one.column, one.width) for one in below.pieces()}
    found: dict[int, Piece] = {}
    for one in occurrences(below, header, exact=True):
        if one.row not in found or (one.row, one.column, one.width) in alone:
            found[one.row] = one
    return found


def _columns(display: Display, headers: Mapping[str, Piece]) -> list[Column]:
    """The named columns, and the others of the same row, so that their texts go nowhere else."""
    named = [Column(name, one.column, one.end) for name, one in headers.items()]
    row = next(iter(headers.values())).row
    others = [
        Column("", one.column, one.end)
        for one in display.pieces
        if one.row == row and not any(_overlap(one, known) for known in named)
    ]
    return sorted([*named, *others], key=lambda one: one.start)


def _overlap(piece: Piece, column: Column) -> bool:
    return piece.column < column.end and piece.end > column.start


def _rows(area: Area, header: int, columns: Sequence[Column], key: str | None) -> Iterator[Row]:
    display = area.display
    for number in range(header + 1, area.bottom):
        line = display.line(number)
        if line.strip() and set(line) <= RULE_SIGNS:
            continue
        cells = _cells(display, number, columns)
        if _ends(line, cells, key):
            return
        scope: Scope = Rows(Area(display, number, number + 1))
        yield Row(cells, scope)


def _ends(line: str, cells: Mapping[str, str], key: str | None) -> bool:
    """Whether the row is none any more: blank, without a key, or the line of keys."""
    if not any(cells.values()) or KEYS_LINE.search(line):
        return True
    return key is not None and not cells.get(key)


def _cells(display: Display, row: int, columns: Sequence[Column]) -> dict[str, str]:
    """A text belongs to the header that it stands under.

    One under several is cut between them; but not for a header that has a text of its own, for
    then it is a long one.
    """
    parts: list[list[str]] = [[] for _ in columns]
    wide: list[tuple[Piece, list[int]]] = []
    for piece in (one for one in display.pieces if one.row == row):
        under = [index for index, one in enumerate(columns) if _overlap(piece, one)]
        if len(under) > 1 and piece.field is None:
            wide.append((piece, under))
        else:
            parts[under[0] if under else _nearest(piece, columns)].append(piece.text.strip())
    for piece, under in wide:
        free = [index for index in under if index == under[0] or not parts[index]]
        for index, text in _shared(display, piece, free, columns):
            parts[index].append(text)
    return {
        column.name: " ".join(part).strip()
        for column, part in zip(columns, parts, strict=True)
        if column.name
    }


def _shared(
    display: Display, piece: Piece, under: Sequence[int], columns: Sequence[Column]
) -> Iterator[tuple[int, str]]:
    row = piece.row * display.columns
    start = piece.column
    for index, following in zip(under, [*under[1:], None], strict=True):
        end = piece.end if following is None else _cut(display, row, columns[following].start)
        yield index, display.text(row + start, max(end - start, 0)).strip()
        start = max(end, start)


def _cut(display: Display, first: int, column: int) -> int:
    """The blank before a header's start; texts that stand to the right begin before it."""
    while column > 0 and display.cells[first + column - 1].strip():
        column -= 1
    return column


def _nearest(piece: Piece, columns: Sequence[Column]) -> int:
    def away(index: int) -> int:
        one = columns[index]
        return max(one.start - piece.end, piece.column - one.end)

    return min(range(len(columns)), key=away)
