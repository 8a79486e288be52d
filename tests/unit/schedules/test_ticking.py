"""Ticks: every due time is begun once or recorded, whatever hosts and clocks do."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from runner.schedules.schedule import Interval, Late, Overlap, Schedule
from runner.schedules.ticking import decisions, tick
from runner.store.fires import FIRST_SEEN, Decided, Standing
from runner.store.runs import RunState
from runner.store.store import Store
from tests.unit.store.filled import a_run

BEGIN = datetime(2026, 11, 23, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
EVERY = Schedule("every", "post", Interval(10 * MINUTE, BEGIN), ZoneInfo("UTC"))


def outcomes(store: Store) -> list[str]:
    return [fire.outcome for fire in reversed(store.fires.recent("every", limit=1000))]


def test_a_schedule_counts_from_when_it_is_first_seen(store: Store) -> None:
    assert tick(store.fires, EVERY, "a", BEGIN + 5 * MINUTE).begin == ()
    assert tick(store.fires, EVERY, "a", BEGIN + 9 * MINUTE).begin == ()
    assert tick(store.fires, EVERY, "a", BEGIN + 10 * MINUTE).begin == (BEGIN + 10 * MINUTE,)
    assert outcomes(store) == [FIRST_SEEN, ""]


def test_one_host_begins_it(store: Store) -> None:
    tick(store.fires, EVERY, "a", BEGIN)
    begun = [tick(store.fires, EVERY, host, BEGIN + 10 * MINUTE).begin for host in "abcd"]

    assert begun == [(BEGIN + 10 * MINUTE,), (), (), ()]


def work(store: Store, slot: datetime, run: str) -> None:
    store.runs.begin(a_run(run), [], holder="a")
    store.fires.close("every", slot, run=run, outcome="begun")


def begun_at_work(store: Store, schedule: Schedule) -> datetime:
    tick(store.fires, schedule, "a", BEGIN)
    (slot,) = tick(store.fires, schedule, "a", BEGIN + 10 * MINUTE).begin
    work(store, slot, "r1")
    return BEGIN + 20 * MINUTE


def test_a_due_time_during_a_run_is_skipped_and_said_so(store: Store) -> None:
    later = begun_at_work(store, EVERY)

    assert tick(store.fires, EVERY, "b", later).begin == ()
    assert outcomes(store)[-1] == "skipped: an earlier run is still at work (r1)"


def test_a_due_time_during_a_run_waits_and_is_begun_afterwards(store: Store) -> None:
    queue = replace(EVERY, overlap=Overlap.QUEUE)
    later = begun_at_work(store, queue)

    assert tick(store.fires, queue, "b", later).begin == ()
    store.runs.end("r1", RunState.ENDED, 0, "")
    assert tick(store.fires, queue, "b", later + MINUTE).begin == (later,)


def test_a_due_time_during_a_run_cancels_it(store: Store) -> None:
    cancel = replace(EVERY, overlap=Overlap.CANCEL)
    found = tick(store.fires, cancel, "b", begun_at_work(store, cancel))

    assert (found.begin, found.cancel) == ((BEGIN + 20 * MINUTE,), "r1")


def test_a_due_time_during_a_run_is_begun_beside_it(store: Store) -> None:
    beside = replace(EVERY, overlap=Overlap.PARALLEL)

    assert tick(store.fires, beside, "b", begun_at_work(store, beside)).begin == (
        BEGIN + 20 * MINUTE,
    )


def test_what_a_dead_process_was_to_begin_is_begun_by_another(store: Store, monkeypatch) -> None:
    monkeypatch.setattr("runner.store.fires.BEGINNING", timedelta(seconds=-1))
    tick(store.fires, EVERY, "a", BEGIN)
    tick(store.fires, EVERY, "a", BEGIN + 10 * MINUTE)
    found = tick(store.fires, EVERY, "b", BEGIN + 20 * MINUTE)

    assert found.begin == (BEGIN + 20 * MINUTE,)
    assert outcomes(store)[1] == "skipped: a later one was run in its place"


def test_what_a_dead_process_was_to_begin_is_missed_when_it_is_too_late(
    store: Store, monkeypatch
) -> None:
    monkeypatch.setattr("runner.store.fires.BEGINNING", timedelta(seconds=-1))
    tick(store.fires, EVERY, "a", BEGIN)
    tick(store.fires, EVERY, "a", BEGIN + 10 * MINUTE)
    tick(store.fires, EVERY, "b", BEGIN + timedelta(hours=5))

    assert outcomes(store)[1] == "missed: it was later than the grace allows"


def test_the_first_look_may_count_from_a_moment_before(store: Store) -> None:
    now = BEGIN + 10 * MINUTE + timedelta(seconds=4)

    assert tick(store.fires, EVERY, "a", now, since=now - MINUTE).begin == (BEGIN + 10 * MINUTE,)


@pytest.mark.parametrize("late", Late)
def test_thirty_days_off_make_few_records_and_one_decision_each(store: Store, late: Late) -> None:
    minutely = replace(EVERY, when=Interval(MINUTE, BEGIN), late=late, overlap=Overlap.PARALLEL)
    tick(store.fires, minutely, "a", BEGIN)
    found = tick(store.fires, minutely, "a", BEGIN + timedelta(days=30)).begin

    assert len(found) == {Late.SKIP: 2, Late.LATEST: 2, Late.ALL: 26, Late.RUN: 61}[late]
    missed = [said for said in outcomes(store) if said.startswith("missed: ")]
    assert len(missed) == 1
    assert "due times since 2026-11-23 00:01 UTC" in missed[0]
    assert tick(store.fires, minutely, "b", BEGIN + timedelta(days=30)).begin == ()


@pytest.mark.parametrize("hours", [-24, -1, 1, 24])
def test_a_clock_that_is_set_makes_no_burst(store: Store, hours: int) -> None:
    tick(store.fires, EVERY, "a", BEGIN)
    now = BEGIN + 10 * MINUTE
    assert len(tick(store.fires, EVERY, "a", now).begin) == 1
    store.fires.close("every", now, outcome="begun")
    burst = tick(store.fires, EVERY, "a", now + timedelta(hours=hours)).begin
    again = tick(store.fires, EVERY, "a", now + timedelta(hours=hours)).begin

    assert len(burst) <= 1
    assert again == ()


def test_a_clock_that_was_set_ahead_and_back_loses_no_due_time(store: Store) -> None:
    tick(store.fires, EVERY, "a", BEGIN)
    ahead = BEGIN + timedelta(days=1)
    (wrong,) = tick(store.fires, EVERY, "a", ahead).begin
    with store.database.writing() as connection:
        store.fires.bind(connection, "every", wrong, "r1", host="a")
    found = [
        tick(store.fires, EVERY, "a", BEGIN + number * 10 * MINUTE).begin for number in (1, 2, 144)
    ]

    assert found[0] == (BEGIN + 10 * MINUTE,)
    assert found[2] == (), "what was run by the wrong clock is not run again"


@pytest.mark.parametrize("overlap", [Overlap.SKIP, Overlap.QUEUE])
def test_many_ticks_never_overlap_and_lose_nothing(overlap: Overlap) -> None:
    chance = random.Random(3)
    schedule = replace(EVERY, overlap=overlap, late=Late.ALL, most=10_000)
    decided: dict[datetime, str] = {BEGIN: "first"}
    waiting: list[datetime] = []
    busy_until, now = BEGIN, BEGIN
    for _ in range(1_500):
        now += timedelta(seconds=chance.choice((10, 60, 600, 3000)))
        busy = "r" if now < busy_until else None
        standing = Standing(max(decided), tuple(waiting), busy)
        found = list(decisions(schedule, standing, now))
        begun = [one for one in found if not one.outcome]
        assert len(begun) <= (0 if busy else 1)
        if begun:
            busy_until = now + timedelta(minutes=chance.choice((1, 9, 45)))
        for one in found:
            assert one.slot not in decided or one.slot in waiting
            decided[one.slot] = one.outcome
        waiting = sorted(slot for slot, said in decided.items() if said == "waits")
    due = [slot.due for slot in schedule.slots(BEGIN, now)]

    assert set(due) <= set(decided)


def test_more_than_five_missed_are_one_record() -> None:
    standing = Standing(BEGIN, (), None)
    found = list(decisions(replace(EVERY, late=Late.SKIP), standing, BEGIN + timedelta(hours=5)))

    assert found == [
        Decided(
            BEGIN + 290 * MINUTE,
            "missed: 29 due times since 2026-11-23 00:10 UTC: nobody was there to start it, and "
            "`late` is skip",
        ),
        Decided(BEGIN + 300 * MINUTE),
    ]
