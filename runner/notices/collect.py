"""Collecting: the facts of a notice, found in the ledger."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from runner.item import ItemState
from runner.notices.facts import Earlier, Kind, Missed, MissedTimes, Need, Reason, Summary
from runner.notices.summary import WORKED
from runner.notices.wording import number_of, without_values
from runner.schedules.book import ScheduleBook
from runner.store.fires import FIRST_SEEN, Fire
from runner.store.store import Store

NOT_DONE = (ItemState.REJECTED, ItemState.FAILED, ItemState.IN_DOUBT)

FINAL = (ItemState.DONE, ItemState.REJECTED, ItemState.FAILED)

MANY = re.compile(r"missed: (\d+) due times since ")


def summary_of(store: Store, book: ScheduleBook, fire: Fire, now: datetime) -> Summary:
    """How the run of a due time went.

    Raises:
        NoSuchRunError: no run came of it.
        NoSuchScheduleError: the file knows the schedule no more.
    """
    record = store.runs.get(fire.run or "")
    planned = book.planned(fire.schedule)
    counts = {state: number for state, number in store.runs.counts(record.id).items() if number}
    earlier = store.happenings.before(fire.schedule, fire.slot)
    upcoming = planned.schedule.next(now)
    papers = store.evidence / record.id
    report, results = papers / "report.html", papers / "results.xlsx"
    return Summary(
        schedule=fire.schedule,
        bot=record.bot,
        run=record.id,
        zone=planned.schedule.zone,
        began=record.started_at,
        ended=record.ended_at,
        counts=counts,
        exit_code=record.exit_code,
        message=without_items(record.message, store, record.id),
        due=fire.slot,
        known=sum(store.runs.elsewhere(record.id, FINAL).values()),
        reasons=tuple(reasons(store, record.id)),
        needs=tuple(needs(store, record.id, counts)),
        missed=missed_since(store, fire.schedule, earlier.slot if earlier else None, fire.slot),
        next_due=upcoming.due if upcoming is not None else None,
        report=report if report.exists() else None,
        results=results if results.exists() else None,
        before=None if earlier is None else how_it_went(store, earlier),
    )


def how_it_went(store: Store, fire: Fire) -> Earlier | None:
    """The run of an earlier due time; None when it has not ended, or had nothing to do."""
    record = store.runs.get(fire.run or "")
    counts = store.runs.counts(record.id)
    worked = sum(counts[state] for state in WORKED)
    if record.ended_at is None or not worked:
        return None
    took = record.ended_at - record.started_at
    return Earlier(record.id, took, worked, counts[ItemState.DONE])


def reasons(store: Store, run: str) -> Iterator[Reason]:
    """Why items were not done, the most frequent first, without what is the items' own."""
    found = Counter(
        (one.state, without_values(one.message, own_values(one.key, one.payload)))
        for one in store.happenings.undone(run, NOT_DONE)
    )
    for (state, text), number in found.most_common():
        yield Reason(state, text or "no reason was recorded", number)


def without_items(message: str, store: Store, run: str) -> str:
    """What ended a run early, as the framework said it, without what belongs to an item."""
    if not message:
        return ""
    values: set[str] = set()
    for one in store.happenings.undone(run, (*NOT_DONE, ItemState.NEW)):
        values |= {value for value in own_values(one.key, one.payload) if len(value) > 3}
    for value in sorted((v for v in values if v in message), key=len, reverse=True):
        message = message.replace(value, "…")
    return message


def own_values(key: str | None, payload: Any) -> Iterator[str]:
    """Every text and number of an item."""
    if key:
        yield key
    if isinstance(payload, Mapping):
        for value in payload.values():
            yield from own_values(None, value)
    elif isinstance(payload, list | tuple):
        for value in payload:
            yield from own_values(None, value)
    elif payload is not None and not isinstance(payload, bool):
        yield str(payload)


def needs(store: Store, run: str, counts: Mapping[ItemState, int]) -> Iterator[Need]:
    """What a person has to do about a run."""
    doubts = counts.get(ItemState.IN_DOUBT, 0)
    if doubts:
        yield in_doubt(f"--run {run}", doubts)
    if not counts.get(ItemState.WAITING):
        return
    asked = store.happenings.asked(run)
    if asked.decisions:
        yield to_answer(asked.decisions)
    if asked.repairs:
        yield to_decide(asked.repairs)


def in_doubt(which: str, number: int) -> Need:
    """Items of which nobody can tell whether they were entered; `which` as `deskhand items` is told."""
    said, was, they = ("is", "it was", "it is") if number == 1 else ("are", "they were", "they are")
    return Need(
        Kind.IN_DOUBT,
        number,
        f"{number_of(number, 'item')} {said} in doubt: nobody can tell whether {was} entered, so "
        f"{they} not entered again. Look at the application, and say what you see.",
        (
            f"deskhand items --state in_doubt {which}",
            "deskhand settle NUMBER --entered",
            "deskhand settle NUMBER --not-entered",
        ),
    )


def to_answer(number: int) -> Need:
    """Items that wait for an answer."""
    wait = "waits" if number == 1 else "wait"
    return Need(
        Kind.DECISIONS,
        number,
        f"{number_of(number, 'item')} {wait} for a person's answer.",
        ("deskhand decisions",),
    )


def to_decide(number: int) -> Need:
    """Items that wait for a repair of a selector file."""
    wait = "waits" if number == 1 else "wait"
    return Need(
        Kind.REPAIRS,
        number,
        f"{number_of(number, 'item')} {wait} until a repair of a selector file is accepted or "
        "rejected: a screen has changed.",
        ("deskhand screens repairs",),
    )


def missed_times(
    store: Store, book: ScheduleBook, schedule: str, after: datetime | None, now: datetime
) -> MissedTimes | None:
    """The due times of a schedule that were not run; None when there is none.

    Raises:
        NoSuchScheduleError: the file knows the schedule no more.
    """
    found = store.happenings.not_run(schedule, after, [FIRST_SEEN])
    if not found:
        return None
    planned = book.planned(schedule).schedule
    upcoming = planned.next(now)
    return MissedTimes(
        schedule,
        planned.bot,
        planned.zone,
        tuple(as_missed(fire) for fire in found),
        sum(how_many(fire) for fire in found),
        upcoming.due if upcoming is not None else None,
    )


def missed_since(
    store: Store, schedule: str, after: datetime | None, until: datetime
) -> tuple[Missed, ...]:
    """Due times that were not run between two that were, the latest first."""
    if after is None:
        after = until - timedelta(days=31)
    found = store.happenings.not_run(schedule, after, [FIRST_SEEN])
    return tuple(as_missed(fire) for fire in found if fire.slot < until)


def as_missed(fire: Fire) -> Missed:
    """A due time that was not run."""
    return Missed(fire.slot, fire.outcome.removeprefix("missed: ").rstrip("."))


def how_many(fire: Fire) -> int:
    """How many due times a record stands for."""
    found = MANY.match(fire.outcome)
    return int(found[1]) if found else 1
