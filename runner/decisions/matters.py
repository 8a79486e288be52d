"""Matters: everything that waits for a person's word, questions and items in doubt alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from runner.item import ItemState
from runner.store.cases import Case, OpenStep, cases_of, open_steps, pictures_of
from runner.store.decisions import Decision
from runner.store.outcomes import Wanted
from runner.store.runs import FLEET, RunState
from runner.store.store import Store

MOST = 500
"""Matters of each kind that are listed."""


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that waits for a person: a question of a bot, or an item in doubt."""

    case: Case
    decision: Decision | None
    """None for an item in doubt."""
    text: str
    since: datetime
    deadline: datetime | None = None

    @property
    def name(self) -> str:
        """How a person calls it: `12`, or `item:7` for an item in doubt."""
        return f"item:{self.case.item}" if self.decision is None else str(self.decision.id)


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is known of an item in doubt."""

    case: Case
    steps: tuple[OpenStep, ...]
    before: Path | None
    """The picture before the last step."""
    after: Path | None
    """The last picture."""
    pictures: tuple[Path, ...]


def matters(store: Store, *, limit: int = MOST) -> list[Matter]:
    """What waits for a person's word now, what ends first before what waits longest.

    Repairs of selector files are not among it: `deskhand screens repairs` has them.
    """
    listed = {
        one.id: one for one in (*store.decisions.soonest(limit), *store.decisions.open(limit=limit))
    }
    asked = [one for one in listed.values() if not one.is_of_repair]
    cases = cases_of(store.database, {one.item for one in asked})
    found = [
        Matter(cases[one.item], one, one.question, one.asked_at, one.deadline) for one in asked
    ]
    return sorted([*found, *_doubts(store, limit)], key=_turn)[:limit]


def _turn(matter: Matter) -> tuple[bool, datetime]:
    return matter.deadline is None, matter.deadline or matter.since


def _doubts(store: Store, limit: int) -> Iterator[Matter]:
    listed = list(store.outcomes.find(Wanted(state=ItemState.IN_DOUBT), limit))
    cases = cases_of(store.database, {int(one.item) for one in listed if one.item is not None})
    for case in cases.values():
        yield Matter(case, None, case.message, case.since)


def doubt(store: Store, item: int) -> Doubt:
    """What is known of an item in doubt.

    Raises:
        NoSuchItemError: there is no such item.
    """
    store.outcomes.one(str(item))
    case = cases_of(store.database, [item])[item]
    names = pictures_of(store.database, item)
    files = [store.evidence / name for name in names]
    before = [file for file in files if "before" in file.stem]
    first = before[-1] if before else None
    last = files[-1] if files and files[-1] != first else None
    steps = tuple(open_steps(store.database, item))
    return Doubt(case, steps, first, last, tuple(files))


def goes_on(case: Case) -> str | None:
    """What has to be said for an answered item to be worked; None when it goes on by itself."""
    works = case.run_state == RunState.RUNNING and case.run_is_held
    if works or case.origin == FLEET:
        return None
    return f"deskhand resume {case.run}"
