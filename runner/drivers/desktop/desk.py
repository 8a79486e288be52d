"""Everything at hand on one display: what reads it, what touches it, the program on it."""

import contextlib
import os
import sys
import time
from pathlib import Path

from runner.drivers.desktop.atspi.atspi import AtSpi
from runner.drivers.desktop.display import Display, own_display, shared_display
from runner.drivers.desktop.entering import Entering
from runner.drivers.desktop.errors import NoDesktopError, NotHereError
from runner.drivers.desktop.guard import Guard, lost
from runner.drivers.desktop.holding import Holding
from runner.drivers.desktop.placing import Placing
from runner.drivers.desktop.presence import presence_on
from runner.drivers.desktop.pressing import Pressing
from runner.drivers.desktop.programs import Program
from runner.drivers.desktop.seam import Eyes, Hands
from runner.drivers.desktop.x11 import X11, DisplayGoneError
from runner.errors import DeskhandError
from runner.screens.model import App
from runner.waiting import pause

MANAGED_SECONDS = 10.0
"""How long a window manager may take to come up."""
LOOK_SECONDS = 0.01
PROGRAM_SHARE = 0.7
"""How much of the time to end is the program's own."""


class Desk:
    """One display, made ready for one program."""

    def __init__(self, app: App, address: str, workspace: Path, *, own: bool) -> None:
        """Starts what is not there yet, the program excepted.

        Raises NoDesktopError, NotHereError, NoAccessibilityError, DesktopLostError.
        """
        if sys.platform != "linux":
            raise NotHereError(
                f"sessions with desktop programs are built for Linux with X11, not {sys.platform}",
                "Let a worker on Linux do it, or work the program's web pages.",
            )
        self.display: Display = own_display(app.program.display) if own else shared_display()
        self._watched = contextlib.ExitStack()
        self.presence = None if own else self._watched.enter_context(presence_on(self.display.name))
        self._hands: Hands | None = None
        self._eyes: Eyes | None = None
        with contextlib.ExitStack() as undo:
            undo.callback(self.display.close)
            undo.callback(self._watched.close)
            try:
                self.x11 = X11(self.display.name)
            except DisplayGoneError as error:
                raise lost(error) from error
            undo.callback(self.x11.close)
            self._managed()
            self.reader = AtSpi(self.display.bus)
            undo.callback(self.reader.close)
            self.guard = Guard(self.display, self.x11, self.eyes)
            undo.pop_all()
        self.program = Program(app, self.display, address, workspace)
        self.holding = Holding(self.reader, self.eyes)
        placing = Placing(self.reader, self.x11, self.hands)
        self.entering = Entering(self.reader, placing, self.holding)
        self.pressing = Pressing(self.reader, placing)

    def _managed(self) -> None:
        until = time.monotonic() + MANAGED_SECONDS
        while not self.x11.managed():
            if time.monotonic() >= until:
                raise NoDesktopError("a window manager", "openbox", "is not at work on the display")
            pause(LOOK_SECONDS, because="a window manager tells only by its property that it is up")

    def hands(self) -> Hands:
        """Keyboard, mouse and clipboard, connected when they are first needed."""
        if self._hands is None:
            from runner.drivers.desktop.hands import open_hands

            expect = None if self.presence is None else self.presence.expect
            self._hands = open_hands(self.display.name, expect)
        return self._hands

    def eyes(self) -> Eyes:
        """What looks at the display's pixels, connected when it is first needed."""
        if self._eyes is None:
            from runner.drivers.desktop.eyes import open_eyes

            self._eyes = open_eyes(self.display.name)
        return self._eyes

    def alive(self) -> bool:
        """Whether the display and the program still are there."""
        if not self.display.family.alive():
            return False
        try:
            return self.program.exit_code() is None or bool(self.program.own(self.x11.windows()))
        except DisplayGoneError:
            return False

    def close(self, deadline: float) -> None:
        """Ends the program, then everything else."""
        with contextlib.suppress(DeskhandError, DisplayGoneError):
            self.program.end(deadline * PROGRAM_SHARE, self._ask_to_close)
        for part in (self._hands, self.guard, self.reader, self.x11):
            if part is not None:
                with contextlib.suppress(Exception):
                    part.close()
        self._watched.close()
        self.display.close()

    def _ask_to_close(self) -> None:
        with contextlib.suppress(DisplayGoneError):
            for window in self.program.own(self.x11.windows()):
                if not window.popup and window.process != os.getpid():
                    self.x11.close_window(window.id)
