"""A batch: what a schedule has due is run in this process, from what was left behind to what follows."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from time import monotonic

from runner.errors import DeskhandError, ExitCode
from runner.run.engine import STOPPED_BY_A_PERSON, Engine
from runner.run.errors import RunInWorkError
from runner.run.locks import is_dead
from runner.run.ordering import order_of
from runner.run.progress import Progress
from runner.schedules.book import Planned, ScheduleBook, followers
from runner.schedules.ticking import Tick, begin_now, tick
from runner.serve.beginning import pause_words, refusal, replace_run, turn_of, wish_of
from runner.serve.clock import checked, time
from runner.serve.hearing import Ended, Hearing, Passed
from runner.store.leases import new_worker_name
from runner.store.store import Store
from runner.waiting import pause

FIRST_REACH = timedelta(minutes=2)
"""A schedule that is seen for the first time by a batch is due at what came so long ago: cron
starts the very first batch a moment after its due time."""

PATIENCE_SECONDS = 900.0
"""How long a run that is replaced may take for its current step."""

LOOK_SECONDS = 1.0

GRAVITY = (ExitCode.OK, ExitCode.SOME_FAILED, ExitCode.NEEDS_A_PERSON, ExitCode.ENVIRONMENT,
           ExitCode.USAGE, STOPPED_BY_A_PERSON)  # fmt: skip
"""Exit codes from harmless to grave: of several runs, the gravest is the batch's."""


class Batch:
    """Batches of one workspace, in this process."""

    def __init__(
        self,
        engine: Engine,
        book: ScheduleBook,
        progress: Progress,
        hearing: Hearing,
        clock: Callable[[], datetime] = time,
        *,
        wait: bool = True,
    ) -> None:
        """`wait` says whether apps that are in maintenance, or out, are waited for."""
        self._engine = engine
        self._book = book
        self._progress = progress
        self._hearing = hearing
        self._clock = clock
        self._host = new_worker_name()
        """Of this process, at the due times that it takes upon itself."""
        self._wait = wait
        self._stopped = False

    def run(self, name: str, *, at_once: bool = False) -> list[Ended]:
        """Run what is due of a schedule and what follows it; `at_once` runs it in any case.

        Raises:
            NoSuchScheduleError: there is none of that name.
            EarlyClockError: the machine's clock is not set.
            DeskhandError: the store cannot be used.
        """
        planned = self._book.planned(name)
        checked(self._clock())
        store = self._engine.store()
        try:
            return list(self._run(planned, store, at_once=at_once))
        finally:
            store.close()

    def _run(self, planned: Planned, store: Store, *, at_once: bool) -> Iterator[Ended]:
        held = pause_words(planned, store.fleet.pauses())
        if held is None or at_once:
            yield from self._left_behind(planned, store)
        slots = self._at_once(planned, store) if at_once else self._due(planned, store, held)
        for slot in slots:
            if self._stopped:
                store.fires.close(planned.schedule.name, slot, outcome="stopped before it began")
                continue
            yield from self._begin(planned, slot, store)

    def _due(self, planned: Planned, store: Store, held: str | None) -> Sequence[datetime]:
        now = self._clock()
        latest = max(
            (one.due for one in planned.schedule.slots(now - FIRST_REACH, now)), default=now
        )
        since = latest - timedelta(seconds=1)
        found = tick(store.fires, planned.schedule, self._host, now, since=since, held=held)
        for one in found.passed:
            self._hearing.passed(Passed(planned, one.slot, one.outcome))
        return self._in_place_of(found, store)

    def _at_once(self, planned: Planned, store: Store) -> Sequence[datetime]:
        slot = self._clock()
        found = begin_now(store.fires, planned.schedule, self._host, slot)
        for one in found.passed:
            self._hearing.passed(Passed(planned, one.slot, one.outcome))
        return self._in_place_of(found, store)

    def _in_place_of(self, found: Tick, store: Store) -> Sequence[datetime]:
        """Stop the run that is in the way, and wait until it has let go of its feed."""
        if found.cancel is not None:
            replace_run(store, found.cancel)
            ends = monotonic() + PATIENCE_SECONDS
            while not is_dead(store.locks, f"run-{found.cancel}") and monotonic() < ends:
                pause(LOOK_SECONDS, because="the run before ends after its current step")
        return found.begin

    def _left_behind(self, planned: Planned, store: Store) -> Iterator[Ended]:
        for run in store.fires.left_behind(planned.schedule.name):
            try:
                result = self._engine.resume(store.runs.get(run), self._progress)
            except RunInWorkError:
                continue
            except DeskhandError as fault:
                yield self._heard(Ended(planned, None, None, fault))
            else:
                yield self._heard(Ended(planned, None, result))

    def _begin(self, planned: Planned, slot: datetime, store: Store) -> Iterator[Ended]:
        """Run one due time, and then what follows it."""
        ended = self._heard(self._worked(planned, slot, store))
        yield ended
        for follower in followers(self._book, planned.schedule.name):
            held = refusal(follower, planned, store.fleet.pauses(), well=ended.well)
            if not store.fires.fire(follower.schedule.name, slot, host=self._host):
                continue
            if held is None:
                yield from self._begin(follower, slot, store)
            else:
                store.fires.close(follower.schedule.name, slot, outcome=held)
                self._hearing.passed(Passed(follower, slot, held))

    def _worked(self, planned: Planned, slot: datetime, store: Store) -> Ended:
        name = planned.schedule.name
        try:
            with ExitStack() as stack:
                wish = wish_of(planned, self._engine.workspace.root, slot, wait=self._wait)
                result = self._engine.run(
                    order_of(self._engine, wish, stack),
                    self._progress,
                    turn=turn_of(planned, self._book.calendars, self._clock()),
                    along=lambda at, run: store.fires.bind(at, name, slot, run, host=self._host),
                )
        except DeskhandError as fault:
            if not store.fires.was_begun(name, slot):
                store.fires.close(name, slot, outcome=f"failed: {fault.sentence()}")
            return Ended(planned, slot, None, fault)
        return Ended(planned, slot, result)

    def _heard(self, ended: Ended) -> Ended:
        self._stopped = self._stopped or ended.exit_code == STOPPED_BY_A_PERSON
        self._hearing.ended(ended)
        return ended


def gravest(ended: Sequence[Ended]) -> int:
    """The exit code of a batch."""
    codes = [one.exit_code for one in ended]
    return max(codes, key=GRAVITY.index, default=ExitCode.OK)
