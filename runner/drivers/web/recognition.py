"""Recognises screens: nothing is done on a screen that was not recognised."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from runner.drivers.errors import (
    AppUnreachableError,
    ScreenNotShownError,
    SessionEndedError,
    WindowClosedError,
)
from runner.drivers.web.scene import SLICE_MS, Scene, SeenLast
from runner.drivers.web.window import Answer, CutShortError, Window
from runner.screens.model import Screen

MANY_WINDOWS_MS = 120.0
FRESH_SECONDS = 0.25
"""How long a screen that was recognised needs no second look of its own."""
UNREACHABLE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Shown:
    """A screen that was recognised, and the window that shows it."""

    screen: Screen
    window: Window


@dataclass(slots=True)
class _Wait:
    names: tuple[str, ...]
    ended_by: tuple[str, ...]
    started: float
    missing: tuple[str, ...] = ()

    def seconds(self) -> float:
        return time.monotonic() - self.started


class Recognition:
    """Waits for screens in any open window."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def wait_for(
        self, names: Sequence[str], *, seconds: float | None = None, signed_in: bool = True
    ) -> Shown:
        """The first of the screens that is shown.

        Raises SessionEndedError as soon as a signed-out screen is there instead (not while
        signing in), ScreenNotShownError after the wait.
        """
        scene = self._scene
        limit = scene.options.wait_seconds if seconds is None else seconds
        if (just := self.just_seen(names)) is not None:
            return just
        ended = [one for one in scene.app.signed_out if one not in names] if signed_in else []
        wait = _Wait(tuple(names), tuple(ended), time.monotonic())
        while True:
            left_ms = (limit - wait.seconds()) * 1000
            shown = self._look(wait, max(0.0, left_ms))
            if shown is not None:
                return shown
            self._unreachable(wait)
            if left_ms <= 0:
                raise self._not_shown(wait, limit)

    def just_seen(self, names: Sequence[str]) -> Shown | None:
        """The screen, when it was recognised a moment ago and nothing was done since."""
        # Whatever is done next on the screen recognises it again in its own round trip.
        scene = self._scene
        seen = scene.seen_last
        if seen is None or seen.window.closed or list(names) != [seen.screen]:
            return None
        if time.monotonic() - seen.at > FRESH_SECONDS or scene.dialogs.unknown is not None:
            return None
        return Shown(scene.app.screens[seen.screen], seen.window)

    def now(self, names: Sequence[str]) -> Shown | None:
        """Like `wait_for`, without waiting; None when none of them is shown."""
        return self._look(_Wait(tuple(names), (), time.monotonic()), 0.0)

    def ended(self, window: Window, awaited: str) -> None:
        """Raises SessionEndedError when the window shows a signed-out screen."""
        names = [one for one in self._scene.app.signed_out if one != awaited]
        if not names:
            return
        answer = self._recognise(window, [], names, 0.0)
        if answer["ok"]:
            self._scene.signed_out = True
            raise SessionEndedError(self._scene.app.name, repr(awaited))

    def _look(self, wait: _Wait, left_ms: float) -> Shown | None:
        scene = self._scene
        scene.check()
        windows = scene.windows() or [scene.window()]
        most = SLICE_MS if len(windows) == 1 else MANY_WINDOWS_MS
        for window in windows:
            answer = self._recognise(window, wait.names, wait.ended_by, min(most, left_ms))
            if answer["ok"]:
                return self._found(wait, window, answer)
            if window is windows[0]:
                wait.missing = tuple(answer["missing"])
        return None

    def _recognise(
        self, window: Window, names: Sequence[str], ended_by: Sequence[str], slice_ms: float
    ) -> Answer:
        scene = self._scene
        try:
            return scene.ask(
                window,
                "recognise",
                slice_ms=slice_ms,
                screens=[*scene.plans.screens(names), *scene.plans.anywhere(ended_by)],
                reads=scene.foresight.wanted(names),
                masks=scene.pictures.question(),
                **scene.plans.patience,
            )
        except CutShortError:
            return {"ok": False, "missing": ["the page was just loading"]}
        except WindowClosedError:
            # One of several: a window that has done its work may close while it is looked at.
            return {"ok": False, "missing": ["its window was closed"]}

    def _found(self, wait: _Wait, window: Window, answer: Answer) -> Shown:
        scene = self._scene
        index = int(answer["screen"])
        scene.prefer(window)
        if index >= len(wait.names):
            scene.signed_out = True
            raise SessionEndedError(scene.app.name, " or ".join(map(repr, wait.names)))
        scene.pictures.shown(window, answer.get("hidden"))
        scene.seen_last = SeenLast(wait.names[index], window, time.monotonic())
        scene.foresight.found(wait.names[index], window, answer.get("values"))
        return Shown(scene.app.screens[wait.names[index]], window)

    def _unreachable(self, wait: _Wait) -> None:
        if wait.seconds() < UNREACHABLE_SECONDS:
            return
        scene = self._scene
        for address in scene.error_pages(scene.window()):
            raise AppUnreachableError(scene.app.name, address, "it does not answer")

    def _not_shown(self, wait: _Wait, limit: float) -> ScreenNotShownError:
        scene = self._scene
        screens = [scene.app.screens[name] for name in wait.names]
        sight = scene.sight(scene.window())
        missing = [scene.mask(why) for why in wait.missing]
        return ScreenNotShownError(screens, seconds=limit, missing=missing, sight=sight)
