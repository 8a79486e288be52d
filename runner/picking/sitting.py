"""Opens an app before a person: a visible browser, signed in."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from runner.drivers.web import WebOptions, WebSession, open_web
from runner.errors import EnvironmentFault
from runner.run.preparation import check_credentials
from runner.run.stopping import stopping
from runner.screens.load import load
from runner.screens.model import App
from runner.settings import load_settings
from runner.vault import open_vault
from runner.workspace import Workspace


class NoDesktopError(EnvironmentFault):
    """A person is to work in a browser where nothing can be shown."""

    def __init__(self) -> None:
        super().__init__(
            "There is no display to show a browser on (DISPLAY and WAYLAND_DISPLAY are not set).",
            hint="Start it in a desktop session, on the machine where you sit.",
        )


def app_of(workspace: Workspace, name: str) -> App:
    """The app of a selector file.

    Raises:
        NoSuchAppError: there is no such file.
        SelectorFileError: it is not valid.
    """
    return load(workspace.app_file(name))


@contextmanager
def before_a_person(
    workspace: Workspace, app: App, *, address: str | None = None, headless: bool = False
) -> Iterator[WebSession]:
    """An app's browser while the block runs, signed in where the file says how.

    Raises:
        NoDesktopError: there is no display.
        DeskhandError: there is no browser, no credential, or the app does not let anybody in.
    """
    nowhere = not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if not headless and sys.platform == "linux" and nowhere:
        raise NoDesktopError
    check_credentials(workspace, {app.name: app})
    settings = load_settings(workspace.root)
    here = settings.apps.get(app.path.stem)
    options = WebOptions(
        address=address or (here.address if here else None),
        headless=headless,
        sized_by_hand=not headless,
        browser=Path(settings.browser) if settings.browser else None,
        wait_seconds=settings.wait,
    )
    session = open_web(app, open_vault(workspace.root).get, options)
    try:
        session.sign_in()
        yield session
    finally:
        session.close()


@contextmanager
def ended_by_ctrl_c() -> Iterator[Callable[[], bool]]:
    """Tells whether Ctrl-C was pressed while the block runs; it interrupts nothing."""
    ended = Event()
    with stopping(ended.set):
        yield ended.is_set
