"""An oracle of cron expressions: every minute of every year, one after the other.

Nothing of it is shared with the product: fields are read anew, and no time is ever computed from
another one; the local clock of every minute in UTC is looked up, and compared.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

Minutes = NDArray[np.int64]
Marks = NDArray[np.bool_]

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a local clock has no zone
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Clock:
    """A zone's local clock over a stretch of time, minute by minute."""

    begin: datetime
    local: Minutes
    """Minutes since 1970 on the wall, for each minute in UTC from the beginning on."""
    first: int
    """The earliest minute on the wall."""
    fields: dict[str, Minutes]
    """Minute, hour, day, month, weekday and days left in the month of every minute on the wall."""


def clock(zone: ZoneInfo, begin: datetime, minutes: int) -> Clock:
    """The local clock of a zone."""
    moments = (begin + number * MINUTE for number in range(minutes))
    walls = (moment.astimezone(zone).replace(tzinfo=None) for moment in moments)
    local = np.fromiter(((wall - EPOCH) // MINUTE for wall in walls), np.int64, minutes)
    first, last = int(local.min()), int(local.max())
    return Clock(begin, local, first, fields_of(np.arange(first, last + 1)))


def fields_of(wall: Minutes) -> dict[str, Minutes]:
    """What a calendar says of minutes on the wall."""
    moments = wall.astype("datetime64[m]")
    days, months = moments.astype("datetime64[D]"), moments.astype("datetime64[M]")
    ends = (months + 1).astype("datetime64[D]")
    return {
        "minute": wall % 60,
        "hour": wall // 60 % 24,
        "day": (days - months.astype("datetime64[D]")).astype(np.int64) + 1,
        "month": months.astype(np.int64) % 12 + 1,
        "weekday": (days.astype(np.int64) + 4) % 7,
        "left": (ends - days).astype(np.int64) - 1,
    }


def due(text: str, clock: Clock) -> list[datetime]:
    """When an expression is due, by a look at every minute."""
    named = marks(text, clock.fields)
    at = clock.local - clock.first
    if any(field.startswith("*") for field in text.split()[:2]):
        found = named[at]
    else:
        # Named times: what the clock skips is due right after the gap, what it shows twice once.
        passed = np.maximum.accumulate(at)
        counts = np.concatenate([[0], np.cumsum(named)])
        found = np.zeros(len(at), dtype=bool)
        found[1:] = counts[passed[1:] + 1] > counts[passed[:-1] + 1]
    return [clock.begin + int(number) * MINUTE for number in np.flatnonzero(found)]


def marks(text: str, fields: dict[str, Minutes]) -> Marks:
    """Which minutes on the wall an expression names."""
    minute, hour, day, month, weekday = text.split()
    days, weekdays = days_named(day, fields), named_of(weekday, fields["weekday"], 0, 7, wrap=7)
    both = day.startswith("*") or weekday.startswith("*")
    rest: Marks = (
        named_of(minute, fields["minute"], 0, 59)
        & named_of(hour, fields["hour"], 0, 23)
        & named_of(month, fields["month"], 1, 12)
    )
    named: Marks = rest & ((days & weekdays) if both else (days | weekdays))
    return named


def days_named(text: str, fields: dict[str, Minutes]) -> Marks:
    """Days of the month; `L` is the last one."""
    if text == "L":
        last: Marks = fields["left"] == 0
        return last
    return named_of(text, fields["day"], 1, 31)


def named_of(text: str, values: Minutes, least: int, most: int, wrap: int = 10**6) -> Marks:
    """Which values one field names."""
    wanted: set[int] = set()
    for part in text.split(","):
        span, _, step = part.partition("/")
        low, _, high = span.partition("-")
        begin = least if span == "*" else int(low)
        end = most if span == "*" or (step and not high) else int(high or low)
        wanted |= {number % wrap for number in range(begin, end + 1, int(step or 1))}
    found: Marks = np.isin(values, list(wanted))
    return found


def years(count: int) -> tuple[datetime, int]:
    """The beginning and the minutes of so many years from 2025 on."""
    begin = datetime(2025, 1, 1, tzinfo=UTC)
    end = datetime(2025 + count, 1, 1, tzinfo=UTC)
    return begin, (end - begin) // MINUTE
