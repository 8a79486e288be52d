"""What belongs to a label on a terminal's screen: `Customer . . . : 0012`."""

import re
from dataclasses import dataclass

from runner.drivers.terminal.screen import RULES, Display, Piece

LEADERS = " .·:：=>-*…"
"""What stands between a label and its field, and belongs to neither."""
LEADING = re.compile(
    r"[\s*]*(?:(?:[.·…](?=[\s.·…:：=>_]|$)\s*)+|-+\s*(?=[:：=>]))?(?:[:：]|=+>|>)?\s*"
)
"""The same before a text, of which nothing may be taken: `Balance:  -12.50`, `Rate . . . .50`."""
POINTERS = frozenset(".·:：=>…")
"""Of these one says for certain that what follows belongs to the label."""
LIKE_A_LABEL = re.compile(r"[:：](\s|$)|={2,}>|(\s\.){2}")
FAR = 3
"""A text so far behind a label, with a pointer of its own, may be the next label: nobody can tell."""
ROWS_BELOW = 2
"""How far under its label a field may stand."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """What belongs to a label."""

    piece: Piece
    certain: bool = True
    """Whether it is a field for typing, or something points to it."""


def labelled(display: Display, label: Piece, *, loose: bool) -> Labelled | None:
    """The field behind a label, or else the text behind it, or else the field under it.

    `loose`: other words may stand between the label and its field.
    """
    after = [one for one in display.pieces if one.row == label.row and one.column >= label.end]
    field = next((one for one in after if one.field), None)
    if field is not None and (loose or _leads(display, label, field.column)):
        return Labelled(field)
    behind = _of_a_host if display.formatted else _of_a_program
    return behind(display, label) or _under(display, label)


def _leads(display: Display, label: Piece, column: int) -> bool:
    between = display.text(_cell(display, label) + label.width, column - label.end)
    return set(between) <= set(LEADERS) | RULES


def _cell(display: Display, piece: Piece) -> int:
    return piece.row * display.columns + piece.column


def _of_a_host(display: Display, label: Piece) -> Labelled | None:
    """What follows within the label's own field, or else all that the next field shows."""
    own = display.field_at(_cell(display, label))
    if own is None:
        return None
    end = min(own.start + own.length - label.row * display.columns, display.columns)
    said = _of_a_row(display, label, end)
    if said is not None and said.piece.text:
        return said
    rest = display.text(_cell(display, label) + label.width, max(end - label.end, 0))
    if not set(rest) <= set(LEADERS):
        return None
    following = display.field_at((own.start + own.length + 1) % len(display.cells))
    if following is None or following.takes_text:
        return None
    row, column = divmod(following.start, display.columns)
    if row != label.row or column < label.end:
        return None
    width = min(following.length, display.columns - column)
    text = display.text(following.start, width)
    kept = Piece(row, column + len(text) - len(text.lstrip()), len(text.strip()), text.strip())
    certain = bool(POINTERS & set(rest + text[:1]))
    return Labelled(kept if text.strip() else Piece(row, column, width, ""), certain)


def _of_a_program(display: Display, label: Piece) -> Labelled | None:
    """The text behind a pointer; without a text the place where it would stand."""
    return _of_a_row(display, label, display.columns)


def _of_a_row(display: Display, label: Piece, end: int) -> Labelled | None:
    """What follows a label up to a column, with a pointer between; up to the next text."""
    start = _cell(display, label) + label.width
    rest = display.text(start, end - label.end)
    leading = LEADING.match(rest)
    between = leading.group() if leading else ""
    if not set(between) & POINTERS:
        return None
    column = label.end + _cells_of(display, start, len(between))
    if column >= end:
        room = label.end + _cells_of(display, start, len(between.rstrip())) + 1
        return Labelled(Piece(label.row, room, end - room, "")) if room < end else None
    return _text(display, label, column, far=len(between) - len(between.rstrip()) >= FAR)


def _text(display: Display, label: Piece, column: int, *, far: bool) -> Labelled | None:
    texts = (one for one in display.pieces if one.row == label.row and one.field is None)
    value = next((one for one in texts if one.column <= column < one.end), None)
    if value is None:
        return None
    said = display.text(label.row * display.columns + column, value.end - column)
    if far and LIKE_A_LABEL.search(said):
        return None
    return Labelled(Piece(label.row, column, value.end - column, said))


def _cells_of(display: Display, start: int, count: int) -> int:
    """How many cells so many characters take."""
    cell = start
    while count > 0 and cell < len(display.cells):
        count -= len(display.cells[cell])
        cell += 1
    while cell < len(display.cells) and not display.cells[cell]:
        cell += 1
    return cell - start


def _under(display: Display, label: Piece) -> Labelled | None:
    for one in display.pieces:
        near = one.field is not None and 0 < one.row - label.row <= ROWS_BELOW
        if near and one.column < label.end and one.end > label.column:
            return Labelled(one)
    return None
