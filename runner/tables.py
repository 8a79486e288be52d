"""Tables for authors of bots: any spreadsheet or CSV file as a pandas DataFrame."""

from collections.abc import Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runner.feeds.cell import EXACT_LIMIT, CellProblem, trimmed
from runner.feeds.columns import HEADER_ROWS, named_header
from runner.feeds.errors import NoSuchRowError
from runner.feeds.feed import open_feed
from runner.feeds.table import Row, Table

if TYPE_CHECKING:
    import pandas as pd


def read_table(
    path: str | Path, sheet: str | None = None, *, header_row: int | None = None
) -> "pd.DataFrame":
    """Read a workbook, CSV or JSON file as a DataFrame, as safely as a feed is read.

    Text stays text (`0012` keeps its zeros), whole numbers are whole, dates are dates; a cell that
    is empty or shows an error is missing. Of two columns of the same name the second gets a 2.

    Args:
        path: .xlsx, .xlsm, .xls, .ods, .csv (any separator), .json or .jsonl.
        sheet: The sheet's name; the first visible one where none is given.
        header_row: The row that names the columns, counted from 1; without it, the first of the
            fullest rows near the top.

    Raises:
        FeedError: the file is missing, damaged, protected, dangerous, or of a foreign kind.

    Example:
        >>> prices = read_table("prices.xlsx", sheet="2026")  # doctest: +SKIP
        >>> prices.set_index("article").loc["0012", "price"]  # doctest: +SKIP
    """
    with open_feed(Path(path), sheet=sheet, header_row=header_row) as feed:
        table = feed.first_table()
        number = header_row if header_row is not None else _found_header(feed.name, table)
        header = named_header(feed.name, table, number)
        places = [column.index for column in header.columns]
        rows = [
            [_value(row, place) for place in places]
            for row in table.rows()
            if row.number > header.row and not row.empty()
        ]
        return _frame(_told_apart([column.name for column in header.columns]), rows)


def _found_header(name: str, table: Table) -> int:
    """Titles and notes above a table fill fewer cells than the row that names its columns."""
    widths = {row.number: _width(row) for row in islice(table.rows(), HEADER_ROWS)}
    if not any(widths.values()):
        raise NoSuchRowError(name, 1)
    return max(widths, key=lambda number: (widths[number], -number))


def _width(row: Row) -> int:
    return sum(1 for value in row.values if value not in (None, ""))  # noqa: PD011 - no DataFrame


def _value(row: Row, place: int) -> object:
    values = row.values  # noqa: PD011 - a row of a feed, no DataFrame
    value = values[place] if place < len(values) else None
    if not isinstance(value, str):
        return value
    try:
        return trimmed(value) or None
    except CellProblem:
        return value


def _told_apart(names: Sequence[str]) -> list[str]:
    """Equal names get a number, or one column would hide the other."""
    told: list[str] = []
    for name in names:
        number, candidate = 1, name
        while candidate in told:
            number += 1
            candidate = f"{name} {number}"
        told.append(candidate)
    return told


def _frame(names: Sequence[str], rows: Sequence[Sequence[object]]) -> "pd.DataFrame":
    import pandas as pd

    columns = {name: _series([row[n] for row in rows]) for n, name in enumerate(names)}
    return pd.DataFrame(columns, columns=list(names))


def _series(values: Sequence[object]) -> "pd.Series[Any]":
    import pandas as pd

    known = [value for value in values if value is not None and value != ""]
    missing = [None if value == "" else value for value in values]
    if known and all(_is_whole(value) for value in known):
        return pd.Series(missing, dtype="Int64")
    if known and all(isinstance(value, date) for value in known):
        return pd.Series(pd.to_datetime(pd.Series(missing, dtype=object)))
    if known and all(isinstance(value, int | float) for value in known):
        return pd.Series(missing, dtype="float64")
    return pd.Series(missing, dtype=object)


def _is_whole(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return float(value).is_integer() and abs(value) < EXACT_LIMIT
