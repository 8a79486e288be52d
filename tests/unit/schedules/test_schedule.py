"""Schedules: due times on working days, jitter, and what becomes of those that were missed."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.schedules.calendar import Calendar, Shift
from runner.schedules.expression import expression
from runner.schedules.schedule import (
    After,
    Interval,
    Late,
    Once,
    OnClosed,
    Schedule,
    Slot,
    catch_up,
)

BERLIN = ZoneInfo("Europe/Berlin")
WEEKDAYS = dict.fromkeys(range(5), (Shift(time(8), time(18)),))
OFFICE = Calendar("office", BERLIN, WEEKDAYS, "DE", "BY")
NIGHTLY = Schedule("nightly", "post", expression("30 2 * * *", BERLIN), BERLIN, calendar=OFFICE)


def local(*fields: int) -> datetime:
    return datetime(*fields, tzinfo=BERLIN)  # type: ignore[arg-type]


def dues(schedule: Schedule, begin: datetime, end: datetime) -> list[datetime]:
    return [slot.due.astimezone(BERLIN) for slot in schedule.slots(begin, end)]


def test_closed_days_are_skipped() -> None:
    found = dues(NIGHTLY, local(2026, 12, 23, 12), local(2026, 12, 29, 12))

    assert found == [
        local(2026, 12, 24, 2, 30),
        local(2026, 12, 28, 2, 30),
        local(2026, 12, 29, 2, 30),
    ]


def test_closed_days_are_made_up_for_on_the_next_working_day_once() -> None:
    moved = replace(NIGHTLY, on_closed=OnClosed.NEXT, when=expression("30 2 * * 6", BERLIN))
    found = dues(moved, local(2026, 12, 24), local(2026, 12, 31))

    assert found == [local(2026, 12, 28, 2, 30)]


def test_due_times_of_two_closed_days_fall_into_one() -> None:
    moved = replace(NIGHTLY, on_closed=OnClosed.NEXT)

    assert dues(moved, local(2026, 12, 25), local(2026, 12, 28, 12)) == [local(2026, 12, 28, 2, 30)]


def test_closed_days_are_done_on_the_last_working_day_before() -> None:
    moved = replace(NIGHTLY, on_closed=OnClosed.PREVIOUS, when=expression("0 9 25 12 *", BERLIN))

    assert dues(moved, local(2026, 12, 1), local(2026, 12, 31)) == [local(2026, 12, 24, 9)]


def test_the_next_due_time_may_be_years_away() -> None:
    leap = Schedule("leap", "post", expression("0 12 29 2 *", BERLIN), BERLIN)
    found = leap.next(local(2026, 1, 1))

    assert found is not None
    assert found.due.astimezone(BERLIN) == local(2028, 2, 29, 12)


def test_once_is_due_once() -> None:
    once = Schedule("once", "post", Once(local(2026, 11, 23, 9)), BERLIN)

    assert dues(once, local(2026, 11, 1), local(2026, 12, 1)) == [local(2026, 11, 23, 9)]
    assert once.next(local(2026, 11, 24)) is None


def test_after_another_batch_no_clock_tells() -> None:
    assert Schedule("then", "post", After("nightly"), BERLIN).next(local(2026, 1, 1)) is None


@given(st.integers(1, 5_000), st.integers(0, 100_000))
def test_an_interval_keeps_its_distance(minutes: int, later: int) -> None:
    since = datetime(2026, 1, 1, tzinfo=UTC)
    moment = since + timedelta(minutes=later)
    every = Schedule("every", "post", Interval(timedelta(minutes=minutes), since), BERLIN)
    found = list(every.slots(moment, moment + timedelta(minutes=minutes * 3)))

    assert len(found) == 3
    assert all((slot.due - since) % timedelta(minutes=minutes) == timedelta() for slot in found)


def test_jitter_is_bounded_spread_and_the_same_everywhere() -> None:
    spread = replace(NIGHTLY, calendar=None, jitter=timedelta(minutes=10))
    begin, end = local(2026, 1, 1), local(2026, 12, 31)
    delays = [slot.start - slot.due for slot in spread.slots(begin, end)]

    assert delays == [slot.start - slot.due for slot in spread.slots(begin, end)]
    assert timedelta() <= min(delays) < timedelta(minutes=1)
    assert timedelta(minutes=9) < max(delays) < timedelta(minutes=10)


MINUTELY = Schedule("minutely", "post", Interval(timedelta(minutes=1), local(2026, 1, 1)), BERLIN)
NOW = local(2026, 3, 1, 12).astimezone(UTC) + timedelta(seconds=30)


def gone(days: float) -> tuple[Slot, ...]:
    return tuple(MINUTELY.slots(NOW - timedelta(days=days), NOW))


@pytest.mark.parametrize(
    ("late", "run"), [(Late.SKIP, 1), (Late.LATEST, 1), (Late.ALL, 25), (Late.RUN, 60)]
)
def test_a_month_away_with_a_job_every_minute(late: Late, run: int) -> None:
    slots = gone(30)
    caught = catch_up(replace(MINUTELY, late=late), slots, NOW)

    assert len(caught.run) == run
    assert len(caught.run) + len(caught.missed) == len(slots) == 30 * 24 * 60


@given(st.sampled_from(Late), st.floats(0, 0.2), st.integers(1, 50))
def test_every_due_time_is_run_or_missed_with_a_reason(late: Late, days: float, most: int) -> None:
    slots = gone(days)
    caught = catch_up(replace(MINUTELY, late=late, most=most), slots, NOW)
    both = [*caught.run, *(slot for slot, _ in caught.missed)]

    assert sorted(both, key=lambda slot: slot.due) == list(slots)
    assert all(reason for _, reason in caught.missed)


def test_a_night_that_nobody_watched_is_made_up_for_in_the_morning() -> None:
    slots = tuple(NIGHTLY.slots(local(2026, 11, 23), local(2026, 11, 24, 9)))
    caught = catch_up(replace(NIGHTLY, late=Late.LATEST), slots, local(2026, 11, 24, 9))

    assert [slot.due.astimezone(BERLIN).date() for slot in caught.run] == [date(2026, 11, 24)]
    assert [slot.due.astimezone(BERLIN).date() for slot, _ in caught.missed] == [date(2026, 11, 23)]
