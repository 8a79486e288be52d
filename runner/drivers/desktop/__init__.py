"""Programs with windows, driven by accessibility, keyboard, pictures and text in pictures."""

from runner.drivers.desktop.options import DesktopOptions
from runner.drivers.desktop.session import DesktopSession, open_desktop

__all__ = ["DesktopOptions", "DesktopSession", "open_desktop"]
