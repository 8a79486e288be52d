"""A list of items in a file for a person or a program: workbook, CSV or JSON lines, as a stream."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import datetime
from itertools import chain, islice
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from runner.errors import InputError
from runner.evidence.folder import replaced_whole
from runner.evidence.result_columns import PLAIN, put_text, put_time, starts_a_formula
from runner.evidence.result_list import ROWS_A_SHEET
from runner.item import ItemOutcome

COLUMNS = (
    "item", "key", "state", "source", "sheet", "row", "record", "message", "ended", "seconds",
    "tries",
)  # fmt: skip

Line = tuple[str | int | float | datetime | None, ...]


class UnknownListKindError(InputError):
    """The file's ending does not say what it is to be."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            f"{file.name!r} is to be of a kind that is not written.",
            hint="Let its name end in .xlsx, .csv or .jsonl.",
        )


def writer_for(file: Path) -> Callable[[Iterable[ItemOutcome], Path], int]:
    """What writes a list into a file of that name; it returns how many items there were.

    Raises:
        UnknownListKindError: neither a workbook, nor CSV, nor JSON lines.
    """
    known = {".xlsx": write_workbook, ".csv": write_csv, ".jsonl": write_json_lines}
    writer = known.get(file.suffix.lower())
    if writer is None:
        raise UnknownListKindError(file)
    return writer


def write_json_lines(outcomes: Iterable[ItemOutcome], target: Path) -> int:
    """One JSON object a line; for programs, so that every value is as it is."""
    number = 0
    with replaced_whole(target) as unfinished, unfinished.open("w", encoding="utf-8") as file:
        for number, line in enumerate(map(line_of, outcomes), 1):  # noqa: B007 - counted
            file.write(json.dumps(dict(zip(COLUMNS, map(plain, line), strict=True))) + "\n")
    return number


def write_csv(outcomes: Iterable[ItemOutcome], target: Path) -> int:
    """CSV that a spreadsheet program opens with every letter right, and runs nothing of."""
    number = 0
    with (
        replaced_whole(target) as unfinished,
        unfinished.open("w", encoding="utf-8-sig", newline="", errors="replace") as file,
    ):
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for number, line in enumerate(map(line_of, outcomes), 1):  # noqa: B007 - counted
            writer.writerow([inert(plain(value)) for value in line])
    return number


def write_workbook(outcomes: Iterable[ItemOutcome], target: Path) -> int:
    """A workbook; what one sheet cannot hold goes to the next."""
    lines = map(line_of, outcomes)
    number = 0
    with closing(Workbook(write_only=True)) as book, replaced_whole(target) as unfinished:
        for first in chain([None], lines):
            sheet = book.create_sheet()
            sheet.freeze_panes = "A2"
            sheet.append([cell_of(sheet, name, bold=True) for name in COLUMNS])
            beginning: Iterator[Line] = iter(() if first is None else (first,))
            for line in islice(chain(beginning, lines), ROWS_A_SHEET):
                sheet.append([cell_of(sheet, value) for value in line])
                number += 1
        book.save(unfinished)
    return number


def line_of(outcome: ItemOutcome) -> Line:
    """An item's values, in the order of `COLUMNS`."""
    source = outcome.source
    return (
        outcome.item,
        outcome.key,
        outcome.state.value,
        source.name,
        source.sheet,
        source.row,
        outcome.record,
        outcome.message,
        outcome.ended_at,
        outcome.seconds,
        outcome.tries,
    )


def plain(value: str | float | datetime | None) -> str | int | float | None:
    """A moment as text; everything else as it is."""
    return value.isoformat() if isinstance(value, datetime) else value


def inert(value: str | float | None) -> str | int | float | None:
    """A text that no spreadsheet program takes for a formula."""
    return f"'{value}" if isinstance(value, str) and starts_a_formula(value) else value


def cell_of(
    sheet: WriteOnlyWorksheet, value: str | float | datetime | None, *, bold: bool = False
) -> Cell:
    """A value as a cell."""
    cell: Cell = WriteOnlyCell(sheet)
    if isinstance(value, datetime):
        put_time(cell, value, None)
    elif isinstance(value, str):
        put_text(cell, value)
    else:
        cell.value = value
    if bold:
        cell.font = PLAIN.font(bold=True)
    return cell
