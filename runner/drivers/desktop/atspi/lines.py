"""Lines of their own to programs, for actions that may not come back.

A GTK program that opens a modal dialog in the middle of an action answers nothing more on the line
that the action came by, until the dialog is closed; its other lines still work. So every action
goes by a new one.
"""

from runner.drivers.desktop.atspi import wire
from runner.drivers.desktop.atspi.bus import Bus, BusGoneError
from runner.drivers.desktop.atspi.registry import ANSWER_SECONDS, ROOT
from runner.drivers.desktop.atspi.wire import Call, Failure

APPLICATION = "org.a11y.atspi.Application"
KEPT = 8
"""Lines that stay open: a program may still be at work on what came by them."""


class Lines:
    """Direct connections to programs that have them: those with the ATK bridge."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._addresses: dict[str, str] = {}
        self._used: list[Bus] = []

    def ask(self, call: Call, seconds: float) -> object:
        """The answer to a call; a Failure where there is none."""
        address = self._address(call.bus_name)
        try:
            line = Bus(address, direct=True) if address else None
        except BusGoneError:
            line = None
        if line is None:
            return self._bus.one(call, seconds)
        self._used.append(line)
        while len(self._used) > KEPT:
            self._used.pop(0).close()
        try:
            return line.one(call, seconds)
        except BusGoneError:
            # It was sent, and the program has ended upon it, or because of something else.
            return Failure("timeout")

    def _address(self, owner: str) -> str:
        if owner not in self._addresses:
            ask = Call(owner, ROOT, APPLICATION, "GetApplicationBusAddress", decode=wire.text)
            found = self._bus.one(ask, ANSWER_SECONDS)
            self._addresses[owner] = "" if isinstance(found, Failure) else found
        return self._addresses[owner]

    def close(self) -> None:
        """Lets all of them go."""
        for line in self._used:
            line.close()
