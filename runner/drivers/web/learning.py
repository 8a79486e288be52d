"""Learns what a screen's elements look like while a bot uses them, once in a while."""

from contextlib import suppress
from pathlib import Path

from filelock import Timeout

from runner.drivers.web.capturing import capture
from runner.drivers.web.recognition import Shown
from runner.drivers.web.scene import Scene
from runner.drivers.web.window import CutShortError
from runner.errors import DeskhandError
from runner.mending.learned import LearnedFileError, Lesson, read_lessons, write_lessons
from runner.mending.teaching import Teaching
from runner.screens.model import Heal


class Learning:
    """Teaches the screens of one session; kept when the session ends."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._file: Path | None = scene.options.learned
        if scene.app.heal is Heal.OFF:
            self._file = None
        self.lessons = self._read()
        self._teaching = Teaching(self.lessons)

    def _read(self) -> dict[str, Lesson]:
        if self._file is None:
            return {}
        try:
            return read_lessons(self._file)
        except LearnedFileError as error:
            self._scene.recorder.event("learned file", error=error.message)
            return {}

    def drifted(self, screen: str) -> None:
        """A screen is no longer as it was learned."""
        self._teaching.drifted(screen)

    def look(self, shown: Shown) -> None:
        """An element of the screen was used: capture it, where that is due. Never raises for it."""
        case = self._scene.recorder.case()
        if self._file is None or case is None or self._scene.signed_out:
            return
        if self._teaching.wants(shown.screen, case):
            with suppress(DeskhandError, CutShortError):
                self._capture(shown)

    def _capture(self, shown: Shown) -> None:
        scene, screen = self._scene, shown.screen
        case = scene.recorder.case()
        elements = list(screen.elements.values())
        seen = capture(scene, shown.window, screen=screen, elements=elements)
        if case is None or seen.shown is None:
            return
        beside = [one for one in seen.within(seen.shown) if not one.control.hidden]
        numbers = {one.handle: number for number, one in enumerate(beside)}
        found = {
            name: numbers[one.handle] for name, one in seen.found.items() if one.handle in numbers
        }
        controls = [one.control for one in beside]
        hidden = scene.ever_hidden()
        self._teaching.take(screen, case, controls, found, hidden)

    def keep(self) -> None:
        """Write what was learned, together with what other processes have."""
        if self._file is None:
            return
        lessons = self._teaching.lessons(self._scene.app.screens)
        if lessons:
            # What was learned is a help, not a result: a full disk costs nobody a run.
            with suppress(DeskhandError, OSError, Timeout):
                write_lessons(self._file, lessons)
