"""A signed-in terminal."""

from collections.abc import Iterator
from contextlib import contextmanager

from runner.drivers.surface.session import Credentials, SurfaceSession
from runner.drivers.surface.stage import Stage
from runner.drivers.surface.surface import Surface
from runner.drivers.terminal.options import TerminalOptions
from runner.screens.model import App
from runner.terminal import Terminal


class TerminalSession(SurfaceSession, Terminal):
    """One terminal, one user. Not for several threads."""

    @contextmanager
    def cut_off(self) -> Iterator[None]:
        """Without a connection to the app while the block runs, as a test wants it."""
        surface = self.stage.surface
        surface.close(0)
        setattr(surface, "cut", True)  # noqa: B010 - both kinds of terminals have it
        try:
            yield
        finally:
            setattr(surface, "cut", False)  # noqa: B010


def open_terminal(
    app: App, credentials: Credentials, options: TerminalOptions | None = None
) -> TerminalSession:
    """A terminal session; it is connected with the sign-in.

    Raises:
        NoSuchTerminalError: the address is none of a terminal.
    """
    from runner.drivers.terminal.offering import candidates

    options = options or TerminalOptions()
    stage = Stage(
        app=app,
        surface=_surface(app, options),
        address=options.address or app.address,
        wait_seconds=options.wait_seconds,
        candidates=candidates,
        learned=options.learned,
        rejected=options.rejected,
    )
    return TerminalSession(stage, credentials)


def _surface(app: App, options: TerminalOptions) -> Surface:
    """A host's or a program's; what they are driven with is imported when one is opened."""
    address = options.address or app.address
    if app.program.start or address.startswith("ssh://"):
        from runner.drivers.terminal.program import ProgramSurface

        return ProgramSurface(app, options)
    from runner.drivers.terminal.host import HostSurface

    return HostSurface(app, options)
