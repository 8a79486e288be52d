"""What a sheet's XML says about cells that their values do not: formulas, errors, hidden rows."""

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from runner.feeds.errors import DamagedFileError, DangerousFileError
from runner.feeds.table import Mark, column_index

MAX_CELLS = 20_000_000
"""The rectangle around all values: what a reader must hold in memory at once."""
_CHUNK = 1 << 18

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column; rows 1-based, columns 0-based."""


@dataclass(slots=True)
class SheetMarks:
    """Everything odd about one sheet, by row and column."""

    by_row: dict[int, dict[int, Mark]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    merged: list[Area] = field(default_factory=list)
    extent: Area | None = None
    """The rectangle around all cells that hold something."""
    _shared: dict[Mark, Mark] = field(default_factory=dict)

    def add(self, row: int, column: int, mark: Mark) -> None:
        """Note what a cell is; equal marks are kept once."""
        self.by_row.setdefault(row, {})[column] = self._shared.setdefault(mark, mark)

    def holds(self, row: int, column: int, last_row: int = 0, last_column: int = 0) -> None:
        """Let the extent reach as far as this cell, or as its repetitions."""
        bottom, right = max(row, last_row), max(column, last_column)
        if self.extent is None:
            self.extent = (row, column, bottom, right)
            return
        top, left, old_bottom, old_right = self.extent
        self.extent = (
            min(top, row),
            min(left, column),
            max(old_bottom, bottom),
            max(old_right, right),
        )

    def check_extent(self, name: str, sheet: str) -> None:
        """Refuse a sheet whose few cells lie so far apart that reading it would fill memory."""
        if self.extent is None:
            return
        top, left, bottom, right = self.extent
        cells = (bottom - top + 1) * (right - left + 1)
        if cells > MAX_CELLS:
            raise DangerousFileError(
                name,
                f"the values of sheet {sheet!r} are spread over {cells:,} cells, "
                f"more than {MAX_CELLS:,}",
            )


def scan_xml(name: str, package: zipfile.ZipFile, part: str, parser: expat.XMLParserType) -> None:
    """Run a prepared parser over one part of a workbook."""
    try:
        with package.open(part) as file:
            feed_chunks(parser, file)
    except (expat.ExpatError, LookupError, ValueError, zipfile.BadZipFile) as error:
        raise DamagedFileError(name, f"its part {part!r} is broken") from error


def feed_chunks(parser: expat.XMLParserType, file: IO[bytes]) -> None:
    """Parse a stream piece by piece."""
    while chunk := file.read(_CHUNK):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


class SheetScan:
    """Reads one sheet of an .xlsx; `digits` are the zero-padding formats by style number."""

    def __init__(self, digits: Mapping[str, int]) -> None:
        self.marks = SheetMarks()
        self._digits = digits
        self._row = 0
        self._column = -1
        self._columns: dict[str, int] = {}
        self._kind: str | None = None
        self._style: str | None = None
        self._formula = False
        self._value = False
        self._text: list[str] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            "c": self._start_cell,
            "row": self._start_row,
            "v": self._start_value,
            "is": self._start_value,
            "f": self._start_formula,
        }

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        handler = self._starts.get(tag.rpartition(":")[2])
        if handler is not None:
            handler(attributes)

    def _end(self, tag: str) -> None:
        if tag == "c" or tag.endswith(":c"):
            self._end_cell()

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row = int(attributes.get("r", self._row + 1))
        self._column = -1
        if attributes.get("hidden") in {"1", "true"}:
            self.marks.hidden.add(self._row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        else:
            letters = reference.rstrip("0123456789")
            column = self._columns.get(letters)
            if column is None:
                column = self._columns[letters] = column_index(letters)
            self._column = column
        self._kind = attributes.get("t")
        self._style = attributes.get("s")
        self._formula = self._value = False
        self._text = []

    def _start_formula(self, _attributes: dict[str, str]) -> None:
        self._formula = True

    def _start_value(self, _attributes: dict[str, str]) -> None:
        self._value = True
        if self._kind == "e" or self._formula:
            self.parser.CharacterDataHandler = self._text.append

    def _end_cell(self) -> None:
        if self._value:
            self.marks.holds(self._row, self._column)
        self.parser.CharacterDataHandler = None
        text = "".join(self._text).strip()
        error = (text or "an error") if self._kind == "e" else None
        digits = self._digits.get(self._style or "")
        if self._formula or error or (digits and self._kind in {None, "n"}):
            mark = Mark(
                formula=self._formula,
                without_value=self._formula and not text and self._kind != "str",
                error=error,
                digits=digits,
            )
            self.marks.add(self._row, self._column, mark)
