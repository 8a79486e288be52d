"""What an old .xls says about its cells that their values do not: formulas and errors."""

import struct
from collections.abc import Iterator
from typing import IO

from runner.feeds.sheet_marks import SheetMarks
from runner.feeds.table import Mark

_SECTOR_IDS_END = 0xFFFFFFFA
"""Sector numbers from here on mean: end of chain, free, or table of tables."""
_BOUND_SHEET, _FORMULA, _BOOL_ERROR, _ROW, _BOF, _EOF = 0x85, 0x06, 0x205, 0x208, 0x809, 0x0A
_CODES = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def xls_marks(copy: IO[bytes]) -> dict[str, SheetMarks]:
    """The marks of every sheet; empty where the file is built in a way that is not understood."""
    copy.seek(0)
    content = copy.read()
    try:
        stream = _workbook_stream(content)
        return {name: _sheet_marks(stream, start) for name, start in _sheets(stream)}
    except (struct.error, IndexError, UnicodeDecodeError):
        # Marks are extra knowledge: the reader itself says when a file is really damaged.
        return {}


def _workbook_stream(content: bytes) -> bytes:
    sector = 1 << struct.unpack_from("<H", content, 30)[0]
    table = _allocation(content, sector)
    directory = _chain(content, sector, table, struct.unpack_from("<I", content, 48)[0])
    for start in range(0, len(directory), 128):
        length = struct.unpack_from("<H", directory, start + 64)[0]
        name = directory[start : start + max(length - 2, 0)].decode("utf-16-le")
        if name in {"Workbook", "Book"}:
            first, size = struct.unpack_from("<II", directory, start + 116)
            return _chain(content, sector, table, first)[:size]
    return b""


def _allocation(content: bytes, sector: int) -> list[int]:
    numbers = [n for n in struct.unpack_from("<109I", content, 76) if n < _SECTOR_IDS_END]
    more, count = struct.unpack_from("<II", content, 68)
    while count and more < _SECTOR_IDS_END:
        block = struct.unpack_from(f"<{sector // 4}I", content, (more + 1) * sector)
        numbers += [n for n in block[:-1] if n < _SECTOR_IDS_END]
        more, count = block[-1], count - 1
    table: list[int] = []
    for number in numbers:
        table += struct.unpack_from(f"<{sector // 4}I", content, (number + 1) * sector)
    return table


def _chain(content: bytes, sector: int, table: list[int], first: int) -> bytes:
    pieces: list[bytes] = []
    number = first
    while number < _SECTOR_IDS_END and len(pieces) <= len(table):
        pieces.append(content[(number + 1) * sector : (number + 2) * sector])
        number = table[number]
    return b"".join(pieces)


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    while start + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, start)
        yield kind, stream[start + 4 : start + 4 + size]
        start += 4 + size


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    for kind, data in _records(stream, 0):
        if kind == _EOF:
            return
        if kind == _BOUND_SHEET:
            start, length, wide = struct.unpack("<I2xBB", data[:8])
            coding, size = ("utf-16-le", length * 2) if wide & 1 else ("latin-1", length)
            yield data[8 : 8 + size].decode(coding), start


def _sheet_marks(stream: bytes, start: int) -> SheetMarks:
    marks, depth = SheetMarks(), 0
    for kind, data in _records(stream, start):
        # A chart inside the sheet brings a stream of its own, with its own cells.
        depth += (kind == _BOF) - (kind == _EOF)
        if depth == 0:
            break
        if depth == 1:
            _note(marks, kind, data)
    return marks


def _note(marks: SheetMarks, kind: int, data: bytes) -> None:
    if kind == _ROW and struct.unpack_from("<H", data, 12)[0] & 0x20:
        marks.hidden.add(struct.unpack_from("<H", data)[0] + 1)
    elif kind == _BOOL_ERROR and data[7]:
        row, column = struct.unpack_from("<HH", data)
        marks.add(row + 1, column, Mark(error=_CODES.get(data[6], "an error")))
    elif kind == _FORMULA:
        row, column = struct.unpack_from("<HH", data)
        marks.add(row + 1, column, _formula_mark(data[6:14]))


def _formula_mark(result: bytes) -> Mark:
    is_number = result[6:8] != b"\xff\xff"
    if is_number or result[0] in {0, 1}:
        return Mark(formula=True)
    if result[0] == 2:
        return Mark(formula=True, error=_CODES.get(result[2], "an error"))
    # Kind 3 is the empty text, which is what programs write that never computed anything.
    return Mark(formula=True, without_value=True)
