"""Results in the person's own workbook: everything of theirs stays, five columns are added."""

import copy
import zipfile
from collections.abc import Iterable
from contextlib import closing
from datetime import tzinfo
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.styles.proxy import StyleProxy
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from runner.evidence.errors import NoSourceError
from runner.evidence.folder import replaced_whole
from runner.evidence.result_columns import COLUMNS, PLAIN, Face, make_inert, put_text, write_outcome
from runner.item import ItemOutcome

MAX_SHEETS_BYTES = 60 * 2**20
"""Unpacked XML of all sheets; a workbook larger than that takes gigabytes when it is edited."""
_KINDS = {
    "xl/charts/": "charts",
    "xl/media/": "pictures",
    "xl/drawings/drawing": "drawings",
    "xl/pivotTables/": "pivot tables",
    "xl/slicers/": "slicers",
    "xl/ctrlProps/": "form controls",
    "xl/activeX/": "controls",
    "xl/embeddings/": "embedded objects",
    "xl/threadedComments/": "comment threads",
    "xl/connections.xml": "data connections",
    "xl/vbaProject.bin": "macros",
}


def fits_in_memory(path: Path) -> bool:
    """Whether a workbook is small enough to be edited; also True where it cannot be told."""
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
    except (OSError, zipfile.BadZipFile):
        return True
    sheets = (part.file_size for part in parts if part.filename.startswith("xl/worksheets/"))
    return sum(sheets) <= MAX_SHEETS_BYTES


class OwnBook:
    """A person's workbook, read to be written with results in it."""

    def __init__(self, path: Path, sheet: str, header_row: int) -> None:
        self._path = path
        self._sheet = sheet
        self._header_row = header_row

    def write(
        self,
        outcomes: Iterable[ItemOutcome],
        target: Path,
        report: str,
        zone: tzinfo | None,
    ) -> tuple[str, ...]:
        """Add the results and save as `target`; returns what could not be kept."""
        kinds = _kinds_in(self._path)
        with closing(self._loaded()) as book:
            sheet = self._worksheet(book)
            columns = self._own_columns(sheet)
            for outcome in outcomes:
                if outcome.source.row is not None:
                    cells = [_cell(sheet, outcome.source.row, column) for column in columns]
                    beside = sheet.cell(outcome.source.row, max(1, columns[0] - 1)).font
                    write_outcome(cells, outcome, report, zone, face=_face(beside))
            self._keep_texts_inert(sheet)
            self._extend_filter(sheet, columns[-1])
            # Formulas lose their stored results when another program writes the file.
            book.calculation.fullCalcOnLoad = True
            with replaced_whole(target) as unfinished:
                book.save(unfinished)
        lost = sorted(kinds - _kinds_in(target))
        return tuple(f"The results workbook does not keep the {kind} of yours." for kind in lost)

    def _loaded(self) -> Workbook:
        try:
            return openpyxl.load_workbook(self._path, rich_text=True)
        except FileNotFoundError as error:
            raise NoSourceError(self._path, "it is no longer there") from error
        except Exception as error:
            # The library lets through whatever its many parsers meet.
            raise NoSourceError(self._path, "it cannot be read any more") from error

    def _worksheet(self, book: Workbook) -> Worksheet:
        sheet = book[self._sheet] if self._sheet in book.sheetnames else None
        if not isinstance(sheet, Worksheet):
            raise NoSourceError(self._path, f"it has no sheet {self._sheet!r} any more")
        return sheet

    def _own_columns(self, sheet: Worksheet) -> list[int]:
        """The numbers of our columns: those of an earlier run, or new ones at the end."""
        header = {cell.value: cell.column for cell in sheet[self._header_row] if cell.value}
        if all(column.name in header for column in COLUMNS):
            return [header[column.name] for column in COLUMNS]
        last = _last_column(sheet)
        neighbour = _cell(sheet, self._header_row, last)
        numbers = list(range(last + 1, last + 1 + len(COLUMNS)))
        for number, column in zip(numbers, COLUMNS, strict=True):
            cell = _cell(sheet, self._header_row, number)
            put_text(cell, column.name)
            _look_like(cell, neighbour)
            sheet.column_dimensions[get_column_letter(number)].width = column.width
        return numbers

    def _keep_texts_inert(self, sheet: Worksheet) -> None:
        for row in sheet.iter_rows(min_row=self._header_row + 1):
            for cell in row:
                if isinstance(cell, Cell) and isinstance(cell.value, str):
                    make_inert(cell)

    def _extend_filter(self, sheet: Worksheet, last_column: int) -> None:
        existing = sheet.auto_filter.ref
        if existing:
            left, top, _, bottom = range_boundaries(existing)
            sheet.auto_filter.ref = (
                f"{get_column_letter(left or 1)}{top}:{get_column_letter(last_column)}{bottom}"
            )
        elif not sheet.tables:
            # A filter over a table would make the workbook one that has to be repaired.
            last = get_column_letter(last_column)
            sheet.auto_filter.ref = f"A{self._header_row}:{last}{sheet.max_row}"


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    cell = sheet.cell(row, column)
    if isinstance(cell, Cell):
        return cell
    # A merged area reaches into our column: it is taken apart, or nothing could be written.
    for area in list(sheet.merged_cells.ranges):
        if cell.coordinate in area:
            sheet.unmerge_cells(str(area))
    free = sheet.cell(row, column)
    assert isinstance(free, Cell)  # noqa: S101 - nothing covers it any more
    return free


def _last_column(sheet: Worksheet) -> int:
    used = (
        cell.column
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None and cell.column is not None
    )
    return max(used, default=1)


def _look_like(cell: Cell, neighbour: Cell) -> None:
    if neighbour.has_style:
        for part in ("font", "fill", "border", "alignment"):
            setattr(cell, part, copy.copy(getattr(neighbour, part)))
    else:
        cell.font = PLAIN.font(bold=True)


def _face(font: StyleProxy) -> Face:
    return Face(str(font.name or PLAIN.name), float(font.sz or PLAIN.size))


def _kinds_in(path: Path) -> set[str]:
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.namelist()
    except (OSError, zipfile.BadZipFile):
        return set()
    return {kind for start, kind in _KINDS.items() if any(part.startswith(start) for part in parts)}
