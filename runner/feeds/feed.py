"""A feed: a file of any kind that items come from."""

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from pydantic import BaseModel

from runner.feeds.columns import (
    ColumnMatch,
    Header,
    check_mapping,
    find_header,
    match,
    named_header,
    no_header,
    score,
)
from runner.feeds.errors import NoSuchSheetError, SheetNotClearError
from runner.feeds.intake import Intake, take_in
from runner.feeds.json_file import JsonTable
from runner.feeds.kinds import FileKind, kind_of
from runner.feeds.table import Table
from runner.feeds.text_file import TextTable
from runner.feeds.workbook import Workbook


class Feed:
    """A file as it was when it was opened; use it in a `with` statement.

    Attributes:
        name: The file's name without its folder.
        digest: SHA-256 of its content, in hex.
        notes: What a person should know about how it was read.
        counts_columns: Whether a value beyond the last column means that a row is broken.
    """

    def __init__(
        self,
        intake: Intake,
        *,
        sheet: str | None = None,
        header_row: int | None = None,
        mapping: Mapping[str, str] | None = None,
        encoding: str | None = None,
    ) -> None:
        self.name = intake.name
        self.digest = intake.digest
        self._intake = intake
        self._header_row = header_row
        self._mapping = dict(mapping or {})
        kind = kind_of(intake)
        self._workbook = _workbook(intake, kind)
        self._single = _single_table(intake, kind, encoding)
        self._tables: dict[str, Table] = {}
        self._matches: dict[type[BaseModel], ColumnMatch] = {}
        self._sheet = self._checked_sheet(sheet)
        self.counts_columns = isinstance(self._single, TextTable)
        inside = self._workbook or self._single
        self.notes = (*intake.notes, *(inside.notes if inside is not None else ()))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the private copy."""
        self._intake.copy.close()

    def save_copy(self, target: Path) -> None:
        """Keep the file as it was read, readable for its owner only."""
        self._intake.save(target)

    def match(self, model: type[BaseModel]) -> ColumnMatch:
        """Find sheet and header and give every field its column; the answer is remembered.

        Raises:
            FeedError: no sheet or header fits, or a column is missing or unclear.
        """
        if model not in self._matches:
            self._matches[model] = self._matched(model)
        return self._matches[model]

    def table(self, sheet: str | None) -> Table:
        """One sheet of a workbook; the only table of every other file."""
        if self._workbook is None or sheet is None:
            assert self._single is not None  # noqa: S101 - a feed has a workbook or one table
            return self._single
        if sheet not in self._tables:
            self._tables[sheet] = self._workbook.sheet(sheet)
        return self._tables[sheet]

    def first_table(self) -> Table:
        """The sheet that was named, else the first visible one; the only table of other files."""
        if self._workbook is None:
            return self.table(None)
        return self.table(self._sheet or self._workbook.sheet_names()[0])

    def _checked_sheet(self, sheet: str | None) -> str | None:
        if sheet is None:
            return None
        sheets = self._workbook.all_sheet_names() if self._workbook is not None else []
        if sheet not in sheets:
            raise NoSuchSheetError(self.name, sheet, sheets)
        return sheet

    def _matched(self, model: type[BaseModel]) -> ColumnMatch:
        mapping = check_mapping(model, self._mapping)
        sheet, header = self._found(model, mapping)
        return match(self.name, sheet, header, model, mapping)

    def _found(
        self, model: type[BaseModel], mapping: Mapping[str, str]
    ) -> tuple[str | None, Header]:
        sheets = self._candidates()
        found = [
            (sheet, header) for sheet in sheets if (header := self._header(sheet, model, mapping))
        ]
        if not found:
            raise no_header(self.name, [sheet for sheet in sheets if sheet], model)
        scores = [score(header, model, mapping) for _, header in found]
        best = [each for each, points in zip(found, scores, strict=True) if points == max(scores)]
        if len(best) > 1:
            raise SheetNotClearError(self.name, [str(sheet) for sheet, _ in best])
        return best[0]

    def _candidates(self) -> list[str | None]:
        if self._workbook is None:
            return [None]
        return [self._sheet] if self._sheet is not None else [*self._workbook.sheet_names()]

    def _header(
        self, sheet: str | None, model: type[BaseModel], mapping: Mapping[str, str]
    ) -> Header | None:
        table = self.table(sheet)
        if isinstance(table, JsonTable):
            return named_header(self.name, table, 0)
        if self._header_row is not None:
            return named_header(self.name, table, self._header_row)
        return find_header(table, model, mapping)


def open_feed(
    path: Path,
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    mapping: Mapping[str, str] | None = None,
    encoding: str | None = None,
) -> Feed:
    """Open a workbook, CSV or JSON file to feed a run.

    Args:
        path: The file: .xlsx, .xlsm, .xls, .ods, .csv (any separator), .json or .jsonl.
        sheet: The sheet's name; without it the sheet that fits the fields best is found.
        header_row: The row that names the columns, counted from 1; without it it is found.
        mapping: Column → field, where the names do not tell.
        encoding: Of a text file; without it it is found by rule and said in `notes`.

    Raises:
        FeedError: the file is missing, damaged, protected, dangerous, or of a foreign kind.
    """
    intake = take_in(path)
    try:
        return Feed(intake, sheet=sheet, header_row=header_row, mapping=mapping, encoding=encoding)
    except BaseException:
        intake.copy.close()
        raise


def _workbook(intake: Intake, kind: FileKind) -> Workbook | None:
    return Workbook(intake, kind) if kind in {FileKind.ZIPPED, FileKind.XLS} else None


def _single_table(
    intake: Intake, kind: FileKind, encoding: str | None
) -> TextTable | JsonTable | None:
    if kind is FileKind.JSON:
        return JsonTable(intake)
    return TextTable(intake, encoding) if kind is FileKind.TEXT else None
