"""Schedules, as `schedules.yaml` has them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

from runner.errors import InputError
from runner.schedules.calendar import Calendar
from runner.schedules.entries import ScheduleEntry
from runner.schedules.expression import expression
from runner.schedules.schedule import After, Asked, Interval, Once, Schedule, When
from runner.schedules.zones import zone_of

STARTS = ("when", "every", "at", "after")

SHORTEST = timedelta(minutes=1)

MIDNIGHT = datetime(2000, 1, 3)  # noqa: DTZ001 - a Monday, in any zone
GAPS_LOOKED_AT = 60


class BadScheduleError(InputError):
    """A schedule that cannot be meant so."""


def schedule_of(
    name: str, entry: ScheduleEntry, zone: ZoneInfo, calendars: Mapping[str, Calendar]
) -> Schedule:
    """The schedule of an entry.

    Raises:
        InputError: its time cannot be read or never comes, or it says too much or too little.
    """
    if (entry.feed is None) == (entry.set is None):
        raise BadScheduleError(
            f"The schedule {name!r} needs one of `feed` and `set`.",
            hint="`feed: in/contacts.xlsx` is a file of items, `set: {field: value}` is one item.",
        )
    zone = zone_of(entry.zone) if entry.zone is not None else zone
    found = Schedule(
        name,
        entry.bot,
        when_of(name, entry, zone),
        zone,
        calendars.get(entry.calendar or ""),
        entry.on_closed,
        entry.overlap,
        entry.late,
        entry.grace or timedelta(hours=1),
        entry.most,
        entry.jitter or timedelta(),
    )
    check_jitter(found)
    return found


def when_of(name: str, entry: ScheduleEntry, zone: ZoneInfo) -> When:
    """When it starts.

    Raises:
        InputError: two ways are given, or one that cannot be read.
    """
    given = [start for start in STARTS if getattr(entry, start) is not None]
    if len(given) > 1:
        raise BadScheduleError(
            f"The schedule {name!r} has {' and '.join(f'`{one}`' for one in given)}.",
            hint="Keep one of them, or make two schedules.",
        )
    if entry.when is not None:
        return expression(entry.when, zone)
    if entry.every is not None:
        if entry.every < SHORTEST:
            raise BadScheduleError("`every` is shorter than a minute.", hint="Write `every: 1m`.")
        return Interval(entry.every, MIDNIGHT.replace(tzinfo=zone).astimezone(UTC))
    if entry.at is not None:
        return Once(moment_of(entry.at, zone))
    return After(entry.after) if entry.after is not None else Asked()


def moment_of(text: str, zone: ZoneInfo) -> datetime:
    """A time on the wall of a zone, or with its own offset, in UTC.

    Raises:
        BadScheduleError: it is none, or the clock skips it.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise BadScheduleError(
            f"{text!r} is no time.", hint="Write `at: 2026-12-01 08:00`."
        ) from None
    local = found if found.tzinfo is not None else found.replace(tzinfo=zone)
    moment = local.astimezone(UTC)
    if moment.astimezone(local.tzinfo).replace(tzinfo=None) != found.replace(tzinfo=None):
        raise BadScheduleError(f"{text} does not exist in {zone.key}: the clock skips it.")
    return moment


def check_jitter(schedule: Schedule) -> None:
    """Starts must not overtake each other.

    Raises:
        BadScheduleError: the jitter is longer than what lies between two due times.
    """
    if not schedule.jitter:
        return
    dues = islice(schedule.when.after(datetime.now(UTC)), GAPS_LOOKED_AT)
    gaps = [after - before for before, after in pairwise(dues)]
    if gaps and schedule.jitter >= min(gaps):
        raise BadScheduleError(
            f"The schedule {schedule.name!r} has a jitter longer than what lies between two due "
            "times.",
            hint="Make `jitter` shorter.",
        )
