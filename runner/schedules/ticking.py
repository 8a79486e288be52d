"""A tick: looks at the clock, and decides once for all hosts what is begun now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from runner.schedules.schedule import Overlap, Schedule, Slot, catch_up
from runner.store.fires import FIRST_SEEN, REPLACED, WAITS, Decided, FireStore, Standing

IN_ITS_PLACE = "skipped: a later one was run in its place"

SINGLY = 5
"""Missed due times in a row that are recorded one by one; more are one record."""


@dataclass(frozen=True, slots=True)
class Tick:
    """What this host is to do for a schedule."""

    begin: tuple[datetime, ...]
    """Due times to begin, the earliest first; nobody else begins them."""
    cancel: str | None = None
    """The run that is to be stopped first."""
    passed: tuple[Decided, ...] = ()
    """Due times that are not begun, each with the reason."""


def tick(
    fires: FireStore,
    schedule: Schedule,
    host: str,
    now: datetime,
    *,
    since: datetime | None = None,
    held: str | None = None,
) -> Tick:
    """Decide over the due times of a schedule that have come until now.

    Safe to call from any number of hosts at any time; each due time is begun by one of them, or
    recorded with the reason why it is not. `held` is why nothing is begun at all now, in words.
    """
    cancel: list[str] = []
    passed: list[Decided] = []

    def deciding(standing: Standing) -> Sequence[Decided]:
        if schedule.overlap is Overlap.CANCEL and standing.busy is not None:
            cancel.append(standing.busy)
        decided = list(decisions(schedule, standing, now, since))
        if held is not None:
            decided = [one if one.outcome else Decided(one.slot, held) for one in decided]
        passed.extend(one for one in decided if one.outcome not in {"", WAITS, FIRST_SEEN})
        return decided

    begin = fires.decide(schedule.name, host, deciding, now=now)
    return Tick(tuple(begin), cancel[0] if cancel and begin else None, tuple(passed))


def begin_now(fires: FireStore, schedule: Schedule, host: str, now: datetime) -> Tick:
    """Decide over a start that somebody wants now, though it may not be due.

    Like a due time it does not disturb a run at work, or replaces it, as the schedule says.
    """
    busy: list[str] = []

    def deciding(standing: Standing) -> Sequence[Decided]:
        if standing.busy is None or schedule.overlap is Overlap.PARALLEL:
            return [Decided(now)]
        busy.append(standing.busy)
        return [Decided(now, "" if schedule.overlap is Overlap.CANCEL else at_work(standing.busy))]

    begin = fires.decide(schedule.name, host, deciding, now=now)
    cancel = busy[0] if busy and begin else None
    passed = () if begin else (Decided(now, at_work(busy[0])),)
    return Tick(tuple(begin), cancel, passed)


def at_work(run: str) -> str:
    """Why a due time is passed over."""
    return f"skipped: an earlier run is still at work ({run})"


def decisions(
    schedule: Schedule, standing: Standing, now: datetime, since: datetime | None = None
) -> Iterator[Decided]:
    """What becomes of every due time that has come since the last look.

    At the first look ever, due times count from then on, or from the moment `since`.
    """
    if standing.last is None and not since:
        yield Decided(now, FIRST_SEEN)
        return
    begin = since if standing.last is None else standing.last
    come = takewhile(lambda slot: slot.start <= now, schedule.slots(begin or now, now))
    again = catch_up(schedule, tuple(Slot(due, due) for due in standing.abandoned), now)
    yield from _singly(again.missed)
    caught = catch_up(schedule, tuple(come), now)
    yield from _missed(caught.missed)
    due = [slot.due for slot in (*again.run, *caught.run)]
    yield from _overlapping(schedule, standing, due)


def _missed(missed: Sequence[tuple[Slot, str]]) -> Iterator[Decided]:
    if len(missed) <= SINGLY:
        yield from _singly(missed)
        return
    first, (last, reason) = missed[0][0], missed[-1]
    since = f"{first.due:%Y-%m-%d %H:%M} UTC"
    yield Decided(last.due, f"missed: {len(missed)} due times since {since}: {reason}")


def _singly(missed: Sequence[tuple[Slot, str]]) -> Iterator[Decided]:
    return (Decided(slot.due, f"missed: {reason}") for slot, reason in missed)


def _overlapping(
    schedule: Schedule, standing: Standing, due: Sequence[datetime]
) -> Iterator[Decided]:
    every = [*standing.waiting, *due]
    if schedule.overlap is Overlap.PARALLEL:
        yield from map(Decided, every)
    elif schedule.overlap is Overlap.CANCEL:
        yield from (Decided(slot, REPLACED) for slot in every[:-1])
        yield from map(Decided, every[-1:])
    elif schedule.overlap is Overlap.QUEUE:
        begin = every[:1] if standing.busy is None else []
        yield from map(Decided, begin)
        yield from (Decided(slot, WAITS) for slot in due if slot not in begin)
    elif standing.busy is not None:
        yield from (Decided(slot, at_work(standing.busy)) for slot in every)
    else:
        yield from (Decided(slot, IN_ITS_PLACE) for slot in every[:-1])
        yield from map(Decided, every[-1:])
