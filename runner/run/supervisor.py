"""The supervisor: one thin parent that works one run with workers of its own."""

import time
from contextlib import suppress

from runner.bots import Limits
from runner.errors import DeskhandError, EnvironmentFault
from runner.run.errors import NotInTimeError, RepeatedDeathError, RunTakenOverError
from runner.run.progress import Progress
from runner.run.waiting import Waiting
from runner.run.watching import Launch, Watch, Watchman
from runner.store.deaths import Burial
from runner.store.leases import HEARTBEAT_SECONDS
from runner.store.store import Store

DEATHS_IN_A_ROW = 3
"""Workers that die without ending one item, before the run stops.

An item that was set aside because it killed its workers ends such a row; but so many items in a
row that are set aside end the run, too.
"""


class Supervisor(Watchman):
    """Keeps up to `sessions` workers at one run until its items are worked."""

    def __init__(  # noqa: PLR0913 - the one place where everything of a run meets
        self,
        run: str,
        store: Store,
        launch: Launch,
        *,
        sessions: int,
        limits: Limits,
        progress: Progress,
        run_deadline: float | None = None,
        holder: str | None = None,
        waiting: Waiting | None = None,
    ) -> None:
        """`holder` has the run for itself, as the ledger knows; None where nobody needs to.

        With `waiting` the run waits for apps that are in maintenance or do not answer.
        """
        super().__init__(store, progress)
        self._run = run
        self._launch = launch
        self._sessions = sessions
        self._limits = limits
        self._ends = None if run_deadline is None else time.monotonic() + run_deadline
        self._holder = holder
        self._waiting = waiting
        self._keep_at = 0.0
        self._deaths = 0
        self._set_aside = 0
        self._fault: DeskhandError | None = None

    def supervise(self) -> DeskhandError | None:
        """Work the run to its end; returns what ended it early, or None."""
        try:
            self._fill_up()
            while self._watches or self._waits():
                self._round()
                self._check_run()
        finally:
            self._kill_all("the supervisor failed")
        return self._fault

    def _fill_up(self) -> None:
        """Start workers while there are items for them."""
        if self.stops_asked or self._fault is not None:
            return
        free = self._sessions - len(self._watches)
        if self._kept_from_working() or free <= 0:
            return
        for _ in range(self._store.items.waiting(self._run, free)):
            self._start(self._run, self._limits, self._launch)

    def _waits(self) -> bool:
        """Whether the run goes on later, though nobody works it now."""
        if self._waiting is None or self._fault is not None or self.stops_asked:
            return False
        if not self._waiting.holds:
            return False
        try:
            return bool(self._store.items.waiting(self._run, 1))
        except EnvironmentFault:  # nobody works, so nothing can go wrong meanwhile
            return True

    def _kept_from_working(self) -> bool:
        """Whether an app of the run may not be worked on now; what is in work is finished then."""
        if self._waiting is None:
            return False
        try:
            barred = self._waiting.look(self._progress.said)
        except EnvironmentFault:  # the leases of its items say how long the store may be away
            self._waiting.rest()
            return True
        if barred is None:
            return self._waiting.holds
        for watch in self._watches.values():
            watch.worker.ask_to_stop() if barred.stops else watch.worker.ask_to_finish()
        if self._ends is not None and self._waiting.longer_than(self._ends - time.monotonic()):
            self._fault = NotInTimeError(barred.words)
        return True

    def _met_apps(self, watch: Watch, app: str | None, outcome: str, message: str) -> None:
        del watch
        if self._waiting is not None:
            with suppress(EnvironmentFault):  # what is not counted now is counted the next time
                self._waiting.met(app, outcome, message)

    def _keep_run(self) -> None:
        """Say that the run is in work here; stop where another host has it now."""
        now = time.monotonic()
        if self._holder is None or now < self._keep_at:
            return
        self._keep_at = now + HEARTBEAT_SECONDS
        with suppress(EnvironmentFault):  # the leases of its items say how long that may last
            if self._store.runs.renew(self._run, self._holder) or self._fault is not None:
                return
            self._fault = RunTakenOverError(self._run)
            for each in self._watches.values():
                each.worker.ask_to_stop()

    def _check_run(self) -> None:
        """The run's own deadline, and whether it is still ours."""
        self._keep_run()
        if self._ends is not None and time.monotonic() > self._ends and self._fault is None:
            self._fault = EnvironmentFault(
                "The run's deadline has passed.", hint="`deskhand resume` goes on with the rest."
            )
            self._kill_all("the run's deadline has passed")

    def _cut_off(self, fault: DeskhandError) -> None:
        self._fault = self._fault or fault

    def _worked(self, watch: Watch, outcome: str) -> None:
        del watch
        if outcome != "environment":
            self._deaths = self._set_aside = 0

    def _broke(self, watch: Watch, error: DeskhandError) -> None:
        del watch
        self._fault = self._fault or error
        for each in self._watches.values():
            each.worker.ask_to_stop()

    def _ended(
        self, watch: Watch, verdict: DeskhandError, lost: dict[int, Burial], code: int | None
    ) -> None:
        """Decide whether the run goes on."""
        if self._waiting is not None and watch.app_out is not None and watch.fault is not None:
            self._progress.said(watch.fault.sentence())
            self._waiting.rest()
        elif watch.fault is not None:
            self._fault = self._fault or watch.fault
            for other in self._watches.values():
                other.worker.ask_to_stop()
        elif (lost or code) and not watch.blameless:
            self._count_death(watch, verdict, lost)

    def _count_death(self, watch: Watch, verdict: DeskhandError, lost: dict[int, Burial]) -> None:
        """End the run when nothing else seems to come."""
        if self._tell_death(watch, verdict, lost):
            self._deaths, self._set_aside = 0, self._set_aside + 1
        else:
            self._deaths += 1
        if max(self._deaths, self._set_aside) >= DEATHS_IN_A_ROW:
            self._fault = RepeatedDeathError(verdict.message.rstrip("."))
