"""Looks at the screens of a web app."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from runner.drivers.web.recognition import Shown
from runner.drivers.web.session import WebSession
from runner.drivers.web.window import CutShortError
from runner.errors import TechnicalError
from runner.mending.learned import Lesson
from runner.screens.model import Screen
from runner.survey.counting import count_screen, counting_window
from runner.survey.errors import ScreenWentAwayError
from runner.survey.findings import Finding
from runner.survey.snapshot import KeptScreen
from runner.survey.web_keeping import PageKeeping
from runner.survey.web_recalling import page_recalled

LOAD_MS = 3000.0
"""How long a window that shows screens without a way may take to load."""


class WebEye:
    """Asks in the page; windows that opened on the way are closed."""

    def __init__(self, session: WebSession) -> None:
        self._session = session
        self._scene = session.scene

    @property
    def address(self) -> str:
        """Where the app is."""
        return self._scene.address

    def shown(self, names: Sequence[str]) -> list[Shown]:
        """Which of these screens are shown now; those in other frames need no way of their own."""
        scene = self._scene
        found = []
        for window in scene.windows():
            try:
                scene.ask(counting_window(window), "loaded", slice_ms=LOAD_MS)
                seen = scene.ask(window, "look", screens=scene.plans.screens(names))["shown"]
            except (CutShortError, TechnicalError):
                continue
            found += [Shown(scene.app.screens[name], window) for name in seen]
        return found

    def make_way(self, screen: Screen) -> None:
        """Closes all windows but the oldest."""
        del screen
        # That is the app's own; an address opened in a popup would show it there.
        if not self._scene.windows():
            self._session.reset()
        first, *others = reversed(self._scene.windows())
        for window in others:
            self._scene.act(window, window.page.close)
        self._scene.prefer(first)

    def open(self, address: str) -> None:
        """Go to an address of the app."""
        self._session.driver.open(address)

    def count(self, shown: Shown, lesson: Lesson | None) -> list[Finding]:
        """What of a screen is there, and what its lesson adds to that."""
        findings = count_screen(self._scene, shown.screen, shown.window)
        return page_recalled(self._scene, shown, lesson, findings)

    def keep(self, shown: Shown, folder: Path) -> KeptScreen:
        """Write a screen down, into a snapshot's folder."""
        return PageKeeping(self._session, folder).keep(shown)

    def versions(self) -> dict[str, str]:
        """What shows the app."""
        return {"browser": str(self._scene.window().send("Browser.getVersion")["product"])}

    def remains(self, screen: Screen) -> list[Finding]:
        """What is there of a screen that is no longer recognised."""
        if screen.window is None:
            with suppress(ScreenWentAwayError):
                return count_screen(self._scene, screen, self._scene.window(), anyway=True)
        return []
