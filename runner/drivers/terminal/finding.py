"""Finds what locators name on a terminal's screen: by place, text, label, neighbour or key."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from runner.drivers.surface.surface import Box, Found
from runner.drivers.terminal.labels import LEADERS, labelled
from runner.drivers.terminal.screen import Display, Field, Piece
from runner.screens.model import At, By, Locator


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the screen, good for the look that it was found in."""

    box: Box | None
    text: str
    cell: int = 0
    """Where it begins."""
    length: int = 0
    field: Field | None = None
    """The input field, where it is one."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A key, as something that can be pressed."""

    key: str
    box: Box | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """The rows of a screen in which something is looked for; the whole of it, or one table row."""

    display: Display
    top: int
    bottom: int
    """The row after its last one."""

    def holds(self, piece: Piece) -> bool:
        """Whether a text or field stands in it."""
        return self.top <= piece.row < self.bottom

    def pieces(self) -> list[Piece]:
        """Every text and input field in it."""
        return [one for one in self.display.pieces if self.holds(one)]


def whole(display: Display) -> Area:
    """All of a screen."""
    return Area(display, 0, display.rows)


def find(area: Area, locator: Locator) -> Found:
    """Everything that a locator matches.

    In a table's row `at` counts from that row, and `below` and `above` may name a text outside.
    """
    if locator.within is not None:
        return _within(area, locator, locator.within)
    way = WAYS.get(locator.by)
    if way is None:
        return Found(why=f"`{locator.by.value}` finds nothing on a terminal")
    found = tuple(dict.fromkeys(way(area, locator)))
    why = "" if found else _elsewhere(area, locator)
    return Found(found, layer="key" if locator.by is By.KEY else "place", why=why)


def _elsewhere(area: Area, locator: Locator) -> str:
    """Where the text stands instead of the place that was asked for."""
    if locator.at is None or locator.by is By.AT:
        return ""
    there = occurrences(area, locator.text, exact=locator.exact)
    said = [f"row {one.row + 1}, column {one.column + 1}" for one in there]
    return f"it stands at {' and '.join(said)}" if said else ""


def _within(area: Area, locator: Locator, outer: Locator) -> Found:
    """The rows of what `within` matches are what is looked in."""
    around = find(area, outer)
    if len(around.things) != 1 or around.things[0].box is None:
        return Found(why=f"{outer} matches {len(around.things)} texts")
    box = around.things[0].box
    rows = Area(area.display, box.top, min(box.top + box.height, area.bottom))
    return find(rows, replace(locator, within=None))


def spot_of(display: Display, piece: Piece) -> Spot:
    """A text or a field as a thing."""
    cell = piece.row * display.columns + piece.column
    if piece.field is None:
        return Spot(Box(piece.column, piece.row, piece.width, 1), piece.text, cell, piece.width)
    length = piece.field.length
    rows = 1 + (piece.column + length - 1) // display.columns
    left, width = (piece.column, length) if rows == 1 else (0, display.columns)
    box = Box(left, piece.row, width, rows)
    return Spot(box, piece.text, cell, length, piece.field)


def _at(area: Area, locator: Locator) -> Iterator[Spot]:
    place, display = locator.at, area.display
    if place is None:
        return
    row, column = area.top + place.row - 1, place.column - 1
    if row >= area.bottom or column >= display.columns:
        return
    cell = row * display.columns + column
    field = display.field_at(cell)
    if field is not None and field.takes_text:
        first, left = divmod(field.start, display.columns)
        yield spot_of(display, Piece(first, left, field.length, display.value(field), field))
        return
    length = place.length or _rest(display, cell, field)
    text = display.text(cell, length).strip()
    yield Spot(Box(column, row, min(length, display.columns - column), 1), text, cell, length)


def _rest(display: Display, cell: int, field: Field | None) -> int:
    """From a cell to the end of its field, or of its row."""
    left = display.columns - cell % display.columns
    if field is None:
        return left
    return min(left, field.length - (cell - field.start) % len(display.cells))


def _text(area: Area, locator: Locator) -> Iterator[Spot]:
    for piece in occurrences(area, locator.text, exact=locator.exact):
        if locator.at is None or _stands_at(area, piece, locator.at):
            yield spot_of(area.display, piece)


def _stands_at(area: Area, piece: Piece, place: At) -> bool:
    return piece.row == area.top + place.row - 1 and piece.column == place.column - 1


def occurrences(area: Area, text: str, *, exact: bool) -> list[Piece]:
    """Wherever a text stands: as whole words, or with `exact=False` anyhow and in any case."""
    pattern = _pattern(text, exact)
    return [] if pattern is None else list(_matches(area, pattern))


def _pattern(text: str, exact: bool) -> re.Pattern[str] | None:
    words = unicodedata.normalize("NFC", text).split()
    if not words:
        return None
    said = r"\s+".join(map(re.escape, words))
    if not exact:
        return re.compile(said, re.IGNORECASE)
    return re.compile(rf"(?<!\w){said}(?!\w)" if words[0][0].isalnum() else rf"{said}(?!\w)")


def _matches(area: Area, pattern: re.Pattern[str]) -> Iterator[Piece]:
    display = area.display
    for row in range(area.top, area.bottom):
        line, columns = display.line(row), display.offsets(row)
        for match in pattern.finditer(line):
            start, end = columns[match.start()], columns[match.end()]
            yield Piece(row, start, end - start, match.group())


def _label(area: Area, locator: Locator) -> Iterator[Spot]:
    """What belongs to a label; what only might belong to one counts where nothing is certain."""
    labels = occurrences(area, locator.text.rstrip(LEADERS), exact=locator.exact)
    found = [
        one
        for label in labels
        if locator.at is None or _stands_at(area, label, locator.at)
        if (one := labelled(area.display, label, loose=not locator.exact)) is not None
    ]
    certain = [one for one in found if one.certain]
    for one in certain or found:
        yield spot_of(area.display, one.piece)


def _beside(area: Area, locator: Locator, side: int) -> Iterator[Spot]:
    """The nearest input field on that side, or else the nearest text."""
    for anchor in occurrences(area, locator.text, exact=locator.exact):
        row = [one for one in area.pieces() if one.row == anchor.row]
        there = [one for one in row if _lies(anchor, one, side)]
        fields = [one for one in there if one.field is not None]
        nearest = sorted(fields or there, key=lambda one: side * one.column)
        if nearest:
            yield spot_of(area.display, nearest[0])


def _lies(anchor: Piece, one: Piece, side: int) -> bool:
    return one.column >= anchor.end if side > 0 else one.end <= anchor.column


def _stacked(area: Area, locator: Locator, side: int) -> Iterator[Spot]:
    """The nearest input field under or above, or else the nearest text."""
    for anchor in occurrences(whole(area.display), locator.text, exact=locator.exact):
        there = [
            one
            for one in area.pieces()
            if side * (one.row - anchor.row) > 0
            and one.column < anchor.end
            and one.end > anchor.column
        ]
        fields = [one for one in there if one.field is not None]
        nearest = sorted(fields or there, key=lambda one: side * one.row)
        if nearest:
            yield spot_of(area.display, nearest[0])


def _key(_area: Area, locator: Locator) -> Iterator[Stroke]:
    yield Stroke(locator.text)


WAYS: Mapping[By, Callable[[Area, Locator], Iterator[Spot | Stroke]]] = {
    By.AT: _at,
    By.TEXT: _text,
    By.LABEL: _label,
    By.RIGHT_OF: lambda area, locator: _beside(area, locator, 1),
    By.LEFT_OF: lambda area, locator: _beside(area, locator, -1),
    By.BELOW: lambda area, locator: _stacked(area, locator, 1),
    By.ABOVE: lambda area, locator: _stacked(area, locator, -1),
    By.KEY: _key,
}
