"""Compares a screen with what was learned of it: other labels, and what a lost element may be."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from runner.drivers.web.recognition import Shown
from runner.drivers.web.scene import Scene
from runner.drivers.web.searching import Find, Search
from runner.drivers.web.window import CutShortError
from runner.healing.control import plain, squeezed
from runner.mending.learned import Lesson
from runner.mending.wording import described, summary, traits
from runner.screens.policy import Use
from runner.secret import MASK
from runner.survey.findings import Finding, State


def recalled(
    scene: Scene, shown: Shown, lesson: Lesson | None, findings: Sequence[Finding]
) -> list[Finding]:
    """The findings of a screen, with what its lesson adds to them."""
    told = list(findings)
    if lesson is None:
        return told
    with suppress(CutShortError):
        search = Search(scene, shown, lesson)
        told = [_with_lesson(search, shown, lesson, one) for one in findings]
    return told


def _with_lesson(search: Search, shown: Shown, lesson: Lesson, finding: Finding) -> Finding:
    element = shown.screen.elements.get(finding.name) if finding.kind == "element" else None
    if element is None:
        return finding
    if finding.state is State.MISSING and search.knows(element):
        use = Use.PRESS if element.writes else Use.FILL
        return replace(finding, notes=(*finding.notes, likely(search.find(element, use))))
    if finding.name in lesson.elements and finding.name in search.captured.found:
        before = lesson.elements[finding.name].control.name
        now = search.captured.controls[search.captured.found[finding.name].handle].control.name
        if differs(before, now):
            state = State.DRIFTED if finding.state is State.FOUND else finding.state
            note = f"its label was {before!r} and is {now!r}"
            return replace(finding, state=state, notes=(*finding.notes, note))
    return finding


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
