"""What is seen on one display: pictures of it, and what can be found in them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runner.drivers.desktop.eyes.x11 import X11Eyes


def open_eyes(display: str) -> "X11Eyes":
    """Looks at an X11 display, named as DISPLAY does: `:99`. Raises DesktopLostError."""
    from runner.drivers.desktop.eyes.x11 import X11Eyes

    return X11Eyes(display)
