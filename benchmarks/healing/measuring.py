"""Judges ways to find elements again: right, wrong, refused, and what they do with deleted ones."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import comb
from time import perf_counter

from benchmarks.healing.marks import Marks
from benchmarks.healing.peers import Peer
from benchmarks.healing.searches import Search
from runner.healing.locating import Action, Answer, Located, locate
from runner.healing.page import Page


@dataclass(slots=True)
class Tally:
    """What one way did in one mode of one application."""

    right: int = 0
    wrong: int = 0
    refused: int = 0
    deleted: int = 0
    accepted: int = 0
    """Of the deleted ones, those for which another element was taken."""
    twins: int = 0
    twins_accepted: int = 0
    absent: int = 0
    """Elements whose key the other release does not have."""
    absent_accepted: int = 0

    @property
    def present(self) -> int:
        """Elements that were to be found."""
        return self.right + self.wrong + self.refused

    def judge(self, search: Search, element: str, taken: int | None) -> None:
        """Count one answer: the number of the control that was taken."""
        if search.deleted is not None:
            self._judge_deleted(search, element, taken)
        elif element not in search.place:
            self.absent += 1
            self.absent_accepted += taken is not None
        elif taken is None:
            self.refused += 1
        elif taken == search.place[element]:
            self.right += 1
        else:
            self.wrong += 1

    def _judge_deleted(self, search: Search, element: str, taken: int | None) -> None:
        if element != search.deleted:
            return
        if not search.replaced:
            self.deleted += 1
            self.accepted += taken is not None
        self.twins += search.twin
        self.twins_accepted += search.twin and taken is not None


@dataclass(frozen=True, slots=True)
class Sure:
    """One answer with its confidence, for the curve."""

    mode: str
    confidence: float
    right: bool
    present: bool


@dataclass(slots=True)
class Outcome:
    """Everything that was counted and timed."""

    tallies: dict[tuple[str, str, str], Tally] = field(default_factory=lambda: defaultdict(Tally))
    """By way, mode and application."""
    answers: list[Sure] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    """Of each lookup, the page's indexing not counted."""


def look(search: Search, outcome: Outcome) -> None:
    """Find a screen's elements with the product, as a run would for filling."""
    page = Page(search.controls)
    begun = perf_counter()
    answers = locate(search.wanted, page, Action.FILL)
    spent = (perf_counter() - begun) * 1000 / max(1, len(search.wanted))
    outcome.milliseconds += [spent] * len(search.wanted)
    tally = outcome.tallies["deskhand", search.mode, search.app]
    for element, answer in answers.items():
        tally.judge(search, element, answer.number if isinstance(answer, Located) else None)
        judged = search.place if search.deleted is None else {search.deleted}
        if element in judged:
            outcome.answers.append(sure(search, element, answer))


def sure(search: Search, element: str, answer: Answer) -> Sure:
    """An answer for the curve; who is vetoed has no confidence."""
    at = search.place.get(element)
    number = answer.number
    vetoed = not isinstance(answer, Located) and answer.vetoed
    confidence = 0.0 if vetoed else answer.confidence
    return Sure(search.mode, confidence, at is not None and number == at, at is not None)


def look_with(
    name: str,
    peer: Peer,
    search: Search,
    old: Mapping[str, Marks],
    new: Sequence[Marks],
    outcome: Outcome,
) -> None:
    """Find a screen's elements in another tool's way."""
    tally = outcome.tallies[name, search.mode, search.app]
    for wanted in search.wanted:
        if search.deleted in {None, wanted.element}:
            tally.judge(search, wanted.element, peer(old[wanted.element], new))


def percent(part: float, whole: float) -> float:
    """A share in percent; 0 of nothing."""
    return 100.0 * part / whole if whole else 0.0


def upper_bound(accepted: int, cases: int) -> float:
    """The 95 % upper bound of a share, in percent (Clopper and Pearson 1934)."""
    if accepted >= cases:
        return 100.0
    low, high = accepted / cases, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        below = sum(
            comb(cases, k) * middle**k * (1 - middle) ** (cases - k) for k in range(accepted + 1)
        )
        low, high = (middle, high) if below > 0.05 else (low, middle)
    return 100.0 * high
