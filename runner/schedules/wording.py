"""Schedules in plain words: when they start, when next, and why not in between."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from runner.schedules.calendar import WEEK
from runner.schedules.durations import in_words
from runner.schedules.expression import Expression, plain
from runner.schedules.schedule import After, Asked, Interval, Once, OnClosed, Schedule

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

WORKDAYS = frozenset(["1-5", "mon-fri"])

HORIZON = timedelta(days=40)
"""How far closed days are looked for that explain a gap."""

MOST_GAPS = 3


@dataclass(frozen=True, slots=True)
class Preview:
    """A due time, or one that is left out because nobody works on its day."""

    schedule: Schedule
    due: datetime
    left_out: str = ""
    """What its day is called."""


def when_words(schedule: Schedule) -> str:
    """`every working day at 02:30 Europe/Berlin`."""
    when, zone = schedule.when, schedule.zone.key
    if isinstance(when, Expression):
        if _on_working_days(schedule, when):
            _, clock = _expression_words(when).split(" at ")
            name = schedule.calendar.name if schedule.calendar is not None else ""
            return f"every working day at {clock} {zone} ({name})"
        return f"{_expression_words(when)} {zone}{_closed_words(schedule)}"
    if isinstance(when, Interval):
        return f"every {in_words(when.every)}, {zone} time{_closed_words(schedule)}"
    if isinstance(when, Once):
        return f"once, {stamp(when.at.astimezone(schedule.zone))} {zone}"
    if isinstance(when, After):
        return f"after {when.schedule} has ended well"
    return f"when somebody starts it: deskhand batch {schedule.name}"


def _on_working_days(schedule: Schedule, when: Expression) -> bool:
    """Whether it is due at one time on every working day of its calendar."""
    if schedule.calendar is None or schedule.on_closed is not OnClosed.SKIP:
        return False
    minute, hour, *days = plain(when.text).lower().split()
    if not (minute.isdigit() and hour.isdigit()) or days[:2] != ["*", "*"]:
        return False
    in_the_week = max(schedule.calendar.hours) < 5
    return days[2] == "*" or (days[2] in WORKDAYS and in_the_week)


def _closed_words(schedule: Schedule) -> str:
    if schedule.calendar is None:
        return ""
    name = schedule.calendar.name
    return {
        OnClosed.SKIP: f", on working days of {name} only",
        OnClosed.NEXT: f", else on the next working day of {name}",
        OnClosed.PREVIOUS: f", else on the working day of {name} before",
    }[schedule.on_closed]


def _expression_words(when: Expression) -> str:
    minute, hour, day, month, weekday = plain(when.text).lower().split()
    if not (minute.isdigit() and hour.isdigit()) or month != "*":
        told = when.explain()
        return told[0].lower() + told[1:]
    clock = f"at {int(hour):02}:{int(minute):02}"
    if day == "*" and weekday == "*":
        return f"every day {clock}"
    if day == "*" and weekday in WORKDAYS:
        return f"from Monday to Friday {clock}"
    if day == "*" and weekday.isdigit():
        return f"every {WEEK[(int(weekday) - 1) % 7].capitalize()} {clock}"
    if weekday == "*" and day.isdigit():
        return f"on day {day} of every month {clock}"
    told = when.explain()
    return told[0].lower() + told[1:]


def next_words(schedule: Schedule, now: datetime) -> str:
    """`tonight 02:30, then not until Mon 30 Nov 02:30 (Inventory on Thu 26 Nov)`.

    Empty for a schedule that no clock starts.
    """
    if isinstance(schedule.when, After | Asked):
        return ""
    slots = list(islice(schedule.slots(now, now + HORIZON), 2))
    if not slots:
        later = schedule.next(now)
        return "never again" if later is None else stamp(later.due.astimezone(schedule.zone))
    first = slots[0].due
    told = f"{near(first, now, schedule)}{_gap_words(schedule, now, first)}"
    if len(slots) == 1:
        return told
    second = slots[1].due
    gap = _gap_words(schedule, first, second)
    return f"{told}, then {'not until ' if gap else ''}{near(second, now, schedule)}{gap}"


def _gap_words(schedule: Schedule, begin: datetime, end: datetime) -> str:
    """Why due times between two others are left out."""
    if schedule.calendar is None or schedule.on_closed is not OnClosed.SKIP:
        return ""
    days = dict.fromkeys(
        due.astimezone(schedule.zone).date()
        for due in _between(schedule, begin, end)
        if not schedule.calendar.is_open(due.astimezone(schedule.zone).date())
    )
    told = [f"{schedule.calendar.why_closed(day)} on {short_day(day)}" for day in days]
    weekdays = {name.capitalize() for name in WEEK}
    told = [one for one in told if one.split(" on ")[0] not in weekdays]
    if not told:
        return ""
    more = f" and {len(told) - MOST_GAPS} more" if len(told) > MOST_GAPS else ""
    return f" ({', '.join(told[:MOST_GAPS])}{more})"


def _between(schedule: Schedule, begin: datetime, end: datetime) -> Iterator[datetime]:
    for due in schedule.when.after(begin):
        if due >= end:
            return
        yield due


def near(due: datetime, now: datetime, schedule: Schedule) -> str:
    """A due time in the schedule's zone, as near as one says it."""
    local, today = due.astimezone(schedule.zone), now.astimezone(schedule.zone).date()
    days = (local.date() - today).days
    clock = f"{local:%H:%M}"
    if days == 0:
        return f"today {clock}"
    if days == 1:
        return f"tonight {clock}" if local.hour < 6 else f"tomorrow {clock}"
    return f"{short_day(local.date(), today)} {clock}"


def short_day(day: date, today: date | None = None) -> str:
    """`Thu 26 Nov`, with the year where it is another."""
    told = f"{WEEK[day.weekday()][:3].capitalize()} {day.day} {MONTHS[day.month - 1][:3]}"
    return told if today is None or today.year == day.year else f"{told} {day.year}"


def stamp(moment: datetime) -> str:
    """`Thu 26 Nov 2026 02:30` in its own zone."""
    return f"{short_day(moment.date())} {moment.year} {moment:%H:%M}"


def preview(schedule: Schedule, now: datetime, until: datetime) -> Iterator[Preview]:
    """Due times up to a moment, and those that are left out, in order of time."""
    skipping = schedule.calendar is not None and schedule.on_closed is OnClosed.SKIP
    if not skipping or schedule.calendar is None:
        yield from (Preview(schedule, slot.due) for slot in schedule.slots(now, until))
        return
    for due in schedule.when.after(now):
        if due > until:
            return
        why = schedule.calendar.why_closed(due.astimezone(schedule.zone).date())
        yield Preview(schedule, due.astimezone(UTC), why or "")
