"""The tray's icon, behind a protocol of our own."""

import os
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from runner.attended.signs import Sign, drawn
from runner.errors import EnvironmentFault

HOST_SECONDS = 1.0
"""How often a tray host that is not there yet is looked for."""

SIZE = 32


class NoTrayError(EnvironmentFault):
    """There is nowhere to show an icon."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"No icon can be shown: {why}.",
            hint="`deskhand desk` opens the same launcher without an icon.",
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """Something in the icon's menu, where the platform has menus."""

    title: str
    do: Callable[[], None]


class TrayIcon(Protocol):
    """An icon in the tray. Its callbacks come from a thread of its own."""

    has_menu: bool

    def show(self, clicked: Callable[[], None], menu: Sequence[Entry]) -> None:
        """Show the icon; `clicked` is called where it is clicked, or its first entry chosen."""

    def tell(self, sign: Sign, title: str) -> None:
        """Show another state, and say it where the pointer rests."""

    def close(self) -> None:
        """Take it away."""


def open_tray() -> TrayIcon:
    """The icon of this desktop; it is not shown yet.

    Raises:
        NoTrayError: there is no tray, or nothing to reach it with.
    """
    refuse_without_tray()
    try:
        import pystray
    except ImportError as error:
        why = "the extra `tray` is not installed (pip install 'deskhand[tray]')"
        raise NoTrayError(why) from error
    except Exception as error:
        # Its back ends look for the desktop while they are imported, and fail in many ways.
        raise NoTrayError(f"the desktop does not let it in ({type(error).__name__})") from error
    return PystrayIcon(pystray)


def refuse_without_tray() -> None:
    """Say why there is no tray on a Linux desktop, where that can be told.

    Raises:
        NoTrayError: says why.
    """
    if sys.platform != "linux":
        return
    if not os.environ.get("DISPLAY"):
        if os.environ.get("WAYLAND_DISPLAY"):
            raise NoTrayError("this Wayland desktop has no tray that programs can reach")
        raise NoTrayError("there is no desktop here (DISPLAY is not set)")
    try:
        from Xlib import X
        from Xlib.display import Display
        from Xlib.error import DisplayError
    except ImportError as error:
        raise NoTrayError("python-xlib of the extra `tray` is not installed") from error
    try:
        display = Display()
    except (DisplayError, OSError) as error:
        raise NoTrayError(f"the display {os.environ['DISPLAY']} cannot be reached") from error
    try:
        selection = display.intern_atom(f"_NET_SYSTEM_TRAY_S{display.get_default_screen()}")
        if display.get_selection_owner(selection) == X.NONE:
            raise NoTrayError("this desktop has no tray (GNOME needs an extension for one)")
    finally:
        display.close()


class PystrayIcon:
    """The icon by pystray, whose back end is the platform's."""

    def __init__(self, pystray: Any) -> None:
        self._pystray = pystray
        self._icon: Any = None
        self.has_menu = bool(pystray.Icon.HAS_MENU)

    def show(self, clicked: Callable[[], None], menu: Sequence[Entry]) -> None:
        """Show the icon."""
        item = self._pystray.MenuItem
        entries = [item("Deskhand", without_arguments(clicked), default=True)]
        entries += [item(one.title, without_arguments(one.do)) for one in menu]
        shown = self._pystray.Menu(*(entries if self.has_menu else entries[:1]))
        self._icon = self._pystray.Icon("deskhand", drawn(Sign.IDLE, SIZE), "Deskhand", shown)
        self._hear_clicks()
        ready = threading.Event()

        def up(icon: Any) -> None:
            icon.visible = True
            ready.set()

        threading.Thread(target=lambda: self._icon.run(up), name="tray", daemon=True).start()
        ready.wait(HOST_SECONDS * 10)

    def _hear_clicks(self) -> None:
        """The X11 back end's window does not ask for clicks by itself."""
        window = getattr(self._icon, "_window", None)
        if window is None or not hasattr(window, "change_attributes"):
            return
        from Xlib import X

        wanted = X.ButtonPressMask | X.ExposureMask | X.StructureNotifyMask
        window.change_attributes(event_mask=wanted)

    def tell(self, sign: Sign, title: str) -> None:
        """Show another state."""
        if self._icon is not None:
            self._icon.icon = drawn(sign, SIZE)
            self._icon.title = title

    def close(self) -> None:
        """Take it away."""
        if self._icon is not None:
            self._icon.stop()
            self._icon = None


def without_arguments(do: Callable[[], None]) -> Callable[[], None]:
    """What a menu calls: it counts the arguments, also those of a method that has its own."""

    def call() -> None:
        do()

    return call
