"""The mouse of one display: a click arrives in one window, or nowhere."""

import time
from collections.abc import Callable
from functools import partial
from threading import Event

from Xlib import X
from Xlib.ext import xtest

from runner.drivers.desktop.hands.connection import Connection
from runner.drivers.desktop.hands.focus import BUTTONS, Aim, holding
from runner.drivers.desktop.hands.managing import Managing
from runner.drivers.desktop.hands.plain import Plain
from runner.drivers.desktop.hands.settling import Settling
from runner.drivers.desktop.hands.xkb import KeyboardState
from runner.drivers.desktop.presence import Touch, Touched
from runner.drivers.desktop.seam import Target
from runner.drivers.surface.surface import NotDoneError

HELD_SECONDS = 2.0
"""How long it is waited for a person to let a button or a key go."""
LOOK_SECONDS = 0.02
Point = tuple[int, int]


class ButtonHeldError(NotDoneError):
    """Somebody holds a button or a key down; it is waited a little for that to end."""


class X11Mouse:
    """Clicks in windows of one display, with pyautogui. Not for several threads."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._aim = Aim(connection)
        self._plain = Plain(connection)
        self._settling = Settling(connection)
        self._managing = Managing(connection)
        self._quiet = Event()
        with connection.guarded():
            self._state = KeyboardState(connection.display)

    def click(self, x: int, y: int, target: Target, *, count: int = 1) -> None:
        """Clicks at a point of the display, `count` times, with the left button.

        Nobody else is served while it is checked that the innermost window at the point belongs
        to the target, and pressed. The release comes at the same point once the window manager
        has handed the press on. The pointer goes back to where the person had it, unless the
        person has moved it meanwhile. Raises NotDoneError, naming what lies there, when nothing
        was sent.
        """
        before = self._once(x, y, target)
        for _ in range(count - 1):
            self._once(x, y, target)
        self._settling.settle(target.window)
        self._put_back((x, y), before)

    def _once(self, x: int, y: int, target: Target) -> Point:
        with self._connection.guarded(), self._plain.at_hand() as pyautogui:
            press = partial(self._plain.press, pyautogui, x, y)
            before = self._patiently(lambda: self._checked(x, y, target, press))
            try:
                self._managing.handled()
            finally:
                with self._connection.grabbed():
                    self._plain.release(x, y)
        return before

    def _patiently(self, act: Callable[[], Point]) -> Point:
        until = time.monotonic() + HELD_SECONDS
        while True:
            try:
                return act()
            except ButtonHeldError:
                if time.monotonic() > until:
                    raise
                self._quiet.wait(LOOK_SECONDS)

    def _checked(self, x: int, y: int, target: Target, act: Callable[[], None]) -> Point:
        """Where the pointer was before."""
        with self._connection.grabbed():
            missing = self._aim.click_missing(target.window, x, y)
            if missing is not None:
                raise NotDoneError(missing)
            pointer = self._connection.root.query_pointer()
            held = holding(self._state.now())
            if pointer.mask & BUTTONS:
                held = "somebody holds a mouse button down"
            if held is not None:
                raise ButtonHeldError(held)
            missing = self._aim.pointer_missing(target.window)
            if missing is not None:
                raise NotDoneError(missing)
            act()
            return int(pointer.root_x), int(pointer.root_y)

    def _put_back(self, left: Point, before: Point) -> None:
        """Not where the person has moved it, and not while a button is down."""
        with self._connection.grabbed():
            pointer = self._connection.root.query_pointer()
            if (pointer.root_x, pointer.root_y) == left and not pointer.mask & BUTTONS:
                self._connection.expect(Touched(Touch.MOTION, before))
                xtest.fake_input(self._connection.display, X.MotionNotify, x=before[0], y=before[1])
