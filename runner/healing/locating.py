"""Finds the elements of a screen on a page that has changed: each one, or a refusal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from runner.healing.accepting import evidence
from runner.healing.control import Control
from runner.healing.fingerprint import Fingerprint
from runner.healing.model import Model, shipped
from runner.healing.page import Page
from runner.healing.ranking import Ranked, rank
from runner.healing.vetoing import Veto, veto


class Action(StrEnum):
    """What is to be done with an element; the more it changes, the surer it must be."""

    READ = "read"
    FILL = "fill"
    WRITE = "write"
    """Save, submit, pay, delete."""


@dataclass(frozen=True, slots=True)
class Located:
    """An element, found again."""

    element: str
    number: int
    """Its place among the page's controls."""
    control: Control
    confidence: float
    """How sure it is that this is the element, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Refused:
    """An element that was not found, or not surely enough."""

    element: str
    reason: str
    candidate: Control | None
    """The likeliest control, for a person to look at."""
    confidence: float
    number: int | None = None
    """The likeliest control's place among the page's controls."""
    vetoed: bool = False
    """It is forbidden, whatever the confidence."""


Answer = Located | Refused


def locate(
    wanted: Sequence[Fingerprint],
    page: Page | str | Iterable[Control],
    action: Action = Action.FILL,
    *,
    model: Model | None = None,
) -> dict[str, Answer]:
    """Find elements by their fingerprints.

    Give all fingerprints of a screen at once: what of them is still there tells how much the page
    has changed, and two elements never get the same control. `page` may be HTML, a list of
    controls, or a `Page` that is kept for more than one question.

    Raises:
        ValueError: two fingerprints have the same element's name.
    """
    if len({each.element for each in wanted}) != len(wanted):
        raise ValueError("each element may have one fingerprint only")
    model = model or shipped()
    indexed = page_of(page)
    answers: dict[str, Answer] = {}
    for ranked in rank(wanted, indexed, model.weights):
        answers[ranked.wanted.element] = judge(ranked, action, model)
    return without_shared(answers)


def page_of(page: Page | str | Iterable[Control]) -> Page:
    """A page from what a caller has of it."""
    if isinstance(page, Page):
        return page
    return Page.of_html(page) if isinstance(page, str) else Page(list(page))


def judge(ranked: Ranked, action: Action, model: Model) -> Answer:
    """Whether the likeliest control is taken."""
    element, best = ranked.wanted.element, ranked.best
    if best is None:
        return Refused(element, "nothing on the page is of its kind", None, 0.0)
    control, number = ranked.controls[best], ranked.numbers[best]
    sure = model.forest.chance(evidence(ranked))
    forbidden = veto(ranked, control)
    if forbidden is not None:
        return Refused(element, forbidden.value, control, sure, number, vetoed=True)
    if sure < model.limits[action.value]:
        return Refused(element, UNSURE, control, sure, number)
    return Located(element, number, control, sure)


UNSURE = "nothing on the page is like it for certain"


def without_shared(answers: dict[str, Answer]) -> dict[str, Answer]:
    """Of several elements that were found in one control, keep none but the surest."""
    surest: dict[int, Located] = {}
    for answer in answers.values():
        if isinstance(answer, Located):
            held = surest.get(answer.number)
            if held is None or held.confidence < answer.confidence:
                surest[answer.number] = answer
    return {
        name: answer
        if isinstance(answer, Refused) or surest[answer.number] is answer
        else taken(answer)
        for name, answer in answers.items()
    }


def taken(answer: Located) -> Refused:
    """An element whose control another element has a better claim to."""
    return Refused(
        answer.element,
        Veto.TAKEN.value,
        answer.control,
        answer.confidence,
        answer.number,
        vetoed=True,
    )
