"""Business calendars, as `schedules.yaml` has them."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, time
from itertools import pairwise
from zoneinfo import ZoneInfo

from runner.errors import InputError
from runner.schedules.calendar import WEEK, Calendar, Shift, holidays_of
from runner.schedules.entries import CalendarEntry
from runner.schedules.zones import zone_of

SHIFT = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})", re.ASCII)


class BadCalendarError(InputError):
    """A calendar that cannot be meant so."""


def calendar_of(name: str, entry: CalendarEntry, zone: ZoneInfo) -> Calendar:
    """The calendar of an entry.

    Raises:
        InputError: a day, an hour, the country or the zone is not one, or it is never open.
    """
    found = Calendar(
        name,
        zone_of(entry.zone) if entry.zone is not None else zone,
        hours_of(entry),
        entry.country,
        entry.region,
        {day_of(day): what for day, what in entry.closed.items()},
        frozenset(day_of(day) for day in entry.open),
    )
    today = date.today()  # noqa: DTZ011 - any year does
    holidays_of(entry.country, entry.region, today.year)
    found.open_day(today, 1)
    return found


def hours_of(entry: CalendarEntry) -> dict[int, tuple[Shift, ...]]:
    """The shifts of every day of the week.

    Raises:
        BadCalendarError: a day stands twice, or shifts overlap.
    """
    hours: dict[int, tuple[Shift, ...]] = {}
    for days, shifts in entry.hours.items():
        for day in weekdays(days):
            if day in hours:
                raise BadCalendarError(f"{WEEK[day].capitalize()} stands twice in `hours`.")
            hours[day] = ascending([shift_of(text) for text in shifts])
    return hours


def weekdays(text: str) -> Iterator[int]:
    """The days of `monday`, `mon-fri` or `saturday-monday`."""
    ends = [weekday(part) for part in text.split("-", 1)]
    last = ends[-1] if ends[-1] >= ends[0] else ends[-1] + len(WEEK)
    return (day % len(WEEK) for day in range(ends[0], last + 1))


def weekday(text: str) -> int:
    """The number of a day of the week, Monday is 0.

    Raises:
        BadCalendarError: it is none.
    """
    wanted = text.strip().lower()
    found = [number for number, name in enumerate(WEEK) if name.startswith(wanted)]
    if len(wanted) < 3 or not found:
        raise BadCalendarError(
            f"{text!r} is no day of the week.", hint="Write `monday`, or `monday-friday`."
        )
    return found[0]


def shift_of(text: str) -> Shift:
    """`08:00-17:00` as a shift; `24:00` is midnight.

    Raises:
        BadCalendarError: it is none.
    """
    found = SHIFT.fullmatch(text.strip())
    hint = 'Write hours as "08:00-17:00", in quotes.'
    if found is None:
        raise BadCalendarError(f"{text!r} are no hours of work.", hint=hint)
    begin_hour, begin_minute, end_hour, end_minute = map(int, found.groups())
    if (end_hour, end_minute) == (24, 0):
        end_hour = 0
    try:
        shift = Shift(time(begin_hour, begin_minute), time(end_hour, end_minute))
    except ValueError:
        raise BadCalendarError(f"{text!r} are no hours of work.", hint=hint) from None
    if shift.begin == shift.end != time(0):
        raise BadCalendarError(f"{text!r} has no length.", hint=hint)
    return shift


def ascending(shifts: Sequence[Shift]) -> tuple[Shift, ...]:
    """The shifts of a day in order.

    Raises:
        BadCalendarError: two of them overlap.
    """
    ordered = tuple(sorted(shifts, key=lambda shift: shift.begin))
    for before, after in pairwise(ordered):
        if before.end <= before.begin or before.end > after.begin:
            raise BadCalendarError(f"The hours {before} and {after} of one day overlap.")
    return ordered


def day_of(text: str) -> date:
    """A day as `2026-12-24`.

    Raises:
        BadCalendarError: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadCalendarError(
            f"{text!r} is no day.", hint="Write days as year-month-day: `2026-12-24`."
        ) from None
