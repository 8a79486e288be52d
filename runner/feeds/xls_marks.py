"""What an old .xls says about its cells that their values do not: formulas, errors, zeros."""

import re
import struct
from collections.abc import Iterator, Mapping
from typing import IO

from runner.feeds.compound_file import read_stream
from runner.feeds.errors import DamagedFileError
from runner.feeds.sheet_marks import SheetMarks
from runner.feeds.table import Mark

_BOUND_SHEET, _FORMAT, _STYLE = 0x85, 0x41E, 0xE0
_FORMULA, _BOOL_ERROR, _NUMBER, _RK, _MANY_RK = 0x06, 0x205, 0x203, 0x27E, 0xBD
_ROW, _BOF, _EOF = 0x208, 0x809, 0x0A
_EXCEL_97 = b"\x00\x06"
_HIDDEN = 0x20
_LEADING_ZEROS = re.compile(r"0{2,}")
_CODES = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def xls_marks(name: str, copy: IO[bytes]) -> dict[str, SheetMarks] | None:
    """The marks of every sheet by name; None where the workbook is older than Excel 97.

    Raises:
        DamagedFileError: the file is cut off or damaged.
    """
    copy.seek(0)
    try:
        stream = read_stream(copy.read(), ("Workbook", "Book"))
        if stream is None or stream[4:6] != _EXCEL_97:
            return None
        digits = _zero_padded_styles(stream)
        return {sheet: _SheetScan(digits).read(stream, at) for sheet, at in _sheets(stream)}
    except (struct.error, IndexError, ValueError) as error:
        raise DamagedFileError(name, "its records are cut off or broken") from error


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    while start + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, start)
        yield kind, stream[start + 4 : start + 4 + size]
        start += 4 + size


def _globals(stream: bytes) -> Iterator[tuple[int, bytes]]:
    for kind, data in _records(stream, 0):
        if kind == _EOF:
            return
        yield kind, data


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    for kind, data in _globals(stream):
        if kind == _BOUND_SHEET:
            start, length = struct.unpack_from("<I2xB", data)
            yield _text(data[7:], length), start


def _text(data: bytes, length: int) -> str:
    """Characters after a byte that tells whether they take one byte or two."""
    if data[0] & 1:
        return data[1 : 1 + length * 2].decode("utf-16-le")
    return data[1 : 1 + length].decode("latin-1")


def _zero_padded_styles(stream: bytes) -> dict[int, int]:
    """Style number → how many digits its format shows at least."""
    widths: dict[int, int] = {}
    styles: list[int] = []
    for kind, data in _globals(stream):
        if kind == _FORMAT:
            number, length = struct.unpack_from("<HH", data)
            code = _text(data[4:], length)
            if _LEADING_ZEROS.fullmatch(code):
                widths[number] = len(code)
        elif kind == _STYLE:
            styles.append(struct.unpack_from("<H", data, 2)[0])
    return {style: widths[number] for style, number in enumerate(styles) if number in widths}


class _SheetScan:
    """Reads the records of one sheet."""

    def __init__(self, digits: Mapping[int, int]) -> None:
        self._digits = digits
        self._marks = SheetMarks()
        self._notes = {
            _ROW: self._note_row,
            _BOOL_ERROR: self._note_error,
            _FORMULA: self._note_formula,
            _NUMBER: self._note_number,
            _RK: self._note_number,
            _MANY_RK: self._note_numbers,
        }

    def read(self, stream: bytes, start: int) -> SheetMarks:
        depth = 0
        for kind, data in _records(stream, start):
            # A chart inside the sheet brings a stream of its own, with its own cells.
            depth += (kind == _BOF) - (kind == _EOF)
            if depth == 0:
                break
            if depth == 1 and (note := self._notes.get(kind)) is not None:
                note(data)
        return self._marks

    def _note_row(self, data: bytes) -> None:
        if struct.unpack_from("<H", data, 12)[0] & _HIDDEN:
            self._marks.hidden.add(struct.unpack_from("<H", data)[0] + 1)

    def _note_error(self, data: bytes) -> None:
        if data[7]:
            row, column = struct.unpack_from("<HH", data)
            self._marks.add(row + 1, column, Mark(error=_CODES.get(data[6], "an error")))

    def _note_formula(self, data: bytes) -> None:
        row, column, style = struct.unpack_from("<HHH", data)
        mark = _formula_mark(data[6:14], self._digits.get(style))
        self._marks.add(row + 1, column, mark)

    def _note_number(self, data: bytes) -> None:
        row, column, style = struct.unpack_from("<HHH", data)
        self._note_digits(row, column, style)

    def _note_numbers(self, data: bytes) -> None:
        row, first = struct.unpack_from("<HH", data)
        for place in range((len(data) - 6) // 6):
            style = struct.unpack_from("<H", data, 4 + 6 * place)[0]
            self._note_digits(row, first + place, style)

    def _note_digits(self, row: int, column: int, style: int) -> None:
        if digits := self._digits.get(style):
            self._marks.add(row + 1, column, Mark(digits=digits))


def _formula_mark(result: bytes, digits: int | None) -> Mark:
    if result[6:8] != b"\xff\xff":
        return Mark(formula=True, digits=digits)
    if result[0] == 2:
        return Mark(formula=True, error=_CODES.get(result[2], "an error"))
    return Mark(formula=True)
