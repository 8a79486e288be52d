"""Business calendars: working days, shifts, business minutes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.schedules.calendar import Calendar, NeverOpenError, Shift, UnknownCountryError

BERLIN = ZoneInfo("Europe/Berlin")
DAY = (Shift(time(9), time(12)), Shift(time(13), time(17, 30)))
OFFICE = Calendar("office", BERLIN, dict.fromkeys(range(5), DAY), "DE", "BY")
NIGHT = Calendar("night", BERLIN, {4: (Shift(time(22), time(0)),), 5: (Shift(time(0), time(6)),)})


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 11, 23), None),
        (date(2026, 11, 22), "Sunday"),
        (date(2026, 12, 25), "Christmas Day"),
        (date(2026, 1, 6), "Epiphany"),
    ],
)
def test_why_a_day_is_not_worked(day: date, why: str | None) -> None:
    assert OFFICE.why_closed(day) == why


def test_own_closed_and_opened_days_come_before_holidays() -> None:
    own = Calendar(
        "own",
        BERLIN,
        OFFICE.hours,
        "DE",
        closed={date(2026, 12, 24): "stocktaking"},
        opened=frozenset({date(2026, 12, 25)}),
    )

    assert own.why_closed(date(2026, 12, 24)) == "stocktaking"
    assert own.is_open(date(2026, 12, 25))


def test_the_next_and_the_last_working_day() -> None:
    assert OFFICE.open_day(date(2026, 12, 25), 1) == date(2026, 12, 28)
    assert OFFICE.open_day(date(2026, 12, 25), -1) == date(2026, 12, 24)


def test_a_country_that_is_unknown_is_refused() -> None:
    with pytest.raises(UnknownCountryError, match="XX-YY"):
        Calendar("x", BERLIN, OFFICE.hours, "XX", "YY").is_open(date(2026, 11, 23))


def test_a_calendar_without_hours_is_refused() -> None:
    with pytest.raises(NeverOpenError, match="'none'"):
        Calendar("none", BERLIN, {}).open_day(date(2026, 11, 23), 1)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("begin", "end", "minutes"),
    [
        (at(23, 9), at(23, 10), 60),
        (at(23, 11), at(23, 14), 120),
        (at(20, 17), at(23, 9, 30), 60),
        (at(21, 10), at(22, 10), 0),
        (at(23, 10), at(23, 9), -60),
    ],
)
def test_business_minutes(begin: datetime, end: datetime, minutes: float) -> None:
    assert OFFICE.minutes_between(begin, end) == minutes


def test_a_shift_over_midnight_has_two_days() -> None:
    assert NIGHT.minutes_between(at(20, 12), at(22, 0)) == 8 * 60


def test_the_night_of_a_clock_change_has_an_hour_more() -> None:
    late = Calendar("late", BERLIN, {6: (Shift(time(0), time(6)),)})
    begin = datetime(2026, 10, 25, 0, tzinfo=BERLIN)

    assert late.minutes_between(begin, begin + timedelta(days=1)) == 7 * 60


moments = st.integers(0, 700 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(moments, st.integers(0, 5_000))
def test_minutes_added_are_the_minutes_between(begin: datetime, minutes: int) -> None:
    end = OFFICE.after_minutes(begin, minutes)

    assert OFFICE.minutes_between(begin, end) == pytest.approx(minutes)


@given(moments, moments, moments)
def test_minutes_between_add_up(one: datetime, two: datetime, three: datetime) -> None:
    first, second, third = sorted((one, two, three))
    parts = OFFICE.minutes_between(first, second) + OFFICE.minutes_between(second, third)

    assert parts == pytest.approx(OFFICE.minutes_between(first, third))
