"""Forecast: when items will be done at the present rate, how many too late, and who must hear it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import floor
from typing import Any

from runner.schedules.calendar import Calendar
from runner.store.clocks import Answered, Queue
from runner.store.store import Store

MEASURED = timedelta(minutes=15)
"""The time just past whose rate counts."""

SURE = 20
"""Items that must have ended in it before a forecast alone alarms anybody."""

MINUTE = timedelta(minutes=1)


class Stage(StrEnum):
    """How far it has come with a promise."""

    AT_RISK = "at_risk"
    """It will not be kept at the present rate, or there is little time left."""
    LATE = "late"
    """It was not kept."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How fast the items of a bot come to their end."""

    per_minute: float
    sure: bool
    """Whether enough was measured to rely on it."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What becomes of items of a run that are alike in their turn."""

    run: str
    bot: str
    due_at: datetime | None
    left: int
    late: int
    """How many of them will be done too late, as it looks now, or are so already."""
    done_at: datetime | None
    """When the last of them will be done; None when nothing moves."""
    rate: Rate | None
    waiting: int = 0
    """How many of them wait for a person."""


@dataclass(frozen=True, slots=True)
class Escalation:
    """A promise that will not be kept, or was not, for those who can still do something."""

    name: str
    """The schedule or trigger that promised."""
    run: str
    bot: str
    stage: Stage
    due: datetime
    left: int
    late: int
    done_at: datetime | None
    per_minute: float | None
    reason: str
    """Why nothing moves, where that is known, in a sentence."""


def rate_of(store: Store, bot: str, now: datetime) -> Rate | None:
    """How fast items of a bot come to their end, over all hosts; None when none does."""
    count, first = store.paces.ended(bot, now - MEASURED)
    if not count or first is None:
        return None
    took = max(now - max(first, now - MEASURED), timedelta(seconds=1))
    return Rate(count / (took / MINUTE), count >= SURE)


def forecasts(store: Store, now: datetime) -> list[Forecast]:
    """What becomes of everything that is not done, in the order of its turn."""
    queues = store.clocks.queues()
    rates = {bot: rate_of(store, bot, now) for bot in {queue.bot for queue in queues}}
    return forecast(queues, rates, now)


def forecast(
    queues: Sequence[Queue], rates: Mapping[str, Rate | None], now: datetime
) -> list[Forecast]:
    """What becomes of items at given rates; what has its turn before them is done before them."""
    ahead: dict[str, int] = {}
    found = []
    for queue in queues:
        before = ahead.get(queue.bot, 0)
        ahead[queue.bot] = before + queue.items
        found.append(_forecast(queue, rates[queue.bot], before, now))
    return found


def _forecast(queue: Queue, rate: Rate | None, before: int, now: datetime) -> Forecast:
    left = queue.items + queue.waiting
    done_at, late = None, 0
    if rate is not None and queue.items:
        done_at = now + (before + queue.items) / rate.per_minute * MINUTE
    if queue.due_at is not None and queue.due_at <= now:
        late = left
    elif queue.due_at is not None and rate is not None:
        in_time = floor((queue.due_at - now) / MINUTE * rate.per_minute + 1e-9) - before
        late = queue.items - min(max(in_time, 0), queue.items)
    return Forecast(queue.run, queue.bot, queue.due_at, left, late, done_at, rate, queue.waiting)


def escalations(store: Store, now: datetime) -> list[Escalation]:
    """The promises that will not be kept, or were not, of which nobody has been told."""
    due = [
        (one, one.due_at) for one in forecasts(store, now) if one.due_at is not None and one.left
    ]
    plans = store.clocks.plans(sorted({one.run for one, _ in due}))
    found = []
    for one, due_at in due:
        plan = plans.get(one.run, {})
        alarm = alarm_of(one, due_at, plan.get("promise"), now)
        if alarm is not None and not store.clocks.told(one.run, due_at, alarm[0]):
            found.append(_escalation(one, due_at, alarm, store, plan))
    return found


def escalate(store: Store, now: datetime, tell: Callable[[Escalation], None]) -> int:
    """Tell of promises in danger, each stage of each once; returns how many were told.

    What is handed to `tell` is noted only when that has returned: a process that dies in between
    tells it again.
    """
    found = escalations(store, now)
    for one in found:
        tell(one)
        store.clocks.tell(one.run, one.due, one.stage)
    return len(found)


def alarm_of(
    one: Forecast, due_at: datetime, promise: Any, now: datetime
) -> tuple[Stage, int] | None:
    """How far it has come, and how many items will be late; None while nobody has to hear of it."""
    if not isinstance(promise, dict):
        return None
    if due_at <= now:
        return Stage.LATE, one.left
    if now >= due_at - timedelta(seconds=float(promise["warn"])):
        # Who waits for a person is late until the person comes; what does not move at all, too.
        late = one.left if one.rate is None else one.late + one.waiting
        return (Stage.AT_RISK, late) if late else None
    foreseen = one.late > 0 and one.rate is not None and one.rate.sure
    return (Stage.AT_RISK, one.late) if foreseen else None


def _escalation(
    one: Forecast, due_at: datetime, alarm: tuple[Stage, int], store: Store, plan: Mapping[str, Any]
) -> Escalation:
    return Escalation(
        str(plan["promise"]["name"]),
        one.run,
        one.bot,
        alarm[0],
        due_at,
        one.left,
        alarm[1],
        one.done_at,
        one.rate.per_minute if one.rate is not None else None,
        reason_of(store, one.bot, plan),
    )


def reason_of(store: Store, bot: str, plan: Mapping[str, Any]) -> str:
    """Why nothing moves, where that is known."""
    files = {app["file"] for app in plan.get("apps", {}).values()}
    for outage in store.breakers.outages():
        if outage.app in files:
            return f"The app {outage.app!r} does not answer: {outage.reason.rstrip('.')}."
    for pause in store.fleet.pauses():
        if pause.name == bot or pause.name in files:
            return f"The {pause.what.value} {pause.name!r} is paused by {pause.who}."
    return ""


def keep_clocks(store: Store, calendars: Mapping[str, Calendar]) -> int:
    """Move due times by what was waited for customers, in business minutes; returns how many.

    The clock of an item stands still while a question to its customer is open.
    """
    answers = store.clocks.answered()
    plans = store.clocks.plans(sorted({one.run for one in answers}))
    return sum(_moved(store, one, plans.get(one.run, {}), calendars) for one in answers)


def _moved(
    store: Store, answered: Answered, plan: Mapping[str, Any], calendars: Mapping[str, Calendar]
) -> bool:
    promise = plan.get("promise")
    name = promise.get("calendar") if isinstance(promise, dict) else None
    calendar = calendars.get(str(name)) if name else None
    if calendar is None:
        waited = answered.answered_at - answered.asked_at
        return store.clocks.move(answered, answered.due_at + waited, waited / MINUTE)
    minutes = max(0.0, calendar.minutes_between(answered.asked_at, answered.answered_at))
    due_at = calendar.after_minutes(answered.due_at, minutes) if minutes else answered.due_at
    return store.clocks.move(answered, due_at, minutes)
