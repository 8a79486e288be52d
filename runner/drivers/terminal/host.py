"""A 3270 session as a surface: fields are filled, keys sent, and the host's answer waited for."""

import time
from collections.abc import Callable

from runner.drivers.errors import AppUnreachableError
from runner.drivers.surface.surface import (
    CannotTakeError,
    Entered,
    Held,
    Hidden,
    NotDoneError,
    Thing,
)
from runner.drivers.terminal.address import address_of
from runner.drivers.terminal.emulation import Emulation, UnknownCodePageError
from runner.drivers.terminal.errors import (
    BadDataStreamError,
    ConnectionLostError,
    NoSuchTerminalError,
    UnknownKeyError,
)
from runner.drivers.terminal.finding import Spot, Stroke
from runner.drivers.terminal.host_keys import (
    FREEING_KEYS,
    HOST_KEYS,
    LOCAL_KEYS,
    NAMES,
    plain,
)
from runner.drivers.terminal.line import Line
from runner.drivers.terminal.look import TerminalLook
from runner.drivers.terminal.options import TerminalOptions
from runner.drivers.terminal.painting import TerminalMoment
from runner.drivers.terminal.screen import Display
from runner.drivers.values import Typed
from runner.screens.model import App, Element, Press
from runner.waiting import pause

QUIET_SECONDS = 0.03
"""How long a host that has freed the keyboard must write nothing more."""
SLICE_SECONDS = 0.25
DIGITS = frozenset("0123456789.,+- ")


class HostSurface:
    """One 3270 session."""

    def __init__(self, app: App, options: TerminalOptions) -> None:
        self._app = app
        self._options = options
        self._address = address_of(app.name, options.address or app.address)
        self._emulation: Emulation | None = None
        self._seen = ""
        """The digest of the last look: keys are sent only to what was looked at."""
        self.cut = False
        """Whether no connection may be had, as a test wants it."""

    def open(self) -> None:
        """Connects, and waits for the first screen.

        Raises AppUnreachableError, HostNotTrustedError, NoSuchTerminalError.
        """
        if self.cut:
            raise AppUnreachableError(self._app.name, str(self._address), "the line is cut")
        line = Line(self._app.name, self._address, self._options.wait_seconds)
        try:
            self._emulation = Emulation(line, self._app.terminal, self._address.device)
            self._first_screen(self._emulation)
        except UnknownCodePageError:
            line.abort()
            said = f"there is no code page {self._app.terminal.code_page!r}"
            raise NoSuchTerminalError(self._app.name, said) from None
        except BaseException:
            line.abort()
            raise

    def _first_screen(self, emulation: Emulation) -> None:
        self._settle(emulation, self._options.wait_seconds)
        if emulation.line.lost:
            raise self._unreachable(f"the connection was ended: {emulation.line.lost}")
        if not emulation.tn3270:
            raise self._unreachable("it does not speak TN3270")
        if not any(emulation.plane_dc):
            limit = self._options.wait_seconds
            raise self._unreachable(f"it showed no screen within {limit:g} s")

    def _unreachable(self, why: str) -> AppUnreachableError:
        return AppUnreachableError(self._app.name, str(self._address), why)

    def check(self) -> None:
        """Raises ConnectionLostError or BadDataStreamError when one of these has happened."""
        emulation = self._now()
        if emulation.fault:
            raise BadDataStreamError(self._app.name, str(self._address), emulation.fault)
        if emulation.line.lost:
            raise self._lost(emulation.line.lost)

    def _now(self) -> Emulation:
        """The emulation, with everything that has come so far."""
        emulation = self._emulation
        if emulation is None:
            raise self._lost("it was not opened")
        while emulation.receive(0):
            pass
        return emulation

    def _lost(self, why: str) -> ConnectionLostError:
        return ConnectionLostError(self._app.name, str(self._address), why)

    def look(self) -> TerminalLook:
        """What the screen shows now."""
        self.check()
        look = TerminalLook(self._now().display())
        self._seen = look.digest
        return look

    def await_change(self, seconds: float) -> None:
        """Returns when the host has written something, at the latest after `seconds`."""
        if self._emulation is None or self._emulation.line.lost:
            pause(max(seconds, 0), because="a connection that is gone tells nothing more")
            return
        self._emulation.receive(max(seconds, 0))

    def unready(self, thing: Thing, *, typing: bool) -> str | None:
        """Why a field cannot be filled, or a key not pressed, now."""
        emulation = self._now()
        if isinstance(thing, Stroke):
            return "it is a key, no field" if typing else self._locked_for(emulation, thing.key)
        if emulation.lock:
            return emulation.lock
        return _no_field(emulation, thing) if typing else None

    def _locked_for(self, emulation: Emulation, key: str) -> str | None:
        return None if plain(key) in FREEING_KEYS else emulation.lock or None

    def enter(self, thing: Thing, element: Element, value: Typed) -> Entered:
        """Types into a field that was emptied first, and reads it back off the screen."""
        emulation = self._unchanged()
        if not isinstance(thing, Spot):
            raise NotDoneError("it is a key, no field")
        self._refuse(emulation, thing, element, value)
        text = value.text
        before = emulation.raw_text(thing.cell, thing.length).rstrip()
        emulation.curadd = thing.cell
        if thing.field is not None:
            emulation.key_eraseeof()
        elif element.locators and thing.length:
            text = text.ljust(min(thing.length, len(before)))
        if text:
            emulation.key_data(text)
        self._seen = emulation.display().digest
        return Entered(before, self.held(thing, element), "keys")

    def _refuse(self, emulation: Emulation, thing: Spot, element: Element, value: Typed) -> None:
        """Raises NotDoneError for a field that must not be typed into, CannotTakeError for a value
        that it cannot hold.
        """
        why = emulation.lock or _no_field(emulation, thing)
        if why:
            raise NotDoneError(why)
        if (element.secret or value.secret) and not (thing.field and thing.field.hidden):
            said = "it is a secret, and the host shows what is typed into this field"
            raise NotDoneError(f"{said}; only hidden fields get secrets")
        _refuse_text(emulation, thing, value.text)

    def _unchanged(self) -> Emulation:
        """The emulation, if it still shows what was looked at.

        Raises NotDoneError when the host has written meanwhile, or the connection is gone.
        """
        emulation = self._now()
        self.check()
        if emulation.display().digest != self._seen:
            raise NotDoneError("the host has changed the screen in this very moment")
        return emulation

    def held(self, thing: Thing, element: Element) -> Held:
        """What stands there now."""
        del element
        if not isinstance(thing, Spot):
            return Held("")
        text = self._now().raw_text(thing.cell, thing.length)
        # Hosts push numbers to the right end of their fields.
        to_the_left = thing.field is not None and not thing.field.numeric
        return Held(text.rstrip() if to_the_left else text.strip())

    def press(
        self, thing: Thing, element: Element, how: Press, announce: Callable[[], None]
    ) -> str:
        """Sends a key; for a place the cursor goes there, and Enter is sent.

        Returns when the host has answered and takes keys again, or the wait is over.
        """
        del element, how
        emulation = self._unchanged()
        key = plain(thing.key) if isinstance(thing, Stroke) else "enter"
        locked = self._locked_for(emulation, key)
        if locked:
            raise NotDoneError(locked)
        if key not in HOST_KEYS and key not in LOCAL_KEYS and key not in FREEING_KEYS:
            raise UnknownKeyError(getattr(thing, "key", key), NAMES)
        announce()
        if isinstance(thing, Spot):
            emulation.curadd = thing.cell
        self._send(emulation, key)
        return "key"

    def _send(self, emulation: Emulation, key: str) -> None:
        if key not in HOST_KEYS:
            {**LOCAL_KEYS, **FREEING_KEYS}[key](emulation)
            return
        if key == "clear":
            emulation.clear()
        else:
            emulation.key_aid(HOST_KEYS[key])
        self._settle(emulation, self._options.wait_seconds)

    def _settle(self, emulation: Emulation, seconds: float) -> None:
        """Waits until the host has freed the keyboard and writes nothing more."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if emulation.line.lost or emulation.fault:
                return
            quiet = not emulation.lock
            came = emulation.receive(min(QUIET_SECONDS if quiet else SLICE_SECONDS, left))
            if quiet and not came and not emulation.lock:
                return

    def moment(self, hidden: Hidden) -> TerminalMoment | None:
        """What is shown now; None without a terminal."""
        del hidden
        if self._emulation is None:
            return None
        return TerminalMoment(self._emulation.display(styled=True))

    def process_ids(self) -> list[int]:
        """None: the emulation is part of the worker."""
        return []

    def alive(self) -> bool:
        """Whether the connection is there."""
        emulation = self._emulation
        if emulation is None:
            return False
        while emulation.receive(0):
            pass
        return not emulation.line.lost and not emulation.fault

    def close(self, deadline: float) -> None:
        """Ends the connection."""
        del deadline
        if self._emulation is not None:
            self._emulation.line.abort()
        self._emulation = None

    def display(self) -> Display:
        """What is shown now, for tools and tests."""
        return self._now().display()


def _no_field(emulation: Emulation, thing: Thing) -> str | None:
    if not isinstance(thing, Spot):
        return "it is a key, no field"
    field = emulation.display().field_at(thing.cell)
    if field is not None and field.protected:
        return "the field is protected"
    if field is None and emulation.display().formatted:
        return "there is no field for typing"
    return None


def _refuse_text(emulation: Emulation, thing: Spot, text: str) -> None:
    if any(not sign.isprintable() for sign in text):
        raise CannotTakeError("it has a line break or another control character")
    missing = emulation.encoded(text)
    if missing:
        raise CannotTakeError(f"the host's code page {emulation.encoding} has no {missing!r}")
    if len(text) > thing.length:
        raise CannotTakeError(f"it has {len(text)} characters, and the field takes {thing.length}")
    if thing.field is not None and thing.field.numeric and not set(text) <= DIGITS:
        raise CannotTakeError("the field takes numbers only")
