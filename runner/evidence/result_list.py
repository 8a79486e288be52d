"""Results in a new workbook, written as a stream: for CSV, JSON, forms and very large sources."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import date, datetime, time, tzinfo
from decimal import Decimal
from itertools import count, islice
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from runner.evidence.folder import replaced_whole
from runner.evidence.result_columns import COLUMNS, PLAIN, put_text, write_outcome
from runner.item import ItemOutcome

ROWS_A_SHEET = 1_000_000
"""A sheet holds 1,048,576 rows; what is left goes to another one."""
LINKS = 50_000
"""A spreadsheet program refuses a sheet with more than 65,530."""
_OWN_WIDTH = 20
_EXACT_DIGITS = 15


def write_list(
    outcomes: Iterable[ItemOutcome],
    target: Path,
    columns: Sequence[str] | None,
    rows: Iterable[tuple[int, Sequence[object]]],
    *,
    report: str,
    zone: tzinfo | None,
) -> None:
    """Write a workbook of one sheet; without columns, keys and sources stand for the rows."""
    # An earlier run's columns are replaced by this run's.
    names = [*(columns if columns is not None else ("Source", "Key"))]
    kept = [n for n, name in enumerate(names) if name not in {each.name for each in COLUMNS}]
    lines = _named_lines(outcomes) if columns is None else _own_lines(outcomes, rows, len(columns))
    with closing(Workbook(write_only=True)) as book, replaced_whole(target) as unfinished:
        for number in count(1):
            sheet = book.create_sheet("Results" if number == 1 else f"Results {number}")
            _head(sheet, [names[n] for n in kept])
            written = 0
            for values, outcome in islice(lines, ROWS_A_SHEET):
                linked = number == 1 and written < LINKS
                own = [values[n] for n in kept]
                sheet.append(_line(sheet, own, outcome, report if linked else None, zone))
                written += 1
            last = get_column_letter(len(kept) + len(COLUMNS))
            sheet.auto_filter.ref = f"A1:{last}{written + 1}"
            if written < ROWS_A_SHEET:
                break
        book.save(unfinished)


def _head(sheet: WriteOnlyWorksheet, names: Sequence[str]) -> None:
    widths = [*([_OWN_WIDTH] * len(names)), *(column.width for column in COLUMNS)]
    for number, width in enumerate(widths, start=1):
        # The stubs do not know that a sheet of this kind has widths.
        sheet.column_dimensions[get_column_letter(number)].width = width  # type: ignore[attr-defined]
    sheet.freeze_panes = "A2"
    cells = []
    for name in (*names, *(column.name for column in COLUMNS)):
        cell = WriteOnlyCell(sheet)
        put_text(cell, name)
        cell.font = PLAIN.font(bold=True)
        cells.append(cell)
    sheet.append(cells)


def _line(
    sheet: WriteOnlyWorksheet,
    values: Sequence[object],
    outcome: ItemOutcome | None,
    report: str | None,
    zone: tzinfo | None,
) -> list[Cell]:
    own = [_own_cell(sheet, value) for value in values]
    added = [WriteOnlyCell(sheet) for _ in COLUMNS]
    if outcome is not None:
        write_outcome(added, outcome, report, zone)
    return [*own, *added]


def _own_cell(sheet: WriteOnlyWorksheet, value: object) -> Cell:
    cell: Cell = WriteOnlyCell(sheet)
    if isinstance(value, bool | int | float | Decimal | date | time) and not _is_long(value):
        cell.value = value
        if isinstance(value, datetime):
            cell.number_format = "yyyy-mm-dd hh:mm:ss"
        elif isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"
    elif value is not None:
        put_text(cell, str(value))
    return cell


def _is_long(value: object) -> bool:
    """Whether a spreadsheet would round the number, so that it is written as text."""
    if not isinstance(value, int | Decimal):
        return False
    number = Decimal(value)
    return not number.is_finite() or len(number.as_tuple().digits) > _EXACT_DIGITS


def _own_lines(
    outcomes: Iterable[ItemOutcome], rows: Iterable[tuple[int, Sequence[object]]], width: int
) -> Iterator[tuple[Sequence[object], ItemOutcome | None]]:
    """Each row with its outcome. Both come in the same order, so that neither is held in memory."""
    ordered = iter(outcomes)
    next_one = next(ordered, None)
    for number, values in rows:
        while next_one is not None and (next_one.source.row or 0) < number:
            next_one = next(ordered, None)
        padded = [*values[:width], *([None] * (width - len(values)))]
        fits = next_one is not None and next_one.source.row == number
        yield padded, next_one if fits else None


def _named_lines(
    outcomes: Iterable[ItemOutcome],
) -> Iterator[tuple[Sequence[object], ItemOutcome | None]]:
    for outcome in outcomes:
        yield (str(outcome.source), outcome.key), outcome
