"""Programs with windows as a surface: looked at, then touched."""

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from runner.drivers.desktop.accessibility import SilentError
from runner.drivers.desktop.choosing import ticked
from runner.drivers.desktop.desk import Desk
from runner.drivers.desktop.errors import DesktopLostError, ProgramHangsError
from runner.drivers.desktop.filming import Filming
from runner.drivers.desktop.guard import lost
from runner.drivers.desktop.looks import WindowLook
from runner.drivers.desktop.modals import Modals
from runner.drivers.desktop.moments import DesktopMoment, taken
from runner.drivers.desktop.neighbours import foreign
from runner.drivers.desktop.options import DesktopOptions
from runner.drivers.desktop.things import FIELDS, NodeThing
from runner.drivers.desktop.tree import State
from runner.drivers.desktop.windows import Window, joined, usable
from runner.drivers.desktop.x11 import DisplayGoneError, XWindow
from runner.drivers.errors import WindowClosedError
from runner.drivers.surface.surface import Box, Entered, Held, Hidden, Thing
from runner.drivers.values import Typed
from runner.recorder import Recorder
from runner.screens.model import App, Element, Press

ANSWER_SECONDS = 2.0
"""How long a program may take for one answer while something is done in it."""
HANG_SECONDS = 20.0
"""How long a program may not answer."""
SETTLE_SECONDS = 0.005
MOST_ANSWERS = 10
"""Windows that are answered one after another before it is looked at what is there."""


class DesktopSurface:
    """The windows of one program. Not for several threads."""

    def __init__(self, app: App, options: DesktopOptions, mask: Callable[[str], str]) -> None:
        self._app = app
        self._options = options
        self._mask = mask
        self._desk: Desk | None = None
        self._modals: Modals | None = None
        self._silent = False
        self._silent_since: float | None = None
        self.recorder: Callable[[], Recorder] | None = None
        """Gets what is done without a bot having asked for it."""
        self.filming = Filming(options, self.moment)
        """Takes the video, where one was asked for."""

    @property
    def desk(self) -> Desk:
        """The display and all that reads and touches it. Raises DesktopLostError."""
        if self._desk is None:
            raise DesktopLostError("there is no desktop yet", "Open the session first.")
        return self._desk

    @property
    def opened(self) -> Desk | None:
        """The same; None as long as nothing was started."""
        return self._desk

    def open(self) -> None:
        """Starts the display and the program on it.

        Raises NoDesktopError, NotHereError, NoAccessibilityError, ProgramNotStartedError.
        """
        workspace = self._options.workspace or Path.cwd()
        address = self._options.address or self._app.address
        desk = Desk(self._app, address, workspace, own=self._options.own_display)
        self._desk = desk
        self._modals = Modals(self._app, desk.reader, self._mask)
        self._silent_since = None
        self.filming.begin(self._app.program.display)
        desk.program.start()

    def check(self) -> None:
        """Raises what happened meanwhile: the program has ended, a lock, a display that is gone."""
        self._windows()

    def look(self) -> WindowLook:
        """What is shown now; windows that have a rule are answered by it. Raises as `check` does."""
        for _ in range(MOST_ANSWERS):
            self.desk.reader.forget_changes()
            look = self._look(usable(self._joined()))
            if self._modals is None or not self._modals.look_after(look, time.monotonic()):
                break
            self._told("dialog")
            self.await_change(SETTLE_SECONDS)
        self._hanging(silent=look.silent)
        return look

    def _look(self, windows: list[Window]) -> WindowLook:
        return WindowLook(self._app, windows, self.desk.reader, self.desk.eyes, silent=self._silent)

    def _windows(self) -> list[XWindow]:
        try:
            shown = self.desk.x11.windows()
            self.desk.guard.check(time.monotonic(), shown)
        except DisplayGoneError as error:
            raise lost(error) from error
        own = self.desk.program.own(shown)
        died = None if own else self.desk.program.died(self._mask)
        if died is not None:
            raise died
        return own

    def _joined(self) -> list[Window]:
        own = self._windows()
        processes = {one.process for one in own}
        known = None if None in processes else {one for one in processes if one is not None}
        try:
            tops = self.desk.reader.windows(known)
            self._silent = False
        except SilentError:
            self._silent = True
            tops = []
        return joined(own, tops)

    def _hanging(self, *, silent: bool) -> None:
        now = time.monotonic()
        if not silent:
            self._silent_since = None
        elif self._silent_since is None:
            self._silent_since = now
        elif now - self._silent_since > HANG_SECONDS:
            raise ProgramHangsError(self._app.name, now - self._silent_since)

    def _told(self, action: str) -> None:
        if self.recorder is not None:
            self.recorder().event(action, app=self._app.name)

    def await_change(self, seconds: float) -> None:
        """Returns when a program has told of a change, at the latest after `seconds`."""
        if self.desk.reader.await_change(seconds):
            self.desk.reader.await_change(min(SETTLE_SECONDS, seconds))

    def unready(self, thing: Thing, *, typing: bool) -> str | None:
        """Why a thing cannot be used now; None when it can."""
        if not isinstance(thing, NodeThing):
            return None
        states, role = thing.node.states, thing.node.role
        if State.GONE in states:
            return "it is gone"
        if State.ENABLED not in states:
            return "it is disabled"
        field = role in FIELDS and role not in {"combobox", "slider"}
        if typing and field and not ticked(thing.node) and State.EDITABLE not in states:
            return "it is read-only"
        return None

    def enter(self, thing: Thing, element: Element, value: Typed) -> Entered:
        """Gets a value into a thing and reads it back at once."""
        with self._reaching():
            entered = self.desk.entering.enter(thing, element, value)
        self.filming.take()
        return entered

    def held(self, thing: Thing, element: Element) -> Held:
        """What a thing holds now."""
        with self._reaching():
            return self.desk.holding.held(thing, element)

    def press(
        self, thing: Thing, element: Element, how: Press, announce: Callable[[], None]
    ) -> str:
        """Presses once; says by which layer."""
        with self.filming.around():
            with self._reaching():
                layer = self.desk.pressing.press(thing, element, how, announce)
            self.desk.holding.forget()
        return layer

    @contextlib.contextmanager
    def _reaching(self) -> Iterator[None]:
        """Says in a sentence what kept the program from being reached."""
        try:
            yield
        except SilentError as error:
            if error.gone:
                raise WindowClosedError(self._app.name) from error
            raise ProgramHangsError(self._app.name, ANSWER_SECONDS) from error
        except DisplayGoneError as error:
            raise lost(error) from error

    def moment(self, hidden: Hidden) -> DesktopMoment | None:
        """What its windows show now; None while they move, or when nothing can look at them."""
        try:
            eyes = self.desk.eyes()
        except ImportError:
            return None
        with self._reaching():
            others = None if self.desk.display.own else self._foreign
            return taken(lambda: self._look(self._joined()), eyes, hidden, others)

    def _foreign(self, area: Box) -> list[Box]:
        shown = self.desk.x11.windows()
        return foreign(shown, self.desk.program.own(shown), area)

    def process_ids(self) -> list[int]:
        """The processes to watch and, in need, to kill."""
        return [] if self._desk is None else self._desk.display.family.process_ids()

    def alive(self) -> bool:
        """Whether the display and the program still are there."""
        if self._desk is None:
            return False
        return self._desk.alive()

    def close(self, deadline: float) -> None:
        """Ends the program and its display, by force after `deadline` seconds."""
        self.filming.end()
        desk, self._desk = self._desk, None
        if desk is not None:
            desk.close(deadline)
