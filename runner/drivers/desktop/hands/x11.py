"""Keyboard, mouse and clipboard of one X11 display."""

from contextlib import suppress

from runner.drivers.desktop.hands.clipboard import X11Clipboard
from runner.drivers.desktop.hands.connection import Connection, Expect, nobody
from runner.drivers.desktop.hands.errors import DisplayGoneError
from runner.drivers.desktop.hands.keyboard import X11Keyboard
from runner.drivers.desktop.hands.mouse import X11Mouse


class X11Hands:
    """Everything that touches one display. Close it: the keyboard map is put back then."""

    def __init__(self, display: str, expect: Expect = nobody) -> None:
        """`expect` is told what is sent, right before. Raises DesktopLostError."""
        self._connection = Connection(display, expect)
        self.keyboard = X11Keyboard(self._connection)
        self.mouse = X11Mouse(self._connection)
        self.clipboard = X11Clipboard(display)

    def close(self) -> None:
        """Puts everything back as it was, where the display still is, and lets it go."""
        with suppress(DisplayGoneError):
            self.clipboard.close()
        with suppress(DisplayGoneError):
            self.keyboard.close()
        self._connection.close()
