"""Writes terminal screens down without what was typed into them, and reads them again."""

import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from runner.drivers.surface.recognition import Shown
from runner.drivers.terminal.finding import Spot, find, whole
from runner.drivers.terminal.labels import LEADERS
from runner.drivers.terminal.look import TerminalLook
from runner.drivers.terminal.screen import Display, Field, Piece
from runner.healing.control import Control, squeezed
from runner.screens.model import App, By, Element, Table

FLAGS = ("protected", "numeric", "hidden", "intensified")
MASKED = "▒"
WIDE = frozenset("WF")


def stored(shown: Shown, hides: Callable[[str], str]) -> dict[str, Any]:
    """A screen as rows of text; what is typed is blank, and every sign of a hidden value masked."""
    display = display_of(shown)
    cells = list(display.cells)
    for field in display.fields:
        if field.takes_text or field.hidden:
            for cell in range(field.start, field.start + field.length):
                cells[cell % len(cells)] = " "
    lines = []
    for row in range(display.rows):
        line = "".join(cells[row * display.columns : (row + 1) * display.columns])
        lines.append(_masked(line, hides))
    return {
        "rows": display.rows,
        "columns": display.columns,
        "formatted": display.formatted,
        "name": hides(display.name),
        "lines": lines,
        "fields": [_field(one) for one in display.fields],
    }


def display_of(shown: Shown) -> Display:
    """What the terminal of a recognised screen showed."""
    look = shown.look
    if not isinstance(look, TerminalLook):
        raise TypeError
    return look.display


def _field(field: Field) -> dict[str, Any]:
    flags = [name for name in FLAGS if getattr(field, name)]
    return {"start": field.start, "length": field.length, "flags": flags}


def _masked(line: str, hides: Callable[[str], str]) -> str:
    """Piece by piece, so that everything else stays in its column."""
    for word in sorted({one.strip() for one in line.split("  ")}, key=len, reverse=True):
        if word and hides(word) != word:
            line = line.replace(word, MASKED * len(word))
    return line


def look_of(stored: dict[str, Any], app: App) -> TerminalLook:
    """Read what `stored` wrote."""
    del app
    columns = int(stored["columns"])
    cells = [cell for line in stored["lines"] for cell in _cells(str(line), columns)]
    if len(cells) != columns * int(stored["rows"]):
        raise ValueError
    fields = [
        Field(int(one["start"]), int(one["length"]), **dict.fromkeys(map(str, one["flags"]), True))
        for one in stored["fields"]
    ]
    return TerminalLook(
        Display(
            int(stored["rows"]),
            columns,
            cells,
            fields,
            formatted=bool(stored["formatted"]),
            name=str(stored["name"]),
        )
    )


def _cells(line: str, columns: int) -> list[str]:
    cells: list[str] = []
    for sign in line:
        if unicodedata.combining(sign) and cells:
            cells[-1] += sign
            continue
        cells.append(sign)
        if unicodedata.east_asian_width(sign) in WIDE:
            cells.append("")
    return cells[:columns] + [" "] * (columns - len(cells))


def controls(shown: Shown) -> list[tuple[Control, str | None]]:
    """The fields of a screen, each with its label and the element that it is."""
    display = display_of(shown)
    names = dict(_elements(shown))
    found = []
    pieces = display.pieces
    for index, piece in enumerate(pieces):
        if piece.field is None:
            continue
        label = _label(pieces, index)
        control = Control(
            kind=_kind(piece.field),
            name=label,
            before=label,
            after=_after(pieces, index),
            column=f"column {piece.column + 1}",
            row="",
            heading=squeezed(display.title),
        )
        found.append((control, names.get(piece.field.start)))
    return found


def _kind(field: Field) -> str:
    return "password" if field.hidden else "number" if field.numeric else "text"


def _label(pieces: tuple[Piece, ...], index: int) -> str:
    """The text before a field in its row, without leaders; else the one above it."""
    field = pieces[index]
    for piece in reversed(pieces[:index]):
        if piece.row != field.row or piece.field is not None:
            break
        said = squeezed(piece.text).strip(LEADERS)
        if said:
            return said
    above = [one for one in pieces if one.field is None and one.row == field.row - 1]
    over = [one for one in above if one.column < field.end and one.end > field.column]
    return squeezed(over[0].text).strip(LEADERS) if over else ""


def _after(pieces: tuple[Piece, ...], index: int) -> str:
    """The text behind a field in its row."""
    rest = pieces[index + 1 : index + 2]
    behind = [one for one in rest if one.row == pieces[index].row and one.field is None]
    return squeezed(behind[0].text) if behind else ""


def _elements(shown: Shown) -> Iterator[tuple[int, str]]:
    """Which field each element of the file is, by the field's first cell."""
    for element in shown.screen.elements.values():
        spot = _spot(shown, element)
        if spot is not None and spot.field is not None:
            yield spot.field.start, element.name


def _spot(shown: Shown, element: Element) -> Spot | None:
    if element.row_of is not None:
        return None
    area = whole(display_of(shown))
    for locator in element.locators:
        if locator.by in {By.CELL, By.KEY}:
            continue
        things = find(area, locator).things
        if len(things) == 1 and isinstance(things[0], Spot):
            return things[0]
    return None


def headings(shown: Shown) -> list[str]:
    """The texts of the first row that has any."""
    texts = [one for one in display_of(shown).pieces if one.field is None]
    return [squeezed(one.text) for one in texts if one.row == texts[0].row]


def headers(shown: Shown, table: Table) -> list[str] | None:
    """What a table's columns are headed, of those that the file names."""
    grid = shown.scope.grid(table)
    if grid is None:
        return None
    return [one for one in table.columns.values() if one not in grid.missing]
