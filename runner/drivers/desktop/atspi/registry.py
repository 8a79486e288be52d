"""The accessibility bus and the programs on it."""

from runner.drivers.desktop.atspi import wire
from runner.drivers.desktop.atspi.bus import BUS, Bus, BusGoneError
from runner.drivers.desktop.atspi.wire import Call, Failure, pack
from runner.drivers.desktop.errors import NoAccessibilityError

ROOT = "/org/a11y/atspi/accessible/root"
REGISTRY = "org.a11y.atspi.Registry"
ACCESSIBLE = "org.a11y.atspi.Accessible"
PROPERTIES = "org.freedesktop.DBus.Properties"
ANSWER_SECONDS = 2.0
START_SECONDS = 15.0
"""How long the accessibility bus may take to come up; it is started by the first who asks."""
EVENTS = ("object:children-changed", "object:state-changed", "object:text-changed", "window:")

Ref = tuple[str, str]
"""How AT-SPI names a thing: its program's name on the bus, and a path."""


def accessibility_bus(session_bus: str) -> str:
    """The address of the accessibility bus; it is started, and switched on for every toolkit.

    Raises NoAccessibilityError.
    """
    try:
        bus = Bus(session_bus)
    except BusGoneError as error:
        raise NoAccessibilityError(str(error)) from error
    try:
        ask = Call("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", decode=wire.text)
        address = bus.one(ask, START_SECONDS)
        if isinstance(address, Failure) or not address:
            raise NoAccessibilityError(getattr(address, "name", "it has no address"))
        on = pack("ssv", "org.a11y.Status", "IsEnabled", ("b", True))
        bus.one(Call("org.a11y.Bus", "/org/a11y/bus", PROPERTIES, "Set", "ssv", on), ANSWER_SECONDS)
        return str(address)
    except BusGoneError as error:
        raise NoAccessibilityError(str(error)) from error
    finally:
        bus.close()


def property_of(ref: Ref, interface: str, name: str, decode: wire.Decoder) -> Call:
    """Asks for one property. Never for all of them at once: that ends Qt 5 programs."""
    return Call(*ref, PROPERTIES, "Get", "ss", pack("ss", interface, name), decode)


class Registry:
    """Which programs are on the accessibility bus, and by which process."""

    def __init__(self, session_bus: str) -> None:
        """Raises NoAccessibilityError."""
        address = accessibility_bus(session_bus)
        try:
            self.bus = Bus(address)
            self.events = Bus(address)
            self._wake_for_events()
        except BusGoneError as error:
            raise NoAccessibilityError(str(error)) from error
        self._processes: dict[str, int] = {}

    def _wake_for_events(self) -> None:
        """Toolkits send only what somebody has registered for."""
        for event in EVENTS:
            self.events.one(
                Call(
                    REGISTRY,
                    "/org/a11y/atspi/registry",
                    REGISTRY,
                    "RegisterEvent",
                    "s",
                    pack("s", event),
                ),
                ANSWER_SECONDS,
            )
        for kind in ("Object", "Window"):
            self.events.listen(f"type='signal',interface='org.a11y.atspi.Event.{kind}'")

    def programs(self) -> list[tuple[Ref, int]]:
        """Every program with its process."""
        ask = Call(REGISTRY, ROOT, ACCESSIBLE, "GetChildren", decode=wire.references)
        found = self.bus.one(ask, ANSWER_SECONDS)
        if isinstance(found, Failure):
            return []
        unknown = [ref for ref in found if ref[0] not in self._processes]
        calls = [
            Call(
                BUS,
                "/org/freedesktop/DBus",
                BUS,
                "GetConnectionUnixProcessID",
                "s",
                pack("s", ref[0]),
                wire.number,
            )
            for ref in unknown
        ]
        for ref, process in zip(unknown, self.bus.all(calls, ANSWER_SECONDS), strict=True):
            if not isinstance(process, Failure):
                self._processes[ref[0]] = process
        return [(ref, self._processes[ref[0]]) for ref in found if ref[0] in self._processes]

    def close(self) -> None:
        """Lets the bus go."""
        self.bus.close()
        self.events.close()
