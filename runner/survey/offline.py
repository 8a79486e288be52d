"""Looks at a snapshot as if it were the app: its pages are opened without any network."""

import re
import time
from collections.abc import Iterable, Mapping
from html import escape, unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from runner.drivers.web.recognition import Shown
from runner.drivers.web.session import WebSession
from runner.drivers.web.standing_in import Reply, stand_in
from runner.errors import DeskhandError, EnvironmentFault
from runner.mending.learned import Lesson
from runner.screens.model import App, Screen
from runner.survey.counting import count_screen
from runner.survey.errors import SnapshotBrokenError, SnapshotOfAnotherAppError
from runner.survey.findings import AppLook, Finding, ScreenLook, State
from runner.survey.snapshot import KeptScreen, Snapshot
from runner.survey.web_recalling import page_recalled

MARK = "deskhand-page"
"""In the addresses of frames: which page of the screen stands there."""
NOWHERE = "http://snapshot.invalid/"
"""Stands for an address that no page can be served at: about:srcdoc, file:…."""
CSS = "text/css; charset=utf-8"
FRAME = re.compile(r'src="page-(\d+)\.html" data-address="([^"]*)"')


class OfflineCheck:
    """One look at a snapshot, in a browser that nobody has used."""

    def __init__(
        self,
        session: WebSession,
        snapshot: Snapshot,
        *,
        lessons: Mapping[str, Lesson] | None = None,
    ) -> None:
        """`lessons` are what was learned of the screens, by name.

        Raises:
            SnapshotOfAnotherAppError: the session is one of another app.
        """
        self._lessons = lessons or {}
        self._session = session
        self._snapshot = snapshot
        self._now: KeptScreen | None = None
        app = session.scene.app
        if snapshot.app != app.name:
            raise SnapshotOfAnotherAppError(snapshot.folder, snapshot.app, app.name)

    def run(self, names: Iterable[str] | None = None) -> AppLook:
        """Look at the screens of these names, else at all.

        Raises:
            SnapshotBrokenError: a page of it cannot be read.
            EnvironmentFault: the browser is gone.
        """
        began = time.monotonic()
        app = self._session.scene.app
        stand_in(self._session.scene, self._reply)
        looks = [self._look(app, name) for name in (names or app.screens)]
        return AppLook(
            app=app.name,
            address=str(self._snapshot.folder),
            at=self._snapshot.at,
            seconds=round(time.monotonic() - began, 1),
            screens=looks,
        )

    def _look(self, app: App, name: str) -> ScreenLook:
        screen = app.screens[name]
        line = screen.place.line
        kept = self._snapshot.screens.get(name)
        if kept is None:
            why = self._snapshot.missed.get(name, "the snapshot does not have it.")
            return ScreenLook(name, State.NOT_VISITED, line, why)
        self._open(kept)
        try:
            findings = self._count(screen)
            shown = Shown(screen, self._session.scene.window())
            told = page_recalled(self._session.scene, shown, self._lessons.get(name), findings)
            return ScreenLook(name, State.FOUND, line, findings=tuple(told))
        except EnvironmentFault:
            raise
        except DeskhandError as error:
            left = tuple(self._count(screen, anyway=True))
            return ScreenLook(name, State.MISSING, line, error.sentence(), left)

    def _count(self, screen: Screen, *, anyway: bool = False) -> list[Finding]:
        scene = self._session.scene
        try:
            # Nothing comes late on a page without scripts.
            return count_screen(scene, screen, scene.window(), anyway=anyway, late_ms=500.0)
        except EnvironmentFault:
            raise
        except DeskhandError:
            if anyway:
                return []
            raise

    def _open(self, kept: KeptScreen) -> None:
        self._now = kept
        # Where only what stands behind the # differs, the next page would not be loaded.
        self._session.driver.open("about:blank")
        self._session.driver.open(reachable(kept.addresses[0]))
        self._session.scene.window().page.wait_for_load_state("load")

    def _reply(self, address: str, as_page: bool) -> Reply | None:
        asked = urlsplit(address)
        if asked.path.endswith(".css"):
            style = self._snapshot.folder / "styles" / asked.path.rsplit("/", 1)[1]
            return Reply(style.read_bytes(), CSS) if style.is_file() else None
        if not as_page or self._now is None:
            return None
        number = parse_qs(asked.query).get(MARK, ["0"])[0]
        file = self._snapshot.folder / self._now.screen / f"page-{number}.html"
        return Reply(served(text_of(file), reachable(self._now.addresses[0])).encode())


def text_of(file: Path) -> str:
    """A page of the snapshot; in the place of one that is gone, an empty one."""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return f"<!doctype html><title>{escape(type(error).__name__)}</title>"


def reachable(address: str, base: str = NOWHERE) -> str:
    """The address, or the base where a browser would not ask anybody for it."""
    return address if address.startswith(("http://", "https://")) else base


def served(page: str, base: str) -> str:
    """A page whose frames are asked for at the addresses that they had.

    A frame without one, such as about:srcdoc, belongs to the page at `base`.
    """

    def frame(found: re.Match[str]) -> str:
        address, sign, fragment = reachable(unescape(found[2]), base).partition("#")
        joined = f"{address}{'&' if '?' in address else '?'}{MARK}={found[1]}{sign}{fragment}"
        return f'src="{escape(joined)}"'

    return FRAME.sub(frame, page)


def complete(snapshot: Snapshot) -> None:
    """Raises SnapshotBrokenError when a page of a snapshot is missing."""
    for kept in snapshot.screens.values():
        for number in range(len(kept.addresses)):
            file = snapshot.folder / kept.screen / f"page-{number}.html"
            if not file.is_file():
                raise SnapshotBrokenError(file, "it is gone")
