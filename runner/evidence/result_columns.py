"""The columns that a run adds to a person's workbook, and what stands in them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Literal

from openpyxl.cell.cell import Cell
from openpyxl.styles import Font, PatternFill

from runner.evidence.wording import STATUS, anchor, local_time, message
from runner.item import ItemOutcome, ItemState

_MAX_TEXT = 32_000
"""Characters of a cell; a spreadsheet holds 32,767."""
_INERT_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINK = "1F4A7C"
_Underline = Literal["single"]
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


@dataclass(frozen=True, slots=True)
class Face:
    """The typeface of the rows beside ours."""

    name: str = "Calibri"
    size: float = 11

    def font(
        self, *, color: str | None = None, bold: bool = False, underline: _Underline | None = None
    ) -> Font:
        """A font of this face."""
        return Font(name=self.name, sz=self.size, color=color, b=bold, u=underline)


PLAIN = Face()
COLUMNS = (
    ResultColumn("Bot status", 13),
    ResultColumn("Bot message", 60),
    ResultColumn("Bot record", 18),
    ResultColumn("Bot time", 20),
    ResultColumn("Bot evidence", 14),
)


def write_outcome(
    cells: Sequence[Cell],
    outcome: ItemOutcome,
    report: str | None,
    zone: tzinfo | None,
    *,
    face: Face = PLAIN,
) -> None:
    """Fill the five cells of one row; `report` is its path as seen from the workbook, if linked."""
    status, said, record, time, evidence = cells
    put_text(status, STATUS[outcome.state])
    background, foreground = _FILLS[outcome.state]
    # A quiet colour, and bold where a person should look; the word says the same.
    status.fill = PatternFill("solid", start_color=background, end_color=background)
    status.font = face.font(color=foreground, bold=outcome.state is not ItemState.DONE)
    put_text(said, message(outcome))
    put_text(record, outcome.record)
    put_time(time, outcome.ended_at, zone)
    if report is not None:
        put_text(evidence, "report")
        evidence.hyperlink = f"{report}#{anchor(outcome)}"
        evidence.font = face.font(color=_LINK, underline="single")
    for cell in (said, record, time):
        cell.font = face.font()


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
    if cell.data_type == "s" and starts_a_formula(str(cell.value)):
        cell.quotePrefix = True


def starts_a_formula(text: str) -> bool:
    """Whether a spreadsheet program may run a text that was typed or read in."""
    return text.startswith(_INERT_STARTS)


def put_time(cell: Cell, moment: datetime | None, zone: tzinfo | None) -> None:
    """Write a moment as the person's own clock shows it; a workbook knows no time zones."""
    if moment is None:
        cell.value = None
        return
    cell.value = local_time(moment, zone).replace(tzinfo=None, microsecond=0)
    cell.number_format = "yyyy-mm-dd hh:mm:ss"
