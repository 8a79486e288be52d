"""Learns what the elements of a program's screens look like while a bot uses them."""

from collections.abc import Mapping
from contextlib import suppress

from runner.drivers.lessons import Lessons
from runner.drivers.surface.recognition import Recognition, Shown
from runner.drivers.surface.stage import Stage
from runner.drivers.surface.worked import worked
from runner.errors import DeskhandError
from runner.mending.learned import Lesson
from runner.recorder import Case


class Learning:
    """Teaches the screens of one session; kept when the session ends."""

    def __init__(self, stage: Stage, recognition: Recognition) -> None:
        self._stage = stage
        self._recognition = recognition
        self._lessons = Lessons(stage.app, stage.learned, lambda: stage.recorder)

    @property
    def lessons(self) -> Mapping[str, Lesson]:
        """What was known of the screens when the session was opened."""
        return self._lessons.known

    @property
    def on(self) -> bool:
        """Whether anything is learned, and looked for."""
        return self._lessons.on

    def drifted(self, screen: str) -> None:
        """A screen is no longer as it was learned."""
        self._lessons.teaching.drifted(screen)

    def look(self, shown: Shown) -> None:
        """An element of the screen is used: learn it, where that is due. Never raises for it."""
        case = None if self._stage.signed_out else self._lessons.wanting(shown.screen)
        if case is not None:
            with suppress(DeskhandError):
                self._take(shown, case)

    def _take(self, shown: Shown, case: Case) -> None:
        screen = shown.screen
        fresh = shown.look is self._stage.last
        now = shown if fresh else self._recognition.now([screen.name])
        if now is None:
            return
        found = worked(self._stage, now)
        elements = {
            one.element: number for number, one in enumerate(found) if one.element is not None
        }
        controls = [one.control for one in found]
        hidden = self._stage.unseen.ever()
        self._lessons.teaching.take(screen, case, controls, elements, hidden)

    def keep(self) -> None:
        """Write what was learned, together with what other processes have."""
        self._lessons.keep()
