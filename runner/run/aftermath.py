"""The aftermath of a run: results workbook, report, and the reasons for what was not done."""

from dataclasses import dataclass
from pathlib import Path

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


def write_papers(record: RunRecord, store: Store, evidence: Path) -> Papers:
    return Papers(None, None)
