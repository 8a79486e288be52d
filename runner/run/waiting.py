"""Waiting: a run in the foreground stands still while an app is in maintenance or does not answer."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from runner.errors import InputError
from runner.run.access import Access, Barred
from runner.run.errors import NotInTimeError
from runner.run.plan import AppPlan
from runner.waiting import pause

LOOK_SECONDS = 1.0
"""How often it is looked whether work may go on."""

REST_SECONDS = 5.0
"""How long nothing is begun after a worker ended because an app did not answer."""


class NotNowError(InputError):
    """A person starts a run on an app that is in maintenance, or is left alone."""

    def __init__(self, barred: Barred) -> None:
        super().__init__(
            f"Nothing was begun. {barred.words}",
            hint="Start it later, or have it wait: `deskhand run … --wait-for-apps`. With "
            "--even-if-paused it begins all the same.",
        )


class Waiting:
    """Whether one run's apps may be worked on now."""

    def __init__(self, access: Access, bot: str, apps: Mapping[str, AppPlan]) -> None:
        self._access = access
        self._bot = bot
        self._apps = apps
        self._look_at = 0.0
        self._rests_until = 0.0
        self._barred: Barred | None = None
        self._said: str | None = None

    @property
    def holds(self) -> bool:
        """Whether nothing is to be begun just now."""
        return self._barred is not None or self._rests_until > time.monotonic()

    def look(self, say: Callable[[str], None]) -> Barred | None:
        """Why nothing may be begun, if so; said once, and once more when work goes on.

        Raises:
            EnvironmentFault: the store cannot be reached.
        """
        now = time.monotonic()
        if now < self._look_at:
            return self._barred
        self._look_at = now + LOOK_SECONDS
        apps = list(self._apps.values())
        self._access.look(apps)
        self._barred = self._access.barred(self._bot, apps)
        key = self._barred.key if self._barred is not None else None
        if key != self._said:
            say(f"Waiting. {self._barred.words}" if self._barred else "Going on.")
        self._said = key
        return self._barred

    def rest(self) -> None:
        """A worker has ended because an app did not answer: begin nothing for a moment."""
        self._rests_until = time.monotonic() + REST_SECONDS

    def longer_than(self, seconds: float) -> bool:
        """Whether it is known that nothing may be begun for so long."""
        if self._barred is None or self._barred.until is None:
            return False
        return (self._barred.until - datetime.now(UTC)).total_seconds() > seconds

    def met(self, app_out: str | None, outcome: str, message: str) -> None:
        """An attempt has ended; see `Access.met`."""
        self._access.met(self._apps, app_out, outcome, message)

    def refuse(self) -> None:
        """Refuse to begin what would have to wait at once.

        Raises:
            NotNowError: an app is in maintenance, or is left alone.
        """
        self._access.look(())  # whether an app is back is others' business
        barred = self._access.barred(self._bot, list(self._apps.values()))
        if barred is not None:
            raise NotNowError(barred)

    def wait(self, say: Callable[[str], None], longest: float | None) -> None:
        """Wait until work may begin.

        Raises:
            NotInTimeError: it would be longer than `longest` seconds.
        """
        ends = None if longest is None else time.monotonic() + longest
        while (barred := self.look(say)) is not None:
            left = None if ends is None else ends - time.monotonic()
            if left is not None and (left <= 0 or self.longer_than(left)):
                raise NotInTimeError(barred.words)
            pause(LOOK_SECONDS, because="nothing calls when an app is back")
