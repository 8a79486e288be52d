"""Looking: asks the ledger what is seen now, without being a load to it."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import inf

from runner.errors import DeskhandError
from runner.item import ItemState
from runner.schedules.book import ScheduleBook
from runner.schedules.schedule import Slot
from runner.store.fires import FIRST_SEEN, WAITS, Fire
from runner.store.glimpses import Tried
from runner.store.notices import NoticeState
from runner.store.runs import RunRecord, RunState
from runner.store.store import Store
from runner.watch.sight import Due, Sight, Trouble, Work

WINDOW = timedelta(minutes=5)
"""The rate is measured over so long."""

LATELY = timedelta(hours=1)

MISSED = timedelta(hours=24)

ENDINGS = frozenset(["done", "business", "in_doubt", "dry_run", "waiting", "technical"])
"""Attempts that count for the rate: their items were worked."""

FINE = frozenset(["done", "waiting"])
"""What a person is asked is not told as something that went wrong."""

NOT_DONE = (ItemState.REJECTED, ItemState.FAILED, ItemState.IN_DOUBT, ItemState.WAITING)

SHARE = 50
"""What took a second to be counted is counted again after so many seconds."""

SLOW_SECONDS = 0.05
"""Nobody waits longer for a number that was counted before."""

DUE_SHOWN = 8

TROUBLES_SHOWN = 8

AGAIN_SECONDS = 30.0
"""How often due times are worked out anew."""


@dataclass(slots=True)
class _Counted:
    counts: Mapping[ItemState, int]
    seconds: float
    """How long it took."""
    again: float


class Looker:
    """Looks again and again; remembers what is expensive to find out.

    Args:
        store: The ledger.
        book: The schedules, where there are some.
        now: The time.
        clock: Rising seconds.
    """

    def __init__(
        self,
        store: Store,
        book: ScheduleBook | None,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store, self._book = store, book
        self._now, self._clock = now, clock
        self._counted: dict[str, _Counted] = {}
        self._due: tuple[Due, ...] = ()
        self._due_again = 0.0

    def look(self) -> Sight:
        """What is seen now.

        Raises:
            EnvironmentFault: the store cannot be reached.
        """
        began, now = self._clock(), self._now()
        store = self._store
        records = store.glimpses.at_work()
        names = [record.id for record in records]
        tried = store.glimpses.tried(now - LATELY)
        came_of = store.glimpses.schedules_of(names)
        self._forget(names)
        sight = Sight(
            at=now,
            work=tuple(
                self._work(record, came_of.get(record.id), tried, now) for record in records
            ),
            hosts=tuple(store.fleet.hosts()),
            waiting=store.glimpses.waiting(names),
            pauses=tuple(store.fleet.pauses()),
            outages=tuple(f"{outage.app}: {outage.reason}" for outage in store.breakers.outages()),
            due=self._next_due(now),
            troubles=tuple(self._troubles(tried, now)),
            untold=sum(
                1
                for notice in store.notices.recent(100, NoticeState.WAITING, NoticeState.GIVEN_UP)
                if notice.last_error
            ),
        )
        return replace(sight, took_seconds=self._clock() - began)

    def _forget(self, at_work: Sequence[str]) -> None:
        for run in set(self._counted) - set(at_work):
            del self._counted[run]

    def _counts(self, run: str) -> Mapping[ItemState, int]:
        known = self._counted.get(run)
        if known is None:
            return self._count(run)
        if self._clock() >= known.again:
            if known.seconds < SLOW_SECONDS:
                return self._count(run)
            # A million items take their time: what was counted last is shown meanwhile.
            known.again = inf
            counting = threading.Thread(target=self._count_aside, args=[run], daemon=True)
            counting.start()
        return known.counts

    def _count(self, run: str) -> Mapping[ItemState, int]:
        begin = self._clock()
        counts = self._store.glimpses.counts(run)
        end = self._clock()
        self._counted[run] = _Counted(counts, end - begin, end + (end - begin) * SHARE)
        return counts

    def _count_aside(self, run: str) -> None:
        # A store that cannot be reached is said by the next look, which asks it, too.
        with suppress(DeskhandError):
            self._count(run)

    def _work(
        self, record: RunRecord, fire: Fire | None, tried: Sequence[Tried], now: datetime
    ) -> Work:
        counts = self._counts(record.id)
        working = counts.get(ItemState.WORKING, 0)
        left = counts.get(ItemState.NEW, 0) + working
        pace = per_minute([one for one in tried if one.run == record.id], record.started_at, now)
        return Work(
            run=record.id,
            bot=record.bot,
            schedule=fire.schedule if fire is not None else None,
            is_queued=record.state is RunState.QUEUED,
            began=record.started_at,
            done=counts.get(ItemState.DONE, 0),
            not_done=sum(counts.get(state, 0) for state in NOT_DONE),
            left=left,
            working=working,
            per_minute=pace,
            ends=now + timedelta(minutes=left / pace) if pace and left else None,
        )

    def _next_due(self, now: datetime) -> tuple[Due, ...]:
        if self._book is None:
            return ()
        past = any(due.at <= now for due in self._due)
        if past or self._clock() >= self._due_again:
            self._due = tuple(next_due(self._book, now))[:DUE_SHOWN]
            self._due_again = self._clock() + AGAIN_SECONDS
        return self._due

    def _troubles(self, tried: Sequence[Tried], now: datetime) -> Iterator[Trouble]:
        missed = self._store.glimpses.missed(now - MISSED, [WAITS, FIRST_SEEN], TROUBLES_SHOWN)
        found = [
            *grouped(one for one in tried if one.message and one.outcome not in FINE),
            *(Trouble(fire.slot, fire.schedule, fire.outcome) for fire in missed),
        ]
        yield from sorted(found, key=lambda one: one.at, reverse=True)[:TROUBLES_SHOWN]


def grouped(tried: Iterator[Tried]) -> Iterator[Trouble]:
    """What went wrong at items, the same of one run once, with how often."""
    listed = list(tried)
    numbers = Counter((one.run, one.outcome, one.message) for one in listed)
    seen: set[tuple[str, str, str]] = set()
    for one in listed:
        same = (one.run, one.outcome, one.message)
        if same not in seen:
            seen.add(same)
            yield Trouble(one.ended_at, f"item {one.item}", one.message, numbers[same])


def per_minute(tried: Sequence[Tried], began: datetime, now: datetime) -> float | None:
    """How many items end in a minute; the attempts are one run's, the newest first.

    Over the last five minutes, or since the run began, or as far back as its attempts are known.
    """
    ended = [one for one in tried if one.outcome in ENDINGS and one.ended_at > now - WINDOW]
    if not ended:
        return None
    is_cut = len(ended) == len(tried) and len(ended) > 1
    since = max(began, ended[-1].ended_at if is_cut else now - WINDOW)
    minutes = (now - max(since, now - WINDOW)) / timedelta(minutes=1)
    return len(ended) / minutes if minutes > 0 else None


def next_due(book: ScheduleBook, now: datetime) -> list[Due]:
    """When each schedule is due next, the earliest first."""
    found: list[tuple[str, Slot]] = []
    for name, planned in book.schedules.items():
        slot = planned.schedule.next(now)
        if slot is not None:
            found.append((name, slot))
    return [
        Due(
            name,
            book.schedules[name].schedule.bot,
            slot.due,
            str(book.schedules[name].schedule.zone),
        )
        for name, slot in sorted(found, key=lambda each: each[1].due)
    ]
