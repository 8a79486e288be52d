"""A signed-in terminal."""

from runner.drivers.surface.session import Credentials, SurfaceSession
from runner.drivers.terminal.options import TerminalOptions
from runner.screens.model import App
from runner.terminal import Terminal


class TerminalSession(SurfaceSession, Terminal):
    """One terminal, one user. Not for several threads."""


def open_terminal(
    app: App, credentials: Credentials, options: TerminalOptions | None = None
) -> TerminalSession:
    """A terminal session; it is connected with the sign-in."""
    raise NotImplementedError
