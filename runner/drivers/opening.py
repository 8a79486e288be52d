"""Opens a session of an app by its kind; the driver is imported when it is needed."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from runner.drivers.surface.session import Credentials
from runner.screens.model import App, AppKind


@dataclass(frozen=True, slots=True)
class Opening:
    """How an app is opened by tools that are no run."""

    workspace: Path
    address: str | None = None
    """Instead of the one in the selector file."""
    show: bool = False
    """Where a person can see it."""
    browser: Path | None = None
    wait_seconds: float = 30.0


def open_session(app: App, credentials: Credentials, how: Opening) -> Any:
    """A session in which nobody is signed in yet.

    Raises:
        EnvironmentFault: what it takes (a browser, a display) is not there.
    """
    if app.kind is AppKind.DESKTOP:
        from runner.drivers.desktop import DesktopOptions, open_desktop

        seen = DesktopOptions(
            how.address, how.wait_seconds, own_display=not how.show, workspace=how.workspace
        )
        return open_desktop(app, credentials, seen)
    if app.kind is AppKind.TERMINAL:
        from runner.drivers.terminal import TerminalOptions, open_terminal

        at = TerminalOptions(how.address, how.wait_seconds, workspace=how.workspace)
        return open_terminal(app, credentials, at)
    from runner.drivers.web import WebOptions, open_web

    options = WebOptions(
        address=how.address,
        headless=not how.show,
        browser=how.browser,
        wait_seconds=how.wait_seconds,
    )
    return open_web(app, credentials, options)
