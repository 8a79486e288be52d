"""Looks for an element that no locator found, among the controls that its screen shows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from runner.healing.control import Control, words
from runner.healing.fingerprint import Fingerprint
from runner.healing.locating import Action, Located, Refused, locate
from runner.healing.vetoing import contradicts
from runner.mending.wording import TRAITS
from runner.screens.policy import Use
from runner.secret import MASK

ACTIONS = {Use.READ: Action.READ, Use.FILL: Action.FILL, Use.PRESS: Action.FILL}
"""How sure the answer must be. What writes is never pressed by it, only proposed."""

OTHERS = 3
"""Candidates that are shown to a person beside the likeliest."""

LEAST_LIKE = 2.0

LEAST_PROPOSED = 0.25
"""From here on what was found is worth a person's decision, although it is not sure.

So is what stands where it stood, whatever it is called now.
"""


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
    """Whether it may be used without a person, where the policy lets it."""
    confidence: float
    best: Candidate | None
    others: tuple[Candidate, ...]
    reason: str = ""
    """Why it is not sure."""
    likely: bool = True
    """Whether it is worth an item's waiting for a person."""


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
        return unsure(wanted, answer, likely, controls, taken)
    best = Candidate(answer.number, controls[answer.number])
    others = tuple(one for one in likely if one.number != best.number)[:OTHERS]
    why = why_not(answer, use, taken)
    return Verdict(not why, answer.confidence, best, others, why, not why)


def unsure(
    wanted: Fingerprint,
    answer: Refused,
    likely: Sequence[Candidate],
    controls: Sequence[Control],
    taken: Collection[int],
) -> Verdict:
    """What a person may still recognise, of an answer that is not sure."""
    number, named = answer.number, None
    if number is not None and number not in taken and answer.confidence >= LEAST_PROPOSED:
        named = Candidate(number, controls[number])
    placed = next((one for one in likely if may_stand_for(wanted, one.control)), None)
    best = named or placed or next(iter(likely), None)
    others = tuple(one for one in likely if best is None or one.number != best.number)[:OTHERS]
    sure = answer.confidence if best is not None and best.number == number else 0.0
    worth = not answer.vetoed and (named or placed) is not None
    return Verdict(False, sure, best, others, answer.reason, worth)


def may_stand_for(wanted: Fingerprint, found: Control) -> bool:
    """Whether a control stands where the element stood, and is no look-alike of it."""
    if found.name in wanted.twins or contradicts(wanted.control.name, found.name):
        return False
    return stands_there(wanted.control, found)


def stands_there(stored: Control, found: Control) -> bool:
    """Whether a control is in the same form between the same others, or beside one of them and
    has a word of the label in common.
    """
    if stored.group is not found.group or stored.form != found.form:
        return False
    sides = ((stored.previous, found.previous), (stored.next, found.next))
    same = sum(1 for old, new in sides if old and old == new)
    shared = set(words(stored.name)) & set(words(found.name))
    return same == len(sides) or bool(same and shared)


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
