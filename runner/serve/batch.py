"""A batch: what a schedule has due is run in this process, from what was left behind to what follows."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from runner.errors import DeskhandError, EnvironmentFault, ExitCode
from runner.item import ItemState
from runner.run.engine import STOPPED_BY_A_PERSON, Engine, RunResult
from runner.run.errors import RunInWorkError
from runner.run.ordering import order_of
from runner.run.progress import Progress
from runner.schedules.book import Planned, ScheduleBook, followers
from runner.schedules.schedule import Overlap
from runner.schedules.ticking import tick
from runner.serve.beginning import turn_of, wish_of
from runner.store.fires import REPLACED, Decided, Standing
from runner.store.fleet import Pausable, Pause
from runner.store.leases import host_name
from runner.store.runs import RunState
from runner.store.store import Store

FIRST_REACH = timedelta(minutes=2)
"""A schedule that is seen for the first time by a batch is due at what came so long ago: cron
starts the very first batch a moment after its due time."""

GRAVITY = (ExitCode.OK, ExitCode.SOME_FAILED, ExitCode.NEEDS_A_PERSON, ExitCode.ENVIRONMENT,
           ExitCode.USAGE, STOPPED_BY_A_PERSON)  # fmt: skip
"""Exit codes from harmless to grave: of several runs, the gravest is the batch's."""


class EarlyClockError(EnvironmentFault):
    """The machine does not know what time it is."""

    def __init__(self, now: datetime) -> None:
        super().__init__(
            f"The machine's clock says {now:%Y-%m-%d %H:%M} UTC, which cannot be.",
            hint="Nothing is started until it is set; is time synchronisation on?",
        )


EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)
"""No clock that is set shows an earlier time."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of one due time, or of a run that was left behind."""

    planned: Planned
    slot: datetime | None
    """None for a run that was left behind."""
    result: RunResult | None
    fault: DeskhandError | None = None
    """Why no run was begun."""

    @property
    def exit_code(self) -> int:
        """As a run has it."""
        if self.result is not None:
            return self.result.exit_code
        return self.fault.exit_code if self.fault is not None else ExitCode.OK

    @property
    def well(self) -> bool:
        """Whether every item was worked, done or rejected, and nothing waits for anybody."""
        if self.result is None:
            return False
        fine = {ItemState.DONE, ItemState.REJECTED}
        return not any(n for state, n in self.result.counts.items() if state not in fine)


@dataclass(frozen=True, slots=True)
class Passed:
    """A due time that was not run, and why."""

    planned: Planned
    slot: datetime
    reason: str


class Hearing:
    """Hears what a batch does; whoever tells people derives from it."""

    def ended(self, ended: Ended) -> None:
        """A run has ended, or could not be begun."""

    def passed(self, passed: Passed) -> None:
        """A due time was not run."""


class Batch:
    """Batches of one workspace, in this process."""

    def __init__(
        self,
        engine: Engine,
        book: ScheduleBook,
        progress: Progress,
        hearing: Hearing,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._engine = engine
        self._book = book
        self._progress = progress
        self._hearing = hearing
        self._clock = clock
        self._stopped = False

    def run(self, name: str, *, at_once: bool = False) -> list[Ended]:
        """Run what is due of a schedule and what follows it; `at_once` runs it in any case.

        Raises:
            NoSuchScheduleError: there is none of that name.
            EarlyClockError: the machine's clock is not set.
            DeskhandError: the store cannot be used.
        """
        planned = self._book.planned(name)
        if self._clock() < EARLIEST:
            raise EarlyClockError(self._clock())
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
            ended = self._begin(planned, slot, store)
            yield ended
            if ended.well:
                yield from self._follow(planned, slot, store)

    def _due(self, planned: Planned, store: Store, held: str | None) -> Sequence[datetime]:
        now = self._clock()
        found = tick(
            store.fires, planned.schedule, host_name(), now, since=now - FIRST_REACH, held=held
        )
        for one in found.passed:
            self._hearing.passed(Passed(planned, one.slot, one.outcome))
        if found.cancel is not None:
            replace_run(store, found.cancel)
        return found.begin

    def _at_once(self, planned: Planned, store: Store) -> Sequence[datetime]:
        slot = self._clock()
        return store.fires.decide(
            planned.schedule.name, host_name(), partial(decide_at_once, planned, slot)
        ) or self._say_passed(planned, slot)

    def _say_passed(self, planned: Planned, slot: datetime) -> Sequence[datetime]:
        reason = "skipped: an earlier run is still at work"
        self._hearing.passed(Passed(planned, slot, reason))
        return ()

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

    def _begin(self, planned: Planned, slot: datetime, store: Store) -> Ended:
        name = planned.schedule.name
        try:
            with ExitStack() as stack:
                wish = wish_of(planned, self._engine.workspace.root, slot)
                order = order_of(self._engine, wish, stack)
                result = self._engine.run(
                    order,
                    self._progress,
                    turn=turn_of(planned, self._book.calendars, self._clock()),
                    along=lambda at, run: store.fires.bind(at, name, slot, run),
                )
        except DeskhandError as fault:
            if not was_begun(store, name, slot):
                store.fires.close(name, slot, outcome=f"failed: {fault.sentence()}")
            return self._heard(Ended(planned, slot, None, fault))
        return self._heard(Ended(planned, slot, result))

    def _follow(self, planned: Planned, slot: datetime, store: Store) -> Iterator[Ended]:
        for next_one in followers(self._book, planned.schedule.name):
            held = pause_words(next_one, store.fleet.pauses())
            if not store.fires.fire(next_one.schedule.name, slot, host=host_name()):
                continue
            if held is not None:
                store.fires.close(next_one.schedule.name, slot, outcome=held)
                self._hearing.passed(Passed(next_one, slot, held))
                continue
            ended = self._begin(next_one, slot, store)
            yield ended
            if ended.well:
                yield from self._follow(next_one, slot, store)

    def _heard(self, ended: Ended) -> Ended:
        self._stopped = self._stopped or ended.exit_code == STOPPED_BY_A_PERSON
        self._hearing.ended(ended)
        return ended


def decide_at_once(planned: Planned, slot: datetime, standing: Standing) -> list[Decided]:
    """Begin, unless a run is at work that may not be disturbed."""
    beside = planned.schedule.overlap is Overlap.PARALLEL
    if standing.busy is None or beside:
        return [Decided(slot)]
    return [Decided(slot, f"skipped: an earlier run is still at work ({standing.busy})")]


def was_begun(store: Store, schedule: str, slot: datetime) -> bool:
    """Whether a run came of a due time, though it ended in an error."""
    return any(one.run and one.slot == slot for one in store.fires.recent(schedule))


def replace_run(store: Store, run: str) -> None:
    """Stop a run for a later due time; what it leaves is seen by `deskhand runs`."""
    if any(one.id == run for one in store.runs.recent(1000)):
        store.fires.replaced(run)
        store.runs.replace(run, f"The run was {REPLACED}.")


def pause_words(planned: Planned, pauses: Sequence[Pause]) -> str | None:
    """Why a schedule is not to start anything, if somebody wants it so."""
    for pause in pauses:
        if pause.what is Pausable.SCHEDULE and pause.name == planned.schedule.name:
            why = f", because: {pause.reason.rstrip('.')}" if pause.reason else ""
            return f"skipped: the schedule is paused by {pause.who}{why}"
    return None


def gravest(ended: Sequence[Ended]) -> int:
    """The exit code of a batch."""
    codes = [one.exit_code for one in ended]
    return max(codes, key=GRAVITY.index, default=ExitCode.OK)


def is_ended(store: Store, run: str) -> bool:
    """Whether a run has nothing left to do."""
    return store.runs.get(run).state is RunState.ENDED
