"""The results workbook: the person's own rows, plus what became of each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from runner.evidence.result_book import OwnBook, fits_in_memory
from runner.evidence.result_list import write_list
from runner.item import ItemOutcome


@dataclass(frozen=True, slots=True)
class SourceTable:
    """The rows that a run was fed with, where they came from no .xlsx that can be kept."""

    columns: Sequence[str]
    rows: Iterable[tuple[int, Sequence[object]]]
    """Row number, as in `Source.row`, and the values."""


@dataclass(frozen=True, slots=True)
class SourceSheet:
    """The person's own workbook, and where in it the run's rows are."""

    path: Path
    sheet: str
    header_row: int


@dataclass(frozen=True, slots=True)
class Results:
    """What was written."""

    path: Path
    notes: tuple[str, ...] = ()
    """What of the person's workbook could not be kept."""


def write_results(
    outcomes: Iterable[ItemOutcome],
    target: Path,
    *,
    source: SourceSheet | None = None,
    table: SourceTable | None = None,
    report: str = "report.html",
    zone: tzinfo | None = None,
) -> Results:
    """Write the results workbook, whole or not at all.

    With a `source` that is an .xlsx of bearable size, its formats, widths and other sheets are
    kept and the columns are added (or filled again, when they are there from an earlier run).
    Otherwise the rows of `table` are written to a new workbook; without one, keys and sources.

    Args:
        outcomes: In the order of their rows; each finds its own by `Source.row`.
        target: The workbook to write; it may be the source itself.
        source: The person's workbook.
        table: The rows, for every other kind of source and for workbooks that are too large.
        report: The report's path as seen from the workbook.
        zone: Of the times; the machine's own where none is given.

    Raises:
        NoSourceError: the source is gone, damaged, or not the workbook it was.
        OpenElsewhereError: the target is open in a program that locks it.
        NotWritableError: the disk is full or read-only.
    """
    if source is not None and (table is None or fits_in_memory(source.path)):
        book = OwnBook(source.path, source.sheet, source.header_row)
        notes = book.write(outcomes, target, report, zone)
        return Results(target, notes)
    columns = None if table is None else table.columns
    rows = () if table is None else table.rows
    write_list(outcomes, target, columns, rows, report=report, zone=zone)
    return Results(target)
