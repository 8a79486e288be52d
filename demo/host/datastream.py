"""The 3270 data stream: screens out, keys and fields in (IBM GA23-0059)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

ROWS, COLUMNS = 24, 80
CODE_PAGE = "cp037"

ERASE_WRITE, WRITE = 0xF5, 0xF1
RESTORE, ALARM = 0x02, 0x04
SET_ADDRESS, START_FIELD, START_EXTENDED, INSERT_CURSOR = 0x11, 0x1D, 0x29, 0x13
FIELD_ATTRIBUTE, COLOUR = 0xC0, 0x42
PROTECTED, NUMERIC, INTENSE, HIDDEN, CHANGED = 0x20, 0x10, 0x08, 0x0C, 0x01

BLUE, RED, GREEN, TURQUOISE, YELLOW, WHITE = 0xF1, 0xF2, 0xF4, 0xF5, 0xF6, 0xF7

KEYS: Mapping[int, str] = {
    0x7D: "Enter",
    0x6D: "Clear",
    0x6C: "PA1",
    **{0xF0 + number: f"PF{number}" for number in range(1, 10)},
    0x7A: "PF10",
    0x7B: "PF11",
    0x7C: "PF12",
}

# Each value of six bits as a byte that can be printed.
_CODES = bytes.fromhex(
    "40c1c2c3c4c5c6c7c8c94a4b4c4d4e4f50d1d2d3d4d5d6d7d8d95a5b5c5d5e5f"
    "6061e2e3e4e5e6e7e8e96a6b6c6d6e6ff0f1f2f3f4f5f6f7f8f97a7b7c7d7e7f"
)


def address(row: int, column: int) -> bytes:
    """A place, counted from 1, as twelve bits in two bytes."""
    cell = (row - 1) * COLUMNS + column - 1
    return bytes((_CODES[cell >> 6], _CODES[cell & 0x3F]))


def place(raw: bytes) -> tuple[int, int]:
    """The place, counted from 1, that two bytes stand for."""
    cell = (raw[0] & 0x3F) << 6 | raw[1] & 0x3F
    return cell // COLUMNS + 1, cell % COLUMNS + 1


@dataclass(slots=True)
class Panel:
    """A screen as it is written to the terminal."""

    name: str
    inputs: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    """Input field → row, column and length of its text."""
    _orders: bytearray = field(default_factory=bytearray)
    _cursor: bytes = b""

    def text(
        self, row: int, column: int, said: str, colour: int = TURQUOISE, *, bright: bool = False
    ) -> Self:
        """A protected text; the cell before it holds the field's mark."""
        self._field(row, column, PROTECTED | (INTENSE if bright else 0), colour)
        self._orders += encoded(said)
        return self

    def input(
        self,
        name: str,
        row: int,
        column: int,
        length: int,
        value: str = "",
        *,
        numeric: bool = False,
        hidden: bool = False,
    ) -> Self:
        """A field for typing, closed by the mark of the next one; the first gets the cursor."""
        self.inputs[name] = (row, column, length)
        # What the host filled in itself counts as changed, so that it comes back with the next key.
        kind = (NUMERIC * numeric) | (HIDDEN * hidden) | (CHANGED * bool(value))
        self._field(row, column, kind, GREEN)
        if not self._cursor:
            self._cursor = bytes((SET_ADDRESS,)) + address(row, column) + bytes((INSERT_CURSOR,))
        self._orders += encoded(value)
        if column + length <= COLUMNS:
            # Protected and numeric at once: who has filled the field before is taken to the next.
            self._field(row, column + length + 1, PROTECTED | NUMERIC, BLUE)
        return self

    def _field(self, row: int, column: int, attribute: int, colour: int) -> None:
        self._orders += bytes((SET_ADDRESS,)) + address(row, column - 1)
        pairs = (FIELD_ATTRIBUTE, _CODES[attribute], COLOUR, colour)
        self._orders += bytes((START_EXTENDED, len(pairs) // 2, *pairs))

    def record(self, *, locked: bool = False, alarm: bool = False) -> bytes:
        """The record that shows it; `locked`: the terminal takes no keys then."""
        control = 0xC0 | (0 if locked else RESTORE) | (ALARM if alarm else 0)
        return bytes((ERASE_WRITE, control)) + bytes(self._orders) + self._cursor


@dataclass(frozen=True, slots=True)
class Pressed:
    """What came from the terminal: a key, and the fields that were changed."""

    key: str
    row: int
    """Where the cursor is, counted from 1; 0 for the keys that do not tell."""
    fields: Mapping[tuple[int, int], str]

    def of(self, panel: Panel) -> dict[str, str]:
        """The panel's fields by name; empty where nothing was typed."""
        return {
            name: self.fields.get((row, column), "").strip()
            for name, (row, column, _) in panel.inputs.items()
        }


def pressed(record: bytes) -> Pressed | None:
    """What a record from the terminal says; None for one that is no key."""
    if not record or record[0] not in KEYS:
        return None
    fields = {
        place(part[:2]): part[2:].decode(CODE_PAGE).replace("\0", "")
        for part in record[3:].split(bytes((SET_ADDRESS,)))
        if len(part) >= 2
    }
    row = place(record[1:3])[0] if len(record) > 2 else 0
    return Pressed(KEYS[record[0]], row, fields)


def encoded(said: str) -> bytes:
    """A text in the host's characters; what it has not becomes a question mark."""
    return said.encode(CODE_PAGE, errors="replace")
