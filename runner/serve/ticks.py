"""Ticks of the service: what has come due is left to the fleet, once over all hosts."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime

from runner.errors import DeskhandError
from runner.item import ItemState
from runner.run.engine import Engine
from runner.run.ordering import order_of
from runner.run.serving import queue_in
from runner.schedules.book import Planned, ScheduleBook
from runner.schedules.schedule import After
from runner.schedules.ticking import tick
from runner.serve.beginning import pause_words, refusal, replace_run, turn_of, wish_of
from runner.serve.clock import checked, time
from runner.serve.deadlines import stop_overdue
from runner.serve.hearing import Ended, Hearing, Passed
from runner.store.fires import FIRST_SEEN, Decided
from runner.store.leases import new_worker_name
from runner.store.store import Store

FINE = frozenset([ItemState.DONE, ItemState.REJECTED])


class Ticks:
    """Looks at the clock for the schedules of a book."""

    def __init__(
        self,
        engine: Engine,
        book: ScheduleBook,
        hearing: Hearing,
        clock: Callable[[], datetime] = time,
    ) -> None:
        self._engine = engine
        self._book = book
        self._hearing = hearing
        self._clock = clock
        self._host = new_worker_name()
        """Of this process, at the due times that it takes upon itself."""

    def tick(self, name: str) -> None:
        """Begin what a schedule has due.

        Raises:
            EarlyClockError: the machine's clock is not set.
            DeskhandError: the store cannot be used.
        """
        planned = self._book.schedules[name]
        now = checked(self._clock())
        store = self._engine.store()
        try:
            if isinstance(planned.schedule.when, After):
                self._follow(planned, planned.schedule.when.schedule, store, now)
            else:
                self._tick(planned, store, now)
        finally:
            store.close()

    def stop_overdue(self) -> list[str]:
        """Stop runs of the fleet whose deadline has passed; returns what is to be said of them.

        Raises:
            DeskhandError: the store cannot be used.
        """
        store = self._engine.store()
        try:
            return list(stop_overdue(store, self._clock()))
        finally:
            store.close()

    def _tick(self, planned: Planned, store: Store, now: datetime) -> None:
        held = pause_words(planned, store.fleet.pauses())
        found = tick(store.fires, planned.schedule, self._host, now, held=held)
        for one in found.passed:
            self._hearing.passed(Passed(planned, one.slot, one.outcome))
        if found.cancel is not None:
            replace_run(store, found.cancel)
        for slot in found.begin:
            self._begin(planned, slot, store)

    def _follow(self, planned: Planned, before: str, store: Store, now: datetime) -> None:
        """Begin what follows runs of another schedule that have ended since it was first seen."""
        name = planned.schedule.name
        last = store.fires.first(name)
        if last is None:
            store.fires.decide(name, self._host, lambda _: [Decided(now, FIRST_SEEN)], now=now)
            return
        for fire in store.fires.ended(before, last.slot, without=name):
            well = fire.run is not None and ended_well(store, fire.run)
            pauses = store.fleet.pauses()
            held = refusal(planned, self._book.schedules[before], pauses, well=well)
            if not store.fires.fire(name, fire.slot, host=self._host):
                continue
            if held is None:
                self._begin(planned, fire.slot, store)
            else:
                store.fires.close(name, fire.slot, outcome=held)
                self._hearing.passed(Passed(planned, fire.slot, held))

    def _begin(self, planned: Planned, slot: datetime, store: Store) -> None:
        name = planned.schedule.name
        try:
            with ExitStack() as stack:
                queued = queue_in(
                    store,
                    self._engine,
                    order_of(
                        self._engine, wish_of(planned, self._engine.workspace.root, slot), stack
                    ),
                    turn_of(planned, self._book.calendars, self._clock()),
                    along=lambda at, run: store.fires.bind(at, name, slot, run, host=self._host),
                )
        except DeskhandError as fault:
            if not store.fires.was_begun(name, slot):
                store.fires.close(name, slot, outcome=f"failed: {fault.sentence()}")
            self._hearing.ended(Ended(planned, slot, None, fault))
        else:
            self._hearing.begun(planned, slot, queued.run)


def ended_well(store: Store, run: str) -> bool:
    """Whether every item of a run was worked, done or rejected."""
    return not any(n for state, n in store.runs.counts(run).items() if state not in FINE)
