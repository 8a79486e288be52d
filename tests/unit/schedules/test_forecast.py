"""What will be late at the present rate is told before it is, and once."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from runner.item import Draft, ItemState, Source
from runner.run.plan import AppPlan, PromisePlan, RunPlan
from runner.schedules.calendar import Calendar, Shift
from runner.schedules.forecast import (
    SURE,
    Escalation,
    Rate,
    Stage,
    escalate,
    escalations,
    forecast,
    forecasts,
    keep_clocks,
    rate_of,
)
from runner.store.answering import Answerer
from runner.store.breakers import Failed
from runner.store.clocks import CUSTOMER, Queue
from runner.store.decision_tables import decisions
from runner.store.intake import Turn
from runner.store.items import Ending
from runner.store.question import Question
from runner.store.runs import FLEET, RunRecord, RunState
from runner.store.store import Store
from runner.store.tables import attempts, items

NOW = datetime.now(UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
TEN_A_MINUTE = Rate(10, sure=True)


def queue_of(count: int, due_at: datetime | None = None, run: str = "r", waiting: int = 0) -> Queue:
    return Queue(run, "b", 5, due_at, count, waiting)


def test_what_comes_first_is_done_first() -> None:
    first, second = forecast(
        [queue_of(60, NOW + 10 * MINUTE), queue_of(60, NOW + 10 * MINUTE, "s")],
        {"b": TEN_A_MINUTE},
        NOW,
    )
    assert (first.late, first.done_at) == (0, NOW + 6 * MINUTE)
    assert (second.late, second.done_at) == (20, NOW + 12 * MINUTE)


def test_what_is_past_its_time_is_late_and_what_has_none_never_is() -> None:
    late, free = forecast(
        [queue_of(3, NOW - MINUTE, waiting=2), queue_of(3)], {"b": TEN_A_MINUTE}, NOW
    )
    assert (late.late, late.left) == (5, 5)
    assert (free.late, free.due_at) == (0, None)


def test_when_nothing_moves_nobody_says_when_it_is_done() -> None:
    (one,) = forecast([queue_of(3, NOW + HOUR)], {"b": None}, NOW)
    assert (one.done_at, one.late) == (None, 0)


def begin(store: Store, run: str, count: int, due_at: datetime, **promise: Any) -> None:
    plan = RunPlan(
        apps={"crm": AppPlan(file="crm")},
        promise=PromisePlan(name="nightly", warn=600, **promise),
    ).model_dump(mode="json")
    record = RunRecord(run, "b", FLEET, RunState.QUEUED, "f", plan, "me", NOW, None, None, "")
    drafts = [Draft(Source("f", None, n), f"{run}-{n}", {"n": n, "run": run}) for n in range(count)]
    store.runs.begin(record, drafts, turn=Turn(due_at=due_at))


def work(store: Store, run: str, count: int, *, minutes: float) -> None:
    """So many items, the first of which was begun so long ago."""
    for _ in range(count):
        claim = store.items.claim(run, "w-1-2-3")
        assert claim is not None
        store.items.finish(claim, Ending("done", ItemState.DONE, seconds=1.0))
    with store.database.writing() as connection:
        began = datetime.now(UTC) - minutes * MINUTE
        connection.execute(update(attempts).values(started_at=began))


def told(store: Store, now: datetime) -> list[tuple[str, int]]:
    heard: list[Escalation] = []
    escalate(store, now, heard.append)
    return [(one.stage.value, one.late) for one in heard]


def test_the_rate_is_what_was_measured_lately(store: Store) -> None:
    begin(store, "r", 10, NOW + HOUR)
    assert rate_of(store, "b", datetime.now(UTC)) is None
    work(store, "r", 4, minutes=2)
    found = rate_of(store, "b", datetime.now(UTC))
    assert found is not None
    assert found.per_minute == pytest.approx(2, rel=0.1)
    assert not found.sure
    assert rate_of(store, "b", datetime.now(UTC) + HOUR) is None


def test_a_promise_in_danger_is_told_once_before_it_is_broken_and_once_after(store: Store) -> None:
    due = NOW + HOUR
    begin(store, "r", 2, due)
    assert told(store, NOW) == []
    assert told(store, due - 9 * MINUTE) == [("at_risk", 2)]
    assert told(store, due - 8 * MINUTE) == []
    assert told(store, due + MINUTE) == [("late", 2)]
    assert told(store, due + HOUR) == []


def test_a_forecast_alone_is_enough_once_it_is_sure(store: Store) -> None:
    begin(store, "r", SURE + 100, datetime.now(UTC) + HOUR)
    work(store, "r", SURE - 1, minutes=30)
    assert escalations(store, datetime.now(UTC)) == []
    work(store, "r", 1, minutes=60)
    (one,) = escalations(store, datetime.now(UTC))
    assert one.stage is Stage.AT_RISK
    # 20 in the 15 minutes that count: of the 100 that are left, 80 are done within the hour.
    assert 18 <= one.late <= 22
    assert one.name == "nightly"


def test_what_was_done_or_waits_for_its_customer_is_not_late(store: Store) -> None:
    due = NOW + HOUR
    begin(store, "r", 3, due)
    work(store, "r", 1, minutes=1)
    asking(store, CUSTOMER)
    asking(store, "finance")
    (one,) = forecasts(store, due + MINUTE)
    assert (one.left, one.late) == (1, 1)


def asking(store: Store, of: str, run: str = "r") -> tuple[int, int]:
    claim = store.items.claim(run, "w-1-2-3")
    assert claim is not None
    return claim.item, store.decisions.ask(claim, Question("Which street?", {}, of, digest="d"))


def test_why_nothing_moves_is_told_along(store: Store) -> None:
    begin(store, "r", 1, NOW - MINUTE)
    store.breakers.failed(Failed("crm", "", "it is down."), after=1, probe=HOUR)
    (one,) = escalations(store, NOW)
    assert one.reason == "The app 'crm' does not answer: it is down."


def test_who_is_told_and_dies_is_told_again(store: Store) -> None:
    begin(store, "r", 1, NOW - MINUTE)

    def dies(_: Escalation) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        escalate(store, NOW, dies)
    assert told(store, NOW) == [("late", 1)]


OFFICE = Calendar(
    "office", ZoneInfo("Europe/Berlin"), {day: (Shift(time(8), time(17)),) for day in range(5)}
)


def due_of(store: Store, item: int) -> datetime:
    with store.database.reading() as connection:
        row = connection.execute(items.select().where(items.c.id == item)).mappings().one()
    return row["due_at"]


@pytest.mark.parametrize(
    ("calendar", "moved"),
    [
        # Asked on Friday at 16:00, answered on Monday at 09:00: two hours of the office.
        ("office", datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Europe/Berlin"))),
        (None, datetime(2026, 11, 27, 3, tzinfo=ZoneInfo("Europe/Berlin"))),
    ],
)
def test_the_clock_stands_still_while_the_customer_is_asked(store: Store, calendar, moved) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    begin(store, "r", 2, datetime(2026, 11, 24, 10, tzinfo=berlin), calendar=calendar)
    item, question = asking(store, CUSTOMER)
    other, of_finance = asking(store, "finance")
    for each in (question, of_finance):
        store.decisions.answer(each, {"street": "High Street"}, Answerer("Ann"), seen="d")
    asked = datetime(2026, 11, 20, 16, tzinfo=berlin)
    answered = datetime(2026, 11, 23, 9, tzinfo=berlin)
    with store.database.writing() as connection:
        connection.execute(update(decisions).values(asked_at=asked, answered_at=answered))

    assert keep_clocks(store, {"office": OFFICE}) == 1
    assert due_of(store, item) == moved
    assert due_of(store, other) == datetime(2026, 11, 24, 10, tzinfo=berlin)
    assert keep_clocks(store, {"office": OFFICE}) == 0


def test_little_time_is_no_danger_where_work_goes_fast_enough(store: Store) -> None:
    now = datetime.now(UTC)
    begin(store, "r", 30, now + 5 * MINUTE)
    work(store, "r", 25, minutes=1)
    assert told(store, datetime.now(UTC)) == []
    asking(store, "finance")
    assert told(store, datetime.now(UTC)) == [("at_risk", 1)]
