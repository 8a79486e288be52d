"""Learns what a screen's elements look like while a bot uses them, once in a while."""

from collections.abc import Mapping
from contextlib import suppress

from runner.drivers.lessons import Lessons
from runner.drivers.web.capturing import capture
from runner.drivers.web.recognition import Shown
from runner.drivers.web.scene import Scene
from runner.drivers.web.window import CutShortError
from runner.errors import DeskhandError
from runner.mending.learned import Lesson
from runner.recorder import Case


class Learning:
    """Teaches the screens of one session; kept when the session ends."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._lessons = Lessons(scene.app, scene.options.learned, lambda: scene.recorder)

    @property
    def lessons(self) -> Mapping[str, Lesson]:
        """What was known of the screens when the session was opened."""
        return self._lessons.known

    def drifted(self, screen: str) -> None:
        """A screen is no longer as it was learned."""
        self._lessons.teaching.drifted(screen)

    def look(self, shown: Shown) -> None:
        """An element of the screen was used: capture it, where that is due. Never raises for it."""
        case = None if self._scene.signed_out else self._lessons.wanting(shown.screen)
        if case is not None:
            with suppress(DeskhandError, CutShortError):
                self._capture(shown, case)

    def _capture(self, shown: Shown, case: Case) -> None:
        scene, screen = self._scene, shown.screen
        elements = list(screen.elements.values())
        seen = capture(scene, shown.window, screen=screen, elements=elements)
        if seen.shown is None:
            return
        beside = [one for one in seen.within(seen.shown) if not one.control.hidden]
        numbers = {one.handle: number for number, one in enumerate(beside)}
        found = {
            name: numbers[one.handle] for name, one in seen.found.items() if one.handle in numbers
        }
        controls = [one.control for one in beside]
        hidden = scene.ever_hidden()
        self._lessons.teaching.take(screen, case, controls, found, hidden)

    def keep(self) -> None:
        """Write what was learned, together with what other processes have."""
        self._lessons.keep()
