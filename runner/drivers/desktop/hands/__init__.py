"""What touches one display: its keyboard, its mouse and its clipboard."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runner.drivers.desktop.hands.x11 import X11Hands


def open_hands(display: str, expect: Callable[..., None] | None = None) -> "X11Hands":
    """Connects to an X11 display, named as DISPLAY does: `:99`.

    `expect` is told of every key, button and motion (`Touched`) before it is sent. Tidies what a keyboard of ours that died has left there. Raises DesktopLostError.
    """
    from runner.drivers.desktop.hands.x11 import X11Hands

    return X11Hands(display) if expect is None else X11Hands(display, expect)
