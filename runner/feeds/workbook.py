"""Workbooks: .xlsx, .xlsm, .ods and .xls, read with calamine after their parts were looked at."""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from runner.feeds.errors import DamagedFileError, ForeignFormatError, PasswordProtectedError
from runner.feeds.intake import Intake
from runner.feeds.kinds import FileKind
from runner.feeds.open_document import OpenDocumentScan
from runner.feeds.package import open_package
from runner.feeds.sheet_marks import Area, SheetMarks, SheetScan, scan_xml
from runner.feeds.table import Mark, Row, cell_name
from runner.feeds.workbook_parts import sheet_parts, zero_padded_styles
from runner.feeds.xls_marks import xls_marks

_NO_MARKS: Mapping[int, Mark] = {}


class Workbook:
    """All sheets of one file; a sheet is read when it is asked for."""

    def __init__(self, intake: Intake, kind: FileKind) -> None:
        self.name = intake.name
        self._copy = intake.copy
        self._package = open_package(self.name, intake.copy) if kind is FileKind.ZIPPED else None
        self.notes: tuple[str, ...] = ()
        self._open_document: dict[str, SheetMarks] | None = None
        if self._package is not None:
            self._look_at_parts(self._package)
        self._xls: dict[str, SheetMarks] = {}
        if kind is FileKind.XLS:
            self._look_at_records(intake.copy)
        self._book = self._opened(intake.copy)

    def sheet_names(self) -> list[str]:
        """The visible worksheets, in the workbook's order; hidden ones can be named."""
        sheets = self._worksheets()
        return [name for name, visible in sheets.items() if visible] or list(sheets)

    def all_sheet_names(self) -> list[str]:
        """Hidden worksheets too."""
        return list(self._worksheets())

    def sheet(self, name: str) -> "SheetTable":
        """Read one sheet; raises a FeedError when it is damaged or far too large."""
        marks = self._marks(name)
        marks.check_extent(self.name, name)
        try:
            return SheetTable(name, self._book.get_sheet_by_name(name), marks)
        except (CalamineError, ValueError, OSError) as error:
            raise DamagedFileError(self.name, f"its sheet {name!r} cannot be read") from error
        except BaseException as error:
            if is_panic(error):
                raise DamagedFileError(self.name, f"its sheet {name!r} is broken") from None
            raise

    def _worksheets(self) -> dict[str, bool]:
        return {
            sheet.name: sheet.visible == SheetVisibleEnum.Visible
            for sheet in self._book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet
        }

    def _look_at_parts(self, package: zipfile.ZipFile) -> None:
        parts = set(package.namelist())
        if "xl/workbook.bin" in parts:
            raise ForeignFormatError(self.name, "a binary workbook (.xlsb)")
        if "xl/workbook.xml" in parts:
            if any(part.endswith("vbaProject.bin") for part in parts):
                self.notes = (f"{self.name!r} holds macros; they are ignored.",)
            return
        if "content.xml" not in parts:
            raise ForeignFormatError(self.name, "a zip archive but no workbook")
        if b"encryption-data" in package.read("META-INF/manifest.xml"):
            raise PasswordProtectedError(self.name)
        scan = OpenDocumentScan()
        scan_xml(self.name, package, "content.xml", scan.parser)
        # This format is parsed whole when it is opened, so its sheets are measured before.
        for sheet, marks in scan.sheets.items():
            marks.check_extent(self.name, sheet)
        self._open_document = scan.sheets

    def _look_at_records(self, copy: IO[bytes]) -> None:
        marks = xls_marks(self.name, copy)
        if marks is None:
            unknown = f"Formulas and errors in {self.name!r} cannot be told from values"
            self.notes = (f"{unknown}: better save it as .xlsx.",)
        else:
            self._xls = marks

    def _marks(self, sheet: str) -> SheetMarks:
        if self._package is None:
            return self._xls.get(sheet, SheetMarks())
        if self._open_document is not None:
            return self._open_document.get(sheet, SheetMarks())
        part = sheet_parts(self.name, self._package).get(sheet)
        if part is None:
            raise DamagedFileError(self.name, f"its sheet {sheet!r} is listed but missing")
        scan = SheetScan(zero_padded_styles(self.name, self._package))
        scan_xml(self.name, self._package, part, scan.parser)
        return scan.marks

    def _opened(self, copy: IO[bytes]) -> CalamineWorkbook:
        copy.seek(0)
        try:
            return CalamineWorkbook.from_filelike(copy)
        except PasswordError as error:
            raise PasswordProtectedError(self.name) from error
        except (CalamineError, ValueError, OSError) as error:
            raise DamagedFileError(self.name, "no workbook can be made out in it") from error
        except BaseException as error:
            if is_panic(error):
                raise DamagedFileError(self.name, "no workbook can be made out in it") from None
            raise


@dataclass(frozen=True, slots=True)
class SheetTable:
    """One sheet of a workbook."""

    sheet: str
    _sheet: CalamineSheet
    _marks: SheetMarks

    def cell(self, row: int, column: int) -> str:
        """`C17`."""
        return cell_name(row, column)

    def rows(self) -> Iterator[Row]:
        """Every row from row 1 to the last one that holds something."""
        if self._sheet.start is None:
            return
        left = [None] * self._sheet.start[1]
        areas = _MergedAreas([*self._marks.merged, *_areas(self._sheet)])
        by_row, hidden = self._marks.by_row, self._marks.hidden
        for number, values in enumerate(self._sheet.iter_rows(), start=1):
            cells: list[object] = [*left, *values]
            marks = by_row.get(number, _NO_MARKS)
            if areas.any:
                marks = areas.spread(number, cells, marks)
            yield Row(number, cells, marks, number in hidden)


def is_panic(error: BaseException) -> bool:
    """Whether the reader's native code gave up; it says so by no ordinary exception."""
    return type(error).__name__ == "PanicException"


def _areas(sheet: CalamineSheet) -> list[Area]:
    return [
        (top + 1, left, bottom + 1, right)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or []
    ]


class _MergedAreas:
    """Gives a merged area's value to the rows below its first, in the same column."""

    def __init__(self, areas: Sequence[Area]) -> None:
        self.any = bool(areas)
        self._starting: dict[int, list[Area]] = {}
        for area in areas:
            self._starting.setdefault(area[0], []).append(area)
        self._open: list[tuple[Area, object]] = []

    def spread(
        self, number: int, cells: list[object], marks: Mapping[int, Mark]
    ) -> Mapping[int, Mark]:
        """Fill the covered cells of one row and mark them."""
        self._open = [(area, value) for area, value in self._open if area[2] >= number]
        for area in self._starting.get(number, ()):
            value = cells[area[1]] if area[1] < len(cells) else None
            self._open.append((area, value))
        if not self._open:
            return marks
        spread = dict(marks)
        for area, value in self._open:
            self._cover(number, cells, spread, area, value)
        return spread

    def _cover(
        self,
        number: int,
        cells: list[object],
        marks: dict[int, Mark],
        area: Area,
        value: object,
    ) -> None:
        top, left, bottom, right = area
        name = f"{cell_name(top, left)}:{cell_name(bottom, right)}"
        if number > top and left < len(cells):
            cells[left] = value
            marks[left] = Mark(merged_into=name, carries=True)
        for column in range(left + 1, min(right + 1, len(cells))):
            marks[column] = Mark(merged_into=name)
