"""A later moment, as a person types it: `04:00`, `+90m`, `2026-11-30` or `2026-11-30T04:00`."""

import re
from datetime import datetime, timedelta

from runner.errors import InputError
from runner.schedules.durations import duration

CLOCK = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)


class NotLaterError(InputError):
    """A text that names no moment, or one that has passed."""

    def __init__(self, text: str, why: str) -> None:
        super().__init__(
            f"{text!r} {why}.",
            hint="Write 04:00 (when the clock shows that next), +90m, or 2026-11-30T04:00.",
        )


def later(text: str, now: datetime) -> datetime:
    """The moment that is meant; times without a zone are those of `now`.

    Raises:
        NotLaterError: it is none, or has passed.
    """
    if text.startswith("+"):
        try:
            return now + duration(text[1:])
        except ValueError:
            raise NotLaterError(text, "is no length of time") from None
    clock = CLOCK.fullmatch(text)
    try:
        found = at_the_clock(clock, now) if clock else datetime.fromisoformat(text)
    except ValueError:
        raise NotLaterError(text, "is no time") from None
    moment = found if found.tzinfo is not None else found.astimezone()
    if moment <= now:
        raise NotLaterError(text, "has passed")
    return moment


def at_the_clock(clock: re.Match[str], now: datetime) -> datetime:
    """When the clock on this machine's wall shows it next."""
    hour, minute = (int(part) for part in clock.groups())
    wall = now.astimezone().replace(tzinfo=None)
    found = wall.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return (found if found > wall else found + timedelta(days=1)).astimezone()
