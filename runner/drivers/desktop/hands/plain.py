"""Plain strokes and clicks by pyautogui, through the connection that has grabbed the server."""

import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import RLock
from typing import Any

from Xlib import display as xlib

from runner.drivers.desktop.hands.connection import Connection
from runner.drivers.desktop.hands.layout import Stroke
from runner.drivers.desktop.presence import Touch, Touched
from runner.drivers.surface.surface import NotDoneError

IN_A_CORNER = "the mouse pointer is in a corner of the screen, by which a person stops the bot"
BUTTONS = (1, 3)
"""The numbers of the left and the right mouse button."""
MOUSE_INFO = "mouseinfo"
_IMPORTING = RLock()


class Plain:
    """Sends strokes and clicks with pyautogui, whose fail-safe corners stay in force."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def at_hand(self) -> Iterator[Any]:
        """pyautogui, talking to our display by our connection.

        Any other connection would wait for ever while the server is grabbed. Import it before.
        """
        pyautogui = _pyautogui(self._connection)
        platform: Any = sys.modules["pyautogui._pyautogui_x11"]
        _main()  # asks a program the first time, and not while nobody is served
        with _IMPORTING:
            before = platform._display  # noqa: SLF001
            platform._display = self._connection.display  # noqa: SLF001
            try:
                yield pyautogui
            finally:
                platform._display = before  # noqa: SLF001

    def strokes(self, pyautogui: Any, strokes: Sequence[Stroke]) -> int:
        """Presses and releases keys; how many strokes went out before a person's corner."""
        for number, stroke in enumerate(strokes):
            codes = (*stroke.held, stroke.keycode)
            self._connection.expect(*(Touched(Touch.KEY, code) for code in codes))
            keys = [_known(pyautogui, code) for code in codes]
            try:
                for key in keys:
                    pyautogui.keyDown(key, _pause=False)
            except pyautogui.FailSafeException:
                self._let_go(keys)
                return number
            self._let_go(keys)
        return len(strokes)

    def press(self, pyautogui: Any, x: int, y: int) -> None:
        """Presses the main button at a point. Raises NotDoneError for a person's corner.

        Release it, whatever happens.
        """
        # Which of the two the server calls the first, for a left hand, is its matter.
        buttons = (Touched(Touch.BUTTON, one) for one in BUTTONS[: 2 if _main() == "right" else 1])
        self._connection.expect(Touched(Touch.MOTION, (x, y)), *buttons)
        try:
            pyautogui.mouseDown(x, y, button=_main(), _pause=False)
        except pyautogui.FailSafeException:
            raise NotDoneError(IN_A_CORNER) from None

    def release(self, x: int, y: int) -> None:
        """Releases it at the point, wherever a person has moved the pointer meanwhile."""
        self._connection.expect(Touched(Touch.MOTION, (x, y)))
        platform: Any = sys.modules["pyautogui._pyautogui_x11"]
        platform._mouseUp(x, y, _main())  # noqa: SLF001 - the public one asks the fail-safe first

    def _let_go(self, keys: Sequence[str]) -> None:
        platform: Any = sys.modules["pyautogui._pyautogui_x11"]
        for key in reversed(keys):
            platform._keyUp(key)  # noqa: SLF001 - the public one asks the fail-safe first


def _main() -> str:
    """The main button of this person's hand."""
    platform: Any = sys.modules["pyautogui._pyautogui_x11"]
    return "right" if platform._mouse_is_swapped() else "left"  # noqa: SLF001 - asked once


def _known(pyautogui: Any, keycode: int) -> str:
    """The name under which pyautogui presses this very key.

    It takes characters for those of an American keyboard, so it is never given any.
    """
    del pyautogui
    name = f"keycode {keycode}"
    platform: Any = sys.modules["pyautogui._pyautogui_x11"]
    platform.keyboardMapping[name] = keycode
    return name


def _pyautogui(connection: Connection) -> Any:
    """pyautogui, which opens displays of its own where it is imported: they are ours instead."""
    with _IMPORTING:
        before, opens = os.environ.get("DISPLAY"), xlib.Display
        os.environ["DISPLAY"], xlib.Display = connection.name, lambda *_name: connection.display
        try:
            # It is written for older Pythons, which this one mentions when it compiles it.
            with _without_its_window(), warnings.catch_warnings(action="ignore"):
                import pyautogui
        finally:
            xlib.Display = opens
            if before is None:
                del os.environ["DISPLAY"]
            else:
                os.environ["DISPLAY"] = before
        return pyautogui


@contextmanager
def _without_its_window() -> Iterator[None]:
    """Without `mouseinfo`, which ends the whole process where Tk is not installed."""
    if MOUSE_INFO in sys.modules:
        yield
        return
    sys.modules[MOUSE_INFO] = None  # type: ignore[assignment] # so says the import system's manual
    try:
        yield
    finally:
        del sys.modules[MOUSE_INFO]
