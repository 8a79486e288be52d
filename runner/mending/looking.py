"""Looks for an element that no locator found, among the controls that its screen shows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from runner.healing.control import Control
from runner.healing.fingerprint import Fingerprint
from runner.healing.locating import Action, Located, locate
from runner.mending.wording import TRAITS
from runner.screens.policy import Use
from runner.secret import MASK

ACTIONS = {Use.READ: Action.READ, Use.FILL: Action.FILL, Use.PRESS: Action.FILL}
"""How sure the answer must be. What writes is never pressed by it, only proposed."""

OTHERS = 3
"""Candidates that are shown to a person beside the likeliest."""

LEAST_LIKE = 2.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A control that may be the element."""

    number: int
    """Its place among the controls that were given."""
    control: Control


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found."""

    sure: bool
    confidence: float
    best: Candidate | None
    others: tuple[Candidate, ...]
    reason: str = ""
    """Why it is not sure."""


def look_for(
    wanted: Fingerprint,
    all_wanted: Sequence[Fingerprint],
    controls: Sequence[Control],
    use: Use,
    taken: Collection[int] = (),
) -> Verdict:
    """The control that is the element, as far as can be told.

    `all_wanted` are all elements of the screen that are known, `taken` the controls that other
    elements' locators find: they are never the answer.
    """
    answer = locate(all_wanted, controls, ACTIONS[use])[wanted.element]
    free = [number for number in range(len(controls)) if number not in taken]
    ranked = sorted(free, key=lambda number: -likeness(wanted.control, controls[number]))
    likely = [
        Candidate(number, controls[number])
        for number in ranked[: OTHERS + 1]
        if likeness(wanted.control, controls[number]) >= LEAST_LIKE
    ]
    if not isinstance(answer, Located):
        best = likely[0] if likely else None
        return Verdict(False, answer.confidence, best, tuple(likely[1:]), answer.reason)
    best = Candidate(answer.number, controls[answer.number])
    others = tuple(one for one in likely if one.number != best.number)[:OTHERS]
    why = why_not(answer, use, taken)
    return Verdict(not why, answer.confidence, best, others, why)


def why_not(answer: Located, use: Use, taken: Collection[int]) -> str:
    """Why what was found must not be taken all the same; empty when nothing speaks against it."""
    if answer.number in taken:
        return "another element's locator finds it"
    if MASK in answer.control.name:
        return "its label holds a personal value"
    if answer.control.hidden:
        return "it is hidden"
    if answer.control.disabled and use is not Use.READ:
        return "it is disabled"
    return ""


def likeness(stored: Control, found: Control) -> float:
    """How many traits two controls share, for showing them to a person; not for deciding."""
    if stored.group is not found.group:
        return 0.0
    names = [name for _, many in TRAITS for name in many]
    same = sum(1.0 for name in names if _said(stored, name) == _said(found, name) != "")
    shared = set(stored.name.casefold().split()) & set(found.name.casefold().split())
    return same + len(shared)


def _said(control: Control, name: str) -> str:
    return str(getattr(control, name))
