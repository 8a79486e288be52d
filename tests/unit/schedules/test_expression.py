"""Cron expressions, held against a walk over every minute."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest

from runner.schedules.expression import BadExpressionError, expression

ZONES = (
    "America/New_York",
    "Europe/Berlin",
    "Europe/London",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Sao_Paulo",
    "America/Santiago",
    "Pacific/Apia",
    "Asia/Tehran",
    "Asia/Kolkata",
    "Asia/Shanghai",
)

FIXED = ("30 2 * * *", "0 3 * * 1-5", "15 1 1 * *", "0 0 * * 0", "59 23 L * *", "10 2,14 * * *")
FOLLOWING = ("*/15 * * * *", "0 * * * *", "30 */2 * * *", "*/20 2 * * *")

MINUTE = timedelta(minutes=1)


def field(text: str, least: int, most: int) -> set[int]:
    """What one field names, read in another way than the library does."""
    found: set[int] = set()
    for part in text.split(","):
        span, _, step = part.partition("/")
        low, _, high = ("0-59" if span == "*" else span).partition("-")
        begin = least if span == "*" else int(low)
        end = most if span == "*" or (step and not high) else int(high or low)
        found |= set(range(begin, end + 1, int(step or 1)))
    return found


def due_on(text: str, local: datetime) -> bool:
    """Whether a local minute is named."""
    minute, hour, day, month, weekday = text.split()
    last = (local + timedelta(days=1)).month != local.month
    day_fits = last if day == "L" else local.day in field(day, 1, 31)
    return (
        local.minute in field(minute, 0, 59)
        and local.hour in field(hour, 0, 23)
        and day_fits
        and local.month in field(month, 1, 12)
        and local.isoweekday() % 7 in {each % 7 for each in field(weekday, 0, 7)}
    )


def walked(text: str, zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[datetime]:
    """Due times by a walk over all minutes in UTC."""
    fixed = not any(part.startswith("*") for part in text.split()[:2])
    moment, before = begin, begin.astimezone(zone).replace(tzinfo=None)
    latest = before
    while moment < end:
        moment += MINUTE
        local = moment.astimezone(zone).replace(tzinfo=None)
        if fixed:
            passed = latest
            due = False
            while passed < local:
                passed += MINUTE
                due = due or due_on(text, passed)
            latest = max(latest, local)
            if due:
                yield moment
        elif due_on(text, local):
            yield moment


def changes(zone: ZoneInfo, year: int) -> list[datetime]:
    """The days around which the clock changes, or a day of March where it does not."""
    begin = datetime(year, 1, 1, tzinfo=UTC)
    hours = [begin + timedelta(hours=number) for number in range(365 * 24)]
    found = [
        after
        for before, after in pairwise(hours)
        if before.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset()
    ]
    return found or [datetime(year, 3, 29, tzinfo=UTC)]


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.parametrize("text", [*FIXED, *FOLLOWING])
def test_around_clock_changes_as_a_walk_over_all_minutes(name: str, text: str) -> None:
    zone = ZoneInfo(name)
    for change in changes(zone, 2026):
        begin, end = change - timedelta(days=2), change + timedelta(days=2)
        found = [due for due in islice(expression(text, zone).after(begin), 500) if due <= end]
        assert found == list(walked(text, zone, begin, end)), change


def test_half_past_two_comes_once_on_both_clock_changes() -> None:
    daily = expression("30 2 * * *", ZoneInfo("Europe/Berlin"))
    march = list(islice(daily.after(datetime(2026, 3, 28, 12, tzinfo=UTC)), 2))
    october = list(islice(daily.after(datetime(2026, 10, 24, 12, tzinfo=UTC)), 2))

    assert march == [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 3, 30, 0, 30, tzinfo=UTC)]
    assert october == [
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 26, 1, 30, tzinfo=UTC),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "* * * *",
        "* * * * * *",
        "61 * * * *",
        "*/0 * * * *",
        "0 0 30 2 *",
        "0 0 31 4,6,9,11 *",
        "5-1 * * * *",
        "⏰ * * * *",
        "a b c d e",
        "@reboot",
        "1,,2 * * * *",
        "0 0 * * 1#6",
        "٣ * * * *",
    ],
)
def test_what_is_no_expression_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(BadExpressionError) as caught:
        expression(text, ZoneInfo("UTC"))

    assert repr(text) in str(caught.value)
    assert "five fields" in (caught.value.hint or "")


@pytest.mark.parametrize(
    "text", ["0 0 29 2 *", "@daily", "0 0 LW * *", "0 12 * JAN MON#2", "0 0 * * 5L"]
)
def test_rare_expressions_are_read(text: str) -> None:
    found = expression(text, ZoneInfo("Asia/Shanghai"))

    assert len(list(islice(found.after(datetime(2026, 1, 1, tzinfo=UTC)), 2))) == 2
    assert found.explain()


def test_a_due_time_is_later_than_what_was_asked() -> None:
    hourly = expression("0 * * * *", ZoneInfo("Europe/London"))
    moment = datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
    for _ in range(30):
        due = next(hourly.after(moment))
        assert due > moment
        moment = due
