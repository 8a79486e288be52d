"""The columns that a run adds to a person's workbook, and what stands in them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill

from runner.evidence.wording import STATUS, anchor, local_time, message
from runner.item import ItemOutcome, ItemState

_MAX_TEXT = 32_000
"""Characters of a cell; a spreadsheet holds 32,767."""
_INERT_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FILLS = {
    ItemState.DONE: ("E7F4EA", "1B5E33"),
    ItemState.REJECTED: ("FDF1DC", "7A4B00"),
    ItemState.FAILED: ("FBE4E4", "8E1B1B"),
    ItemState.IN_DOUBT: ("EFE7FA", "4B2A86"),
    ItemState.WAITING: ("E6EEF8", "1F4A7C"),
    ItemState.NEW: ("F0F0F0", "555555"),
    ItemState.WORKING: ("F0F0F0", "555555"),
}


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """One added column."""

    name: str
    width: float


COLUMNS = (
    ResultColumn("Bot status", 13),
    ResultColumn("Bot message", 60),
    ResultColumn("Bot record", 18),
    ResultColumn("Bot time", 20),
    ResultColumn("Bot evidence", 14),
)


def write_outcome(
    cells: Sequence[Cell], outcome: ItemOutcome, report: str, zone: tzinfo | None
) -> None:
    """Fill the five cells of one row; `report` is the report's path as seen from the workbook."""
    status, said, record, time, evidence = cells
    put_text(status, STATUS[outcome.state])
    colour(status, outcome.state)
    put_text(said, message(outcome))
    said.alignment = Alignment(wrap_text=True, vertical="top")
    put_text(record, outcome.record)
    put_time(time, outcome.ended_at, zone)
    put_text(evidence, "report")
    evidence.hyperlink = f"{report}#{anchor(outcome)}"
    evidence.font = Font(color="1F4A7C", underline="single")


def colour(cell: Cell, state: ItemState) -> None:
    """Show a state by a quiet colour; the word stands there too."""
    background, foreground = _FILLS[state]
    cell.fill = PatternFill("solid", start_color=background, end_color=background)
    cell.font = Font(color=foreground, bold=state is not ItemState.DONE)


def put_text(cell: Cell, text: str) -> None:
    """Write a text that no spreadsheet program takes for a formula."""
    clean = _FORBIDDEN.sub("�", text)
    if len(clean) > _MAX_TEXT:
        clean = f"{clean[:_MAX_TEXT]}…"
    cell.value = clean or None
    if clean:
        cell.data_type = "s"
        make_inert(cell)


def make_inert(cell: Cell) -> None:
    """Keep a text a text, also when a person edits it."""
    if cell.data_type == "s" and str(cell.value).startswith(_INERT_STARTS):
        cell.quotePrefix = True


def put_time(cell: Cell, moment: datetime | None, zone: tzinfo | None) -> None:
    """Write a moment as the person's own clock shows it; a workbook knows no time zones."""
    if moment is None:
        cell.value = None
        return
    cell.value = local_time(moment, zone).replace(tzinfo=None, microsecond=0)
    cell.number_format = "yyyy-mm-dd hh:mm:ss"
