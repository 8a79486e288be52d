"""Looks for everything that a selector file names on the screens of a living app."""

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from runner.errors import DeskhandError, EnvironmentFault
from runner.mending.learned import Lesson
from runner.screens.model import Screen
from runner.survey.eye import eye_of
from runner.survey.findings import AppLook, Finding, ScreenLook, State
from runner.survey.tour import Missed, Tour, Values


class Check:
    """One look at an app."""

    def __init__(
        self,
        session: Any,
        *,
        lessons: Mapping[str, Lesson] | None = None,
        values: Values | None = None,
        passing: Callable[[str], None] | None = None,
    ) -> None:
        """`lessons` are what was learned of the screens, by name."""
        self._lessons = lessons or {}
        self._eye = eye_of(session)
        self._looks: dict[str, ScreenLook] = {}
        self._remains: dict[str, list[Finding]] = {}
        self._tour = Tour(
            session, self._look, unrecognised=self._keep_remains, values=values, passing=passing
        )

    def run(self, names: Iterable[str] | None = None) -> AppLook:
        """Look at the screens of these names, else at all.

        Raises:
            EnvironmentFault: the app or the browser is not there, or does not let anybody in.
        """
        began, at = time.monotonic(), datetime.now(UTC)
        wanted = list(names) if names is not None else list(self._tour.app.screens)
        for missed in self._tour.take(wanted):
            self._looks[missed.screen.name] = self._missed(missed)
        return AppLook(
            app=self._tour.app.name,
            address=self._eye.address,
            at=at,
            seconds=round(time.monotonic() - began, 1),
            screens=tuple(self._looks[name] for name in wanted if name in self._looks),
        )

    def _look(self, shown: Any) -> None:
        screen = shown.screen
        try:
            findings = self._eye.count(shown, self._lessons.get(screen.name))
        except EnvironmentFault:
            raise
        except DeskhandError as error:
            look = ScreenLook(screen.name, State.NOT_VISITED, screen.place.line, error.sentence())
        else:
            look = ScreenLook(screen.name, State.FOUND, screen.place.line, findings=tuple(findings))
        self._looks[screen.name] = look

    def _missed(self, missed: Missed) -> ScreenLook:
        screen = missed.screen
        remains = self._remains.get(screen.name)
        state = State.NOT_VISITED if remains is None else State.MISSING
        return ScreenLook(screen.name, state, screen.place.line, missed.why, tuple(remains or ()))

    def _keep_remains(self, screen: Screen) -> None:
        self._remains[screen.name] = self._eye.remains(screen)
