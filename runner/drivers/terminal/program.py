"""A program on a VT terminal as a surface: started here, or reached by ssh."""

import re
import time
from collections.abc import Callable

from runner.drivers.errors import AppUnreachableError
from runner.drivers.surface.surface import Entered, Held, Hidden, NotDoneError, Thing
from runner.drivers.terminal.commands import Command, command_of
from runner.drivers.terminal.errors import (
    ConnectionLostError,
    NotLetInError,
    ProgramEndedError,
    ProgramNotStartedError,
    UnknownKeyError,
)
from runner.drivers.terminal.finding import Spot, Stroke
from runner.drivers.terminal.look import TerminalLook
from runner.drivers.terminal.options import TerminalOptions
from runner.drivers.terminal.painting import TerminalMoment
from runner.drivers.terminal.pseudo_terminal import PseudoTerminal
from runner.drivers.terminal.screen import Display
from runner.drivers.terminal.typist import Typist
from runner.drivers.terminal.vt_keys import NAMES, sent_by
from runner.drivers.terminal.vt_screen import VtScreen
from runner.drivers.values import Typed
from runner.errors import EnvironmentFault
from runner.screens.model import App, Element, Press
from runner.waiting import pause

QUIET_SECONDS = 0.04
REMOTE_QUIET_SECONDS = 0.25
"""How long a program must write nothing before its screen counts as drawn."""
SETTLE_SECONDS = 5.0
"""A program that never is quiet, such as one with a running clock, is looked at after so long."""
LAST_WORDS = 200
DENIED = re.compile(r"Permission denied \([a-z,-]+\)")
"""What OpenSSH says when password or key are not accepted."""


class ProgramSurface:
    """One program in a terminal of its own."""

    def __init__(self, app: App, options: TerminalOptions) -> None:
        self._app = app
        self._options = options
        self._command: Command = command_of(app, options.address or app.address)
        self._quiet = REMOTE_QUIET_SECONDS if self._command.remote else QUIET_SECONDS
        self._terminal: PseudoTerminal | None = None
        self._screen = VtScreen(app.terminal.rows, app.terminal.columns)
        self._typist = Typist(self, app.terminal.encoding)
        self._steady = False
        """Whether it was quiet, and nothing came or was sent since."""
        self.cut = False
        """Whether the program may not be had, as a test wants it."""

    def open(self) -> None:
        """Starts the program, and waits until it has drawn something.

        Raises ProgramNotStartedError, AppUnreachableError.
        """
        if self.cut:
            raise AppUnreachableError(self._app.name, self._command.name, "the line is cut")
        form = self._app.terminal
        self._screen = VtScreen(form.rows, form.columns)
        self._typist = Typist(self, form.encoding)
        try:
            self._terminal = PseudoTerminal(
                self._command.words,
                size=(form.rows, form.columns),
                environment=self._app.program.environment,
                folder=self._options.workspace,
                encoding=form.encoding,
            )
        except OSError as error:
            raise self._not_started(str(error.strerror or error)) from error
        self._first_words(self._terminal)

    def _first_words(self, terminal: PseudoTerminal) -> None:
        until = time.monotonic() + self._options.wait_seconds
        while not self._take(0.1) and not terminal.ended and time.monotonic() < until:
            pass
        self.settle()
        if terminal.ended:
            raise self._not_started(f"it ended {terminal.exit_said()}{self._last_words()}")

    def _refused(self) -> NotLetInError | None:
        """What ssh says when it was not let in."""
        denied = DENIED.search(self._last_words()) if self._command.remote else None
        if denied is None:
            return None
        return NotLetInError(self._app.name, self._command.name, denied.group())

    def _not_started(self, why: str) -> EnvironmentFault:
        refused = self._refused()
        if refused is not None:
            return refused
        if self._command.remote:
            return AppUnreachableError(self._app.name, self._command.name, why)
        return ProgramNotStartedError(self._app.name, self._command.name, why)

    def _last_words(self) -> str:
        display = self._screen.display()
        lines = [" ".join(display.line(row).split()) for row in range(display.rows)]
        said = " ".join(line for line in lines if line)[-LAST_WORDS:]
        return f" and said: {said}" if said else ""

    def _take(self, seconds: float) -> bool:
        """Takes in what the program writes within `seconds`; whether it wrote anything."""
        terminal = self._terminal
        text = terminal.read(seconds) if terminal is not None else ""
        if not text or terminal is None:
            return False
        self._steady = False
        answers = self._screen.feed(text)
        if answers:
            terminal.write(answers.encode())
        return True

    def settle(self, seconds: float = SETTLE_SECONDS) -> None:
        """Waits until the program writes nothing for a moment, and waits for something itself."""
        while self._take(0):
            pass
        until = time.monotonic() + seconds
        terminal = None if self._steady else self._terminal
        while terminal is not None and not terminal.ended and time.monotonic() < until:
            if not self._take(self._quiet) and not terminal.busy():
                self._steady = True
                return

    def check(self) -> None:
        """Raises ProgramEndedError or ConnectionLostError when the program is gone."""
        while self._take(0):
            pass
        terminal = self._terminal
        if terminal is None or not terminal.ended:
            if terminal is None:
                raise self._gone("it was not started")
            return
        raise self._gone(f"it ended {terminal.exit_said()}")

    def _gone(self, why: str) -> EnvironmentFault:
        refused = self._refused()
        if refused is not None:
            return refused
        if self._command.remote:
            return ConnectionLostError(self._app.name, self._command.name, why)
        return ProgramEndedError(self._app.name, self._command.name, why)

    def look(self) -> TerminalLook:
        """What is shown, once the program has drawn what it had begun."""
        self.settle()
        self.check()
        return TerminalLook(self._screen.display())

    def await_change(self, seconds: float) -> None:
        """Returns when the program has written something, at the latest after `seconds`."""
        if self._terminal is None or self._terminal.ended:
            pause(max(seconds, 0), because="a program that has ended shows nothing more")
            return
        self._take(seconds)

    def display(self) -> Display:
        """What is shown now, for those who type and for tests."""
        while self._take(0):
            pass
        return self._screen.display()

    def send(self, text: str) -> None:
        """Types characters as they are."""
        self._steady = False
        if self._terminal is not None:
            self._terminal.write(text.encode(self._app.terminal.encoding))

    def stroke(self, key: str) -> None:
        """Presses a key that certainly exists."""
        self.send(sent_by(key, application=self._screen.application_keys))

    @property
    def echoes(self) -> bool:
        """Whether the terminal shows whatever is typed."""
        return self._terminal is not None and self._terminal.echoes

    def unready(self, thing: Thing, *, typing: bool) -> str | None:
        """Why nothing can be typed there now; programs do not tell more than that."""
        if typing and not isinstance(thing, Spot):
            return "it is a key, no field"
        return None

    def enter(self, thing: Thing, element: Element, value: Typed) -> Entered:
        """Types where the cursor is, if that is in the element's place, and reads it back."""
        self.check()
        if not isinstance(thing, Spot):
            raise NotDoneError("it is a key, no field")
        return self._typist.enter(thing, element, value)

    def held(self, thing: Thing, element: Element) -> Held:
        """What stands there now."""
        return self._typist.held(thing, element)

    def press(
        self, thing: Thing, element: Element, how: Press, announce: Callable[[], None]
    ) -> str:
        """Sends a key; for a place the cursor is brought there, and Enter sent."""
        del element, how
        self.check()
        key = thing.key if isinstance(thing, Stroke) else "Enter"
        if not sent_by(key, application=False):
            raise UnknownKeyError(key, NAMES)
        if isinstance(thing, Spot):
            self._typist.go_to(thing)
        announce()
        self.stroke(key)
        self.settle()
        return "key"

    def moment(self, hidden: Hidden) -> TerminalMoment | None:
        """What is shown now; None without a terminal."""
        del hidden
        if self._terminal is None:
            return None
        return TerminalMoment(self._screen.display(styled=True))

    def process_ids(self) -> list[int]:
        """The program and all that it has started."""
        terminal = self._terminal
        return [one.pid for one in terminal.family()] if terminal is not None else []

    def alive(self) -> bool:
        """Whether the program runs."""
        while self._take(0):
            pass
        return self._terminal is not None and not self._terminal.ended

    def close(self, deadline: float) -> None:
        """Ends the program and all that it has started."""
        if self._terminal is not None:
            self._terminal.close(deadline)
        self._terminal = None
