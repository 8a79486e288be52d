"""Whether the person's session is locked or in the background, as the system knows it."""

from runner.drivers.desktop.atspi import wire
from runner.drivers.desktop.atspi.bus import BUS, Bus, BusGoneError
from runner.drivers.desktop.atspi.wire import Call, Failure, pack

SYSTEM_BUS = "unix:path=/run/dbus/system_bus_socket"
LOGIN = "org.freedesktop.login1"
SESSION = "/org/freedesktop/login1/session/auto"
PROPERTIES = "org.freedesktop.DBus.Properties"
SAVERS = (
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
    ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
    ("org.cinnamon.ScreenSaver", "/org/cinnamon/ScreenSaver"),
    ("org.mate.ScreenSaver", "/org/mate/ScreenSaver"),
    ("org.xfce.ScreenSaver", "/org/xfce/ScreenSaver"),
)
ANSWER_SECONDS = 1.0


class Locks:
    """Asks the screen savers of the desktops, and the system itself."""

    def __init__(self, session_bus: str, system_bus: str = SYSTEM_BUS) -> None:
        self._session = _bus(session_bus)
        self._system = _bus(system_bus)

    def why(self) -> str | None:
        """Why nobody could work now; None when nothing speaks against it."""
        try:
            return self._saver() or self._login()
        except BusGoneError:
            return None

    def close(self) -> None:
        """Lets the buses go."""
        for bus in (self._session, self._system):
            if bus is not None:
                bus.close()

    def _saver(self) -> str | None:
        if self._session is None:
            return None
        for name, path in SAVERS:
            owned = Call(
                BUS, "/org/freedesktop/DBus", BUS, "NameHasOwner", "s", pack("s", name), wire.truth
            )
            if self._session.one(owned, ANSWER_SECONDS) is not True:
                continue
            if (
                self._session.one(
                    Call(name, path, name, "GetActive", decode=wire.truth), ANSWER_SECONDS
                )
                is True
            ):
                return "the screen is locked or its saver is on"
        return None

    def _login(self) -> str | None:
        if self._system is None:
            return None
        names = ("LockedHint", "Active")
        calls = [
            Call(
                LOGIN, SESSION, PROPERTIES, "Get", "ss", pack("ss", f"{LOGIN}.Session", one), _flag
            )
            for one in names
        ]
        locked, active = self._system.all(calls, ANSWER_SECONDS)
        if locked is True:
            return "the session is locked"
        if active is False and not isinstance(active, Failure):
            return "another session is in front (another user, or another virtual terminal)"
        return None


def _flag(data: bytes, at: int) -> bool:
    return wire.truth(data, at + 3)


def _bus(address: str) -> Bus | None:
    try:
        return Bus(address)
    except BusGoneError:
        return None
