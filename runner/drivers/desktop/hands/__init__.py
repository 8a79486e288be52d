"""What touches one display: its keyboard, its mouse and its clipboard."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runner.drivers.desktop.hands.x11 import X11Hands


def open_hands(display: str) -> "X11Hands":
    """Connects to an X11 display, named as DISPLAY does: `:99`.

    Tidies what a keyboard of ours that died has left there. Raises DesktopLostError.
    """
    from runner.drivers.desktop.hands.x11 import X11Hands

    return X11Hands(display)
