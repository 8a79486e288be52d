"""Recognises screens on a surface: nothing is done on a screen that was not recognised."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from runner.drivers.errors import ScreenLeftError, ScreenNotShownError, SessionEndedError
from runner.drivers.surface.stage import Stage
from runner.drivers.surface.surface import Look, Scope
from runner.screens.model import Screen

LOOK_SECONDS = 0.1
"""How long it is waited for a change before the surface is looked at again."""
AGAIN_SECONDS = 3.0
"""How long a screen that a bot was on may take to be there again after a person had it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A screen that was recognised, and the part of the look that shows it."""

    screen: Screen
    look: Look
    scope: Scope


class Recognition:
    """Waits for screens."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def wait_for(
        self, names: Sequence[str], *, seconds: float | None = None, signed_in: bool = True
    ) -> Shown:
        """The first of the screens that is shown.

        Raises SessionEndedError as soon as a signed-out screen is there instead (not while
        signing in), ScreenNotShownError after the wait.
        """
        stage = self._stage
        limit = stage.wait_seconds if seconds is None else seconds
        until = time.monotonic() + limit
        while True:
            look = stage.look()
            shown = self.among(look, names) if not self._busy(look) else None
            if shown is not None and self._settled(shown):
                stage.moments.shown()
                return shown
            if signed_in:
                self._ended(look, names)
            left = until - time.monotonic()
            if left <= 0:
                raise self._not_shown(look, names, limit)
            stage.surface.await_change(min(LOOK_SECONDS, left))

    def now(self, names: Sequence[str]) -> Shown | None:
        """Like `wait_for`, without waiting; None when none of them is shown."""
        look = self._stage.look()
        shown = None if self._busy(look) else self.among(look, names)
        if shown is not None:
            self._stage.moments.shown()
        return shown

    def again(self, shown: Shown) -> Shown:
        """The screen as it is now; at once where nothing was done since it was recognised."""
        if shown.look is self._stage.last:
            return shown
        return self.wait_for([shown.screen.name])

    def after_a_person(self, shown: Shown) -> Shown:
        """The screen, after a person had it.

        Raises:
            ScreenLeftError: it is not shown any more.
        """
        try:
            return self.wait_for([shown.screen.name], seconds=AGAIN_SECONDS)
        except ScreenNotShownError as error:
            raise ScreenLeftError(shown.screen, error.sight) from error

    def among(self, look: Look, names: Sequence[str]) -> Shown | None:
        """The first of the screens that a look shows."""
        for name in names:
            screen = self._stage.app.screens[name]
            for scope in look.scopes(screen):
                if missing(scope, screen) is None:
                    return Shown(screen, look, scope)
        return None

    def _settled(self, shown: Shown) -> bool:
        seconds = shown.screen.settle_ms / 1000
        if not seconds:
            return True
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._stage.surface.await_change(left)
        # The later look is thrown away: what was recognised is what it still shows, or nothing.
        return self._stage.surface.look().digest == shown.look.digest

    def _busy(self, look: Look) -> bool:
        stage = self._stage
        anywhere = Screen("", next(iter(stage.app.screens.values())).place, ())
        return any(
            scope.find(locator).things
            for locator in stage.app.busy
            for scope in look.scopes(anywhere)
        )

    def _ended(self, look: Look, names: Sequence[str]) -> None:
        ended_by = [one for one in self._stage.app.signed_out if one not in names]
        if self.among(look, ended_by) is not None:
            self._stage.signed_out = True
            raise SessionEndedError(self._stage.app.name, " or ".join(map(repr, names)))

    def _not_shown(self, look: Look, names: Sequence[str], limit: float) -> ScreenNotShownError:
        screens = [self._stage.app.screens[name] for name in names]
        lacks = [self._stage.unseen.mask(_nearest(look, screen)) for screen in screens]
        return ScreenNotShownError(
            screens, seconds=limit, missing=lacks, sight=self._stage.sight(look)
        )


def missing(scope: Scope, screen: Screen) -> str | None:
    """What a scope lacks of all that a screen is shown by; None when it shows the screen."""
    for locator in screen.shown_by:
        found = scope.find(locator)
        if not found.things:
            return f"{locator}{f' ({found.why})' if found.why else ''}"
    return None


def _nearest(look: Look, screen: Screen) -> str:
    scopes = look.scopes(screen)
    if not scopes:
        return "a window with its title" if screen.window else "a screen that can be used"
    return missing(scopes[0], screen) or "a moment without changes"
