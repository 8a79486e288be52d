"""What a report needs of any number of items, gathered in one pass and in little memory."""

import re
from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from runner.evidence.wording import STATUS
from runner.item import ItemOutcome, ItemState

SHOWN_LINKS = 24
"""Items that a reason names."""

SHOWN_REASONS = 500
"""Reasons that are told apart; a run of a million must not have a million of them."""

OTHER = "other reasons; the results workbook has each"

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|\u201c[^\u201d]*\u201d|\u201e[^\u201c]*\u201c")
_CELL = re.compile(r"\bcell [A-Z]{1,3}\d+ ?")
_NUMBER = re.compile(r"\d[\d.,:/-]*")
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


@dataclass(slots=True)
class Group:
    """Items that were not done for the same reason."""

    number: int = 0
    first: list[ItemOutcome] = field(default_factory=list)
    said: set[str] = field(default_factory=set)
    """Their sentences; two tell that they differ."""

    def add(self, outcome: ItemOutcome, *, listed: bool) -> None:
        """One more; only what has a line of its own can be linked to."""
        self.number += 1
        if listed and len(self.first) < SHOWN_LINKS:
            self.first.append(outcome)
        if len(self.said) < 2:
            self.said.add(outcome.message.strip().partition("\n")[0])


class Tally:
    """Counts, times and reasons, and the first of the items to look at and of the done ones."""

    def __init__(self, listed: int) -> None:
        """`listed` is how many items of either kind are kept."""
        self.numbers: Counter[ItemState] = Counter()
        self.seconds = array("d")
        self.last_end: datetime | None = None
        self.groups: dict[tuple[ItemState, str], Group] = {}
        self.to_look_at: list[ItemOutcome] = []
        self.done: list[ItemOutcome] = []
        self._listed = listed

    @property
    def total(self) -> int:
        """How many items there are."""
        return self.numbers.total()

    @property
    def not_done(self) -> int:
        """How many are to be looked at."""
        return self.total - self.numbers[ItemState.DONE]

    def add(self, outcome: ItemOutcome) -> None:
        """Count one item, and keep it where there is room."""
        self.numbers[outcome.state] += 1
        if outcome.seconds is not None:
            self.seconds.append(outcome.seconds)
        if outcome.ended_at is not None:
            self.last_end = max(self.last_end or outcome.ended_at, outcome.ended_at)
        kept = self.done if outcome.state is ItemState.DONE else self.to_look_at
        if listed := len(kept) < self._listed:
            kept.append(outcome)
        if outcome.state is not ItemState.DONE:
            self._group(outcome).add(outcome, listed=listed)

    def _group(self, outcome: ItemOutcome) -> Group:
        same = (outcome.state, reason_of(outcome))
        if same not in self.groups and len(self.groups) >= SHOWN_REASONS:
            same = (outcome.state, OTHER)
        return self.groups.setdefault(same, Group())


def tally(outcomes: Iterable[ItemOutcome], listed: int) -> Tally:
    """Gather what a report needs; of either kind so many items are kept."""
    made = Tally(listed)
    for outcome in outcomes:
        made.add(outcome)
    return made


def reason_of(outcome: ItemOutcome) -> str:
    """An outcome's first sentence without what differs from item to item."""
    first = outcome.message.strip().partition("\n")[0][:400]
    if not first:
        return STATUS[outcome.state]
    return visible(_NUMBER.sub("…", _CELL.sub("", _QUOTED.sub("…", first))), 160)


def visible(text: str, limit: int) -> str:
    """Text that shows what it holds: no control characters, no turned directions, bounded."""
    text = text[: limit + 1]
    shown = _UNSEEN.sub("�", text)
    return shown if len(shown) <= limit else f"{shown[:limit]}…"
