"""A signed-in program on a desktop."""

from runner.desktop import Desktop
from runner.drivers.desktop.options import DesktopOptions
from runner.drivers.surface.session import Credentials, SurfaceSession
from runner.drivers.surface.stage import Stage
from runner.drivers.unseen import Unseen
from runner.screens.model import App


class DesktopSession(SurfaceSession, Desktop):
    """One program, one user. Not for several threads."""


def open_desktop(
    app: App, credentials: Credentials, options: DesktopOptions | None = None
) -> DesktopSession:
    """A session with a desktop program; it is started with the sign-in."""
    from runner.drivers.desktop.offering import candidates
    from runner.drivers.desktop.sharing import Sharing
    from runner.drivers.desktop.surface import DesktopSurface

    chosen = options or DesktopOptions()
    unseen = Unseen()
    surface = DesktopSurface(app, chosen, unseen.mask)
    stage = Stage(
        app,
        surface,
        chosen.address or app.address,
        wait_seconds=chosen.wait_seconds,
        unseen=unseen,
        candidates=candidates,
        learned=chosen.learned,
        rejected=chosen.rejected,
    )
    surface.recorder = lambda: stage.recorder
    person = None if chosen.own_display else Sharing(lambda: surface.opened)
    session = DesktopSession(stage, credentials, person)
    surface.filming.hidden = session.hidden
    return session
