"""The aftermath of a run: results workbook, report, and the reasons for what was not done."""

from dataclasses import dataclass
from pathlib import Path

from runner.errors import DeskhandError
from runner.item import ItemState
from runner.run.plan import RunPlan
from runner.store.runs import RunRecord
from runner.store.store import Store


@dataclass(frozen=True, slots=True)
class Papers:
    """What a run leaves for people."""

    report: Path | None
    results: Path | None
    reasons: tuple[str, ...] = ()
    """Why items were not done, one entry an item."""
    notes: tuple[str, ...] = ()
    """What could not be written, and why."""
