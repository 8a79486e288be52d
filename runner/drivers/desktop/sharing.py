"""Sharing: a bot and a person at one display."""

from collections.abc import Callable
from contextlib import suppress

from runner.drivers.desktop.bar import Bar
from runner.drivers.desktop.desk import Desk
from runner.drivers.desktop.x11 import DisplayGoneError
from runner.drivers.surface.yielding import Given
from runner.recorder import Hold


class Sharing:
    """The person who sits before the display, as the driver of one program knows him."""

    def __init__(self, desk: Callable[[], Desk | None]) -> None:
        """`desk` gives the display and the program on it, once that was started."""
        self._desk = desk

    def is_there(self) -> bool:
        """Whether mouse or keyboard were used a moment ago, and not by a bot."""
        desk = self._desk()
        return desk is not None and desk.presence is not None and desk.presence.is_there()

    def forget(self) -> None:
        """What was used until now was meant for the bot, such as its Go on."""
        desk = self._desk()
        if desk is not None and desk.presence is not None:
            desk.presence.forget()

    def give(self, hold: Hold) -> Given | None:
        """Puts the program's windows in front, with a bar that says what is to be done.

        None as long as no program was started.
        """
        desk = self._desk()
        if desk is None:
            return None
        with suppress(DisplayGoneError):  # whoever works on it says so
            windows = [one for one in desk.program.own(desk.x11.windows()) if not one.popup]
            for window in reversed(windows):
                desk.x11.activate(window.id)
        return Bar(desk.display.name, hold)
