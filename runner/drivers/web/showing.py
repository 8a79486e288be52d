"""Showing: a browser window is put before the person, or out of his way."""

from contextlib import suppress

from runner.drivers.web.window import ClosedError, CutShortError, Window


def show(window: Window) -> None:
    """Put a window before the person."""
    _bounds(window, "normal")


def hide(window: Window) -> None:
    """Put a window out of the way; its page goes on as if it were shown."""
    _bounds(window, "minimized")


def _bounds(window: Window, state: str) -> None:
    with suppress(ClosedError, CutShortError):  # where nothing is shown there is nothing to move
        found = window.send("Browser.getWindowForTarget")
        if found["bounds"].get("windowState") != state:
            wanted = {"windowId": found["windowId"], "bounds": {"windowState": state}}
            window.send("Browser.setWindowBounds", wanted)
