"""A signed-in program on a desktop."""

from runner.desktop import Desktop
from runner.drivers.desktop.options import DesktopOptions
from runner.drivers.surface.session import Credentials, SurfaceSession
from runner.screens.model import App


class DesktopSession(SurfaceSession, Desktop):
    """One program, one user. Not for several threads."""


def open_desktop(
    app: App, credentials: Credentials, options: DesktopOptions | None = None
) -> DesktopSession:
    """A session with a desktop program; it is started with the sign-in."""
    raise NotImplementedError
