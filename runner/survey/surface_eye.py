"""Looks at the screens of a program on a desktop or a terminal."""

import time
from collections.abc import Sequence
from pathlib import Path

from runner.drivers.surface.recognition import Shown
from runner.drivers.surface.searching import Search
from runner.drivers.surface.session import SurfaceSession
from runner.mending.learned import Lesson
from runner.screens.model import Screen
from runner.survey.findings import Finding
from runner.survey.recalling import recalled
from runner.survey.snapshot import KeptScreen
from runner.survey.surface_counting import count_surface, remains_of
from runner.survey.surface_keeping import SurfaceKeeping

LATE_SECONDS = 1.0
"""How long a program may take to show any screen that is looked for."""
LOOK_SECONDS = 0.1


class SurfaceEye:
    """Looks at the whole surface at once."""

    def __init__(self, session: SurfaceSession) -> None:
        self._session = session
        self._stage = session.stage
        self._recognition = session.driver.recognition

    @property
    def address(self) -> str:
        """Where the app is."""
        return self._stage.address

    def shown(self, names: Sequence[str]) -> list[Shown]:
        """Which of these screens are shown now; a program that is just busy is waited for."""
        until = time.monotonic() + LATE_SECONDS
        while True:
            look = self._stage.look()
            each = [self._recognition.among(look, [name]) for name in names]
            found = [one for one in each if one is not None]
            left = until - time.monotonic()
            if found or not names or left <= 0:
                return found
            self._stage.surface.await_change(min(LOOK_SECONDS, left))

    def make_way(self, screen: Screen) -> None:
        """Starts anew where the screen is not shown on which its way begins.

        No program has a way back that is known, and windows that it left open belong to it.
        """
        app, first = self._stage.app, screen
        while first.reach and first.reach[0].on is not None:
            first = app.screens[first.reach[0].on]
        if self._recognition.now([first.name]) is None:
            self._session.reset()

    def open(self, address: str) -> None:
        """Selector files of programs have no addresses on their ways; such files are refused."""

    def count(self, shown: Shown, lesson: Lesson | None) -> list[Finding]:
        """What of a screen is there, and what its lesson adds to that."""
        now = self._recognition.again(shown)
        findings = count_surface(now)
        if lesson is None:
            return findings
        return recalled(Search(self._stage, now, lesson), now.screen, lesson, findings)

    def keep(self, shown: Shown, folder: Path) -> KeptScreen:
        """Write a screen down, into a snapshot's folder."""
        return SurfaceKeeping(self._session, folder).keep(self._recognition.again(shown))

    def versions(self) -> dict[str, str]:
        """Programs do not tell their versions."""
        return {}

    def remains(self, screen: Screen) -> list[Finding]:
        """What is there of a screen that is no longer recognised."""
        scopes = self._stage.look().scopes(screen)
        return remains_of(scopes[0], screen) if scopes else []
