"""Lines of their own to programs, for actions that may not come back.

A GTK program that opens a modal dialog in the middle of an action answers nothing more on the line
that the action came by, until the dialog is closed; its other lines still work. So every action
goes by a new one, and what is only read by one that no action ever takes.
"""

import contextlib
from collections.abc import Sequence
from typing import Any

from runner.drivers.desktop.atspi import wire
from runner.drivers.desktop.atspi.bus import Bus, BusGoneError, Enough
from runner.drivers.desktop.atspi.registry import ANSWER_SECONDS, ROOT
from runner.drivers.desktop.atspi.wire import Call, Failure
from runner.drivers.desktop.errors import NoAccessibilityError

APPLICATION = "org.a11y.atspi.Application"
KEPT = 8
"""Lines that stay open: a program may still be at work on what came by them."""


class Lines:
    """Direct connections to programs that have them: those with the ATK bridge."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._addresses: dict[str, str] = {}
        self._used: list[Bus] = []
        self._reading: dict[str, Bus | None] = {}

    def ask(self, call: Call, seconds: float, enough: Enough | None = None) -> object:
        """The answer to a call; a Failure where there is none, or `enough` to be seen before."""
        address = self._address(call.bus_name)
        try:
            line = Bus(address, direct=True) if address else None
        except BusGoneError:
            line = None
        if line is None:
            return self.all([call], seconds, enough)[0]
        self._used.append(line)
        while len(self._used) > KEPT:
            self._used.pop(0).close()
        try:
            return line.one(call, seconds, enough)
        except BusGoneError:
            # It was sent, and the program has ended upon it, or because of something else.
            return Failure("timeout")

    def all(self, calls: Sequence[Call], seconds: float, enough: Enough | None = None) -> list[Any]:
        """The answers to calls that only read: past the bus where a program lets that, twice as fast.

        Raises NoAccessibilityError.
        """
        owners = {one.bus_name for one in calls}
        line = self._reading_line(owners.pop()) if len(owners) == 1 else None
        if line is not None:
            try:
                return line.all(calls, seconds, enough)
            except BusGoneError:
                self._reading[calls[0].bus_name] = None
        try:
            return self._bus.all(calls, seconds, enough)
        except BusGoneError as error:
            raise NoAccessibilityError(str(error)) from error

    def _reading_line(self, owner: str) -> Bus | None:
        if owner not in self._reading:
            address = self._address(owner)
            self._reading[owner] = None
            with contextlib.suppress(BusGoneError):
                self._reading[owner] = Bus(address, direct=True) if address else None
        return self._reading[owner]

    def _address(self, owner: str) -> str:
        if owner not in self._addresses:
            ask = Call(owner, ROOT, APPLICATION, "GetApplicationBusAddress", decode=wire.text)
            try:
                found = self._bus.one(ask, ANSWER_SECONDS)
            except BusGoneError as error:
                raise NoAccessibilityError(str(error)) from error
            self._addresses[owner] = "" if isinstance(found, Failure) else found
        return self._addresses[owner]

    def close(self) -> None:
        """Lets all of them go."""
        for line in [*self._used, *self._reading.values()]:
            if line is not None:
                line.close()
