"""Compares a screen of a web app with what was learned of it."""

from collections.abc import Sequence
from contextlib import suppress

from runner.drivers.web.recognition import Shown
from runner.drivers.web.scene import Scene
from runner.drivers.web.searching import Search
from runner.drivers.web.window import CutShortError
from runner.mending.learned import Lesson
from runner.survey.findings import Finding
from runner.survey.recalling import recalled


def page_recalled(
    scene: Scene, shown: Shown, lesson: Lesson | None, findings: Sequence[Finding]
) -> list[Finding]:
    """The findings of a screen, with what its lesson adds; without it, when the page goes away."""
    told = list(findings)
    if lesson is not None:
        with suppress(CutShortError):
            told = recalled(Search(scene, shown, lesson), shown.screen, lesson, findings)
    return told
