"""The display that a person sits before, and the person."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from Xlib import X, display
from Xlib.ext import xtest

from runner.drivers.desktop.display import Display, own_display


class Person:
    """Touches a display as somebody does who sits before it."""

    def __init__(self, name: str) -> None:
        self._display = display.Display(name)
        self._at = 100

    def move(self) -> None:
        self._at += 7
        self._send(X.MotionNotify, x=self._at % 1000, y=450)

    def click(self, x: int, y: int) -> None:
        self._send(X.MotionNotify, x=x, y=y)
        self._send(X.ButtonPress, 1)
        self._send(X.ButtonRelease, 1)

    def _send(self, kind: int, detail: int = 0, **place: int) -> None:
        xtest.fake_input(self._display, kind, detail, **place)
        self._display.sync()

    def windows(self) -> list[tuple[str, int, int, int, int]]:
        """Title and place of what lies on the root, the lowest first."""
        found = []
        for one in self._display.screen().root.query_tree().children:
            at = one.get_geometry()
            found.append((str(one.get_wm_name()), at.x, at.y, at.width, at.height))
        return found

    def close(self) -> None:
        self._display.close()


@contextmanager
def persons_display() -> Iterator[Display]:
    """A display with everything that a person's X11 session has, and the variables that say so."""
    made = own_display((1280, 900))
    session = {"XDG_SESSION_TYPE": "x11", "DISPLAY": made.name}
    session["DBUS_SESSION_BUS_ADDRESS"] = made.bus
    try:
        with mock.patch.dict(os.environ, session):
            os.environ.pop("WAYLAND_DISPLAY", None)
            yield made
    finally:
        made.close()
