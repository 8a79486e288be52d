"""Looks at a snapshot of a program as if it were the program."""

import time
from collections.abc import Iterable

from runner.drivers.surface.recognition import Shown, missing
from runner.drivers.surface.surface import Look, Scope
from runner.screens.model import App, Screen
from runner.survey.errors import SnapshotBrokenError, SnapshotOfAnotherAppError
from runner.survey.findings import AppLook, ScreenLook, State
from runner.survey.snapshot import Snapshot
from runner.survey.surface_counting import count_surface, remains_of
from runner.survey.surface_keeping import LOOK, kept_look


def look_at_kept(app: App, snapshot: Snapshot, names: Iterable[str] | None = None) -> AppLook:
    """One look at the screens of these names, else at all. Nothing is started for it.

    Raises:
        SnapshotOfAnotherAppError: it is one of another app.
        SnapshotBrokenError: a screen of it cannot be read.
    """
    if snapshot.app != app.name:
        raise SnapshotOfAnotherAppError(snapshot.folder, snapshot.app, app.name)
    began = time.monotonic()
    looks = [_screen(app, snapshot, name) for name in (names or app.screens)]
    return AppLook(
        app=app.name,
        address=str(snapshot.folder),
        at=snapshot.at,
        seconds=round(time.monotonic() - began, 1),
        screens=looks,
    )


def _screen(app: App, snapshot: Snapshot, name: str) -> ScreenLook:
    screen = app.screens[name]
    line = screen.place.line
    if name not in snapshot.screens:
        why = snapshot.missed.get(name, "the snapshot does not have it.")
        return ScreenLook(name, State.NOT_VISITED, line, why)
    look = _kept(app, snapshot, name)
    scopes = look.scopes(screen)
    shown = next((one for one in scopes if missing(one, screen) is None), None)
    if shown is not None:
        findings = tuple(count_surface(Shown(screen, look, shown)))
        return ScreenLook(name, State.FOUND, line, findings=findings)
    left = tuple(remains_of(scopes[0], screen)) if scopes else ()
    return ScreenLook(name, State.MISSING, line, _why(screen, scopes), left)


def _kept(app: App, snapshot: Snapshot, name: str) -> Look:
    try:
        return kept_look(snapshot.folder, app, name)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise SnapshotBrokenError(snapshot.folder / name / LOOK, type(error).__name__) from None


def _why(screen: Screen, scopes: "Iterable[Scope]") -> str:
    lacks = next((missing(one, screen) for one in scopes), None)
    return f"{screen.place}: the screen {screen.name!r} is not in it: {lacks or 'no such window'}."
