"""Compares a screen with what was learned of it: other labels, and what a lost element may be."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from runner.healing.control import plain, squeezed
from runner.mending.found import Find
from runner.mending.learned import Lesson
from runner.mending.wording import described, summary, traits
from runner.screens.model import Element, Screen
from runner.screens.policy import Use
from runner.secret import MASK
from runner.survey.findings import Finding, State


class Searched(Protocol):
    """A look at a screen, compared with its lesson."""

    def knows(self, element: Element) -> bool:
        """Whether the element is lost, and it is known what it looked like."""

    def find(self, element: Element, use: Use) -> Find:
        """Looks for an element that is known."""

    def now_called(self, element: str) -> str | None:
        """The label of an element that its locators find; None when they do not."""


def recalled(
    search: Searched, screen: Screen, lesson: Lesson, findings: Sequence[Finding]
) -> list[Finding]:
    """The findings of a screen, with what its lesson adds to them."""
    return [_with_lesson(search, screen, lesson, one) for one in findings]


def _with_lesson(search: Searched, screen: Screen, lesson: Lesson, finding: Finding) -> Finding:
    element = screen.elements.get(finding.name) if finding.kind == "element" else None
    if element is None:
        return finding
    if finding.state is State.MISSING and search.knows(element):
        use = Use.PRESS if element.writes else Use.FILL
        return replace(finding, notes=(*finding.notes, likely(search.find(element, use))))
    known, now = lesson.elements.get(finding.name), search.now_called(finding.name)
    if known is None or now is None or not differs(known.control.name, now):
        return finding
    state = State.DRIFTED if finding.state is State.FOUND else finding.state
    note = f"its label was {known.control.name!r} and is {now!r}"
    return replace(finding, state=state, notes=(*finding.notes, note))


def differs(before: str, now: str) -> bool:
    """Whether a label is another one; case, spaces and what is masked do not count."""
    if MASK in before or MASK in now or not before or not now:
        return False
    return plain(squeezed(before)) != plain(squeezed(now))


def likely(find: Find) -> str:
    """What a lost element may be now."""
    best = find.verdict.best
    if find.locator is None or best is None:
        words = find.words.rstrip(".")
        return words[0].lower() + words[1:]
    told = summary(traits(find.wanted.control, best.control))
    return f"it may be {described(best.control)} ({told}), which {find.locator} finds"
