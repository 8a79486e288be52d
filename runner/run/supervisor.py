"""The supervisor: one thin parent that starts workers, watches them, and buries the dead."""

import queue
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from runner.bots import Limits
from runner.errors import DeskhandError, EnvironmentFault, ExitCode
from runner.item import ItemState
from runner.run.channel import Message
from runner.run.errors import DeadlineError, RepeatedDeathError
from runner.run.failpoint import Failpoints
from runner.run.locks import forget, is_dead
from runner.run.processes import WorkerProcess
from runner.run.progress import Progress
from runner.run.worker import new_worker_name
from runner.store.items import Burial, Death
from runner.store.store import Store

Messages = queue.SimpleQueue[tuple[str, Message | None]]
Launch = Callable[[str, Messages], WorkerProcess]

TICK = 0.25
"""Seconds between two looks at deadlines and processes."""

DEATHS_IN_A_ROW = 3
"""Workers that die without ending one item, before the run stops.

An item that was set aside because it killed its workers ends such a row; but so many items in a
row that are set aside end the run, too.
"""

LAST_LOOK = "A fresh worker looks whether its step was entered, and enters nothing more."

IDLE_SECONDS = 180.0
"""How long a worker may say nothing while it holds no item: it begins, signs in afresh, waits."""

REPORT_SECONDS = 5.0
"""How long a worker may take to notice by itself that its browser is gone."""


@dataclass(slots=True)
class Watch:
    """What the supervisor knows of one worker."""

    worker: WorkerProcess
    key: str | None = None
    item_ends: float | None = None
    step_ends: float | None = None
    step_name: str = ""
    seconds: float = 0.0
    """The item's deadline."""
    step_seconds: float = 0.0
    gone_since: float | None = None
    heard: float = field(default_factory=time.monotonic)
    """When it said something last."""
    fault: DeskhandError | None = None
    """What ended it, as it says itself."""
    verdict: DeskhandError | None = None
    """Why the supervisor itself ended it."""
    blameless: bool = False
    """Whether it was ended for a reason that has nothing to do with its item."""


class WorkerEndedError(DeskhandError):
    """What ended a worker, in its own words."""

    def __init__(self, message: str, hint: str | None, code: int) -> None:
        super().__init__(message, hint=hint)
        self.exit_code = ExitCode(code)


class Supervisor:
    """Keeps up to `sessions` workers at one run until its items are worked."""

    def __init__(
        self,
        run: str,
        store: Store,
        launch: Launch,
        *,
        sessions: int,
        limits: Limits,
        progress: Progress,
        run_deadline: float | None = None,
    ) -> None:
        self._run = run
        self._store = store
        self._launch = launch
        self._sessions = sessions
        self._limits = limits
        self._progress = progress
        self._ends = None if run_deadline is None else time.monotonic() + run_deadline
        self._messages: Messages = queue.SimpleQueue()
        self._watches: dict[str, Watch] = {}
        self._deaths = 0
        self._set_aside = 0
        self._failpoints = Failpoints()
        self._fault: DeskhandError | None = None
        self._told = False
        self.stops_asked = 0

    def ask_to_stop(self) -> None:
        """Once: after the current step. Twice: at once. Safe to call from a signal handler."""
        self.stops_asked += 1

    def supervise(self) -> DeskhandError | None:
        """Work the run to its end; returns what ended it early, or None."""
        try:
            self._fill_up()
            while self._watches:
                self._hear()
                self._check()
                self._obey()
                self._fill_up()
        finally:
            self._kill_all("the supervisor failed")
        return self._fault

    def _obey(self) -> None:
        """Do what a person asked for with Ctrl-C."""
        if self.stops_asked and not self._told:
            self._told = True
            self._progress.said("Stopping after the current step; once more stops at once.")
            for watch in self._watches.values():
                watch.worker.ask_to_stop()
        if self.stops_asked > 1:
            self._kill_all("stopped at once by a person")

    def _fill_up(self) -> None:
        """Start workers while there are items for them."""
        if self.stops_asked or self._fault is not None:
            return
        waiting = self._store.items.counts(self._run).get(ItemState.NEW, 0)
        for _ in range(min(self._sessions - len(self._watches), waiting)):
            name = new_worker_name()
            self._watches[name] = Watch(self._launch(name, self._messages))
            self._failpoints.reach("supervisor.child_started")

    def _hear(self) -> None:
        """Take what the workers say, waiting a moment for the first word."""
        try:
            name, message = self._messages.get(timeout=TICK)
        except queue.Empty:
            return
        while True:
            self._take(name, message)
            try:
                name, message = self._messages.get_nowait()
            except queue.Empty:
                return

    def _take(self, name: str, message: Message | None) -> None:
        watch = self._watches.get(name)
        if watch is None:
            return
        if message is None:
            self._bury(name, watch)
            return
        watch.heard = time.monotonic()
        hear = getattr(self, f"_on_{message.event.replace(' ', '_')}", None)
        if hear is not None:
            hear(name, watch, message.data)

    def _on_browser(self, _name: str, watch: Watch, data: dict[str, Any]) -> None:
        watch.worker.remember(data["processes"])

    def _on_browser_closed(self, _name: str, watch: Watch, _data: dict[str, Any]) -> None:
        watch.worker.forget_tree()
        watch.gone_since = None

    def _on_item(self, name: str, watch: Watch, data: dict[str, Any]) -> None:
        watch.key, watch.seconds = data["key"], data["deadline"]
        watch.item_ends = time.monotonic() + watch.seconds
        self._progress.item_began(name, watch.key)

    def _on_step(self, _name: str, watch: Watch, data: dict[str, Any]) -> None:
        watch.step_name, watch.step_seconds = data["name"], data["deadline"]
        watch.step_ends = time.monotonic() + watch.step_seconds

    def _on_step_ended(self, _name: str, watch: Watch, _data: dict[str, Any]) -> None:
        watch.step_ends = None

    def _on_end(self, _name: str, watch: Watch, data: dict[str, Any]) -> None:
        if "message" in data:
            watch.fault = WorkerEndedError(data["message"], data["hint"], data["code"])

    def _on_item_ended(self, name: str, watch: Watch, data: dict[str, Any]) -> None:
        watch.item_ends = watch.step_ends = None
        if data["outcome"] != "environment":
            self._deaths = self._set_aside = 0
        # What ends the whole run is said once, at its end.
        message = "" if data["outcome"] == "refused" else data["message"]
        self._progress.item_ended(name, watch.key, ItemState(data["state"]), message)
        self._failpoints.reach("supervisor.item_ended")

    def _check(self) -> None:
        """Deadlines of steps, items and the run; browsers that are gone."""
        now = time.monotonic()
        if self._ends is not None and now > self._ends and self._fault is None:
            self._fault = EnvironmentFault(
                "The run's deadline has passed.", hint="`deskhand resume` goes on with the rest."
            )
            self._kill_all("the run's deadline has passed")
            return
        for watch in list(self._watches.values()):
            if watch.verdict is None:
                watch.verdict = (
                    overdue(watch, now) or idle(watch, now) or self._browser_gone(watch, now)
                )
                if watch.verdict is not None:
                    watch.worker.kill()

    def _browser_gone(self, watch: Watch, now: float) -> DeskhandError | None:
        """A browser that is gone while its worker does not notice is a dead worker."""
        if not watch.worker.browser_gone():
            watch.gone_since = None
            return None
        watch.gone_since = watch.gone_since or now
        if now - watch.gone_since < REPORT_SECONDS:
            return None
        return EnvironmentFault("The browser ended by itself, and its worker hung.")

    def _kill_all(self, reason: str) -> None:
        for watch in self._watches.values():
            if watch.verdict is None:
                watch.verdict = EnvironmentFault(f"The worker was ended: {reason}.")
                watch.blameless = True
                watch.worker.kill()

    def _bury(self, name: str, watch: Watch) -> None:
        """A worker has ended: take its items back, and decide whether the run goes on."""
        del self._watches[name]
        watch.worker.kill()
        code = watch.worker.process.returncode
        verdict = watch.verdict or EnvironmentFault(f"The worker died (exit code {code}).")
        death = Death(
            verdict.message,
            burns_try=isinstance(verdict, DeadlineError),
            counts=not watch.blameless and watch.fault is None,
            tries_allowed=self._limits.tries,
        )
        lost = self._store.items.bury(name, death)
        forget(self._store.locks, f"worker-{name}")
        if watch.fault is not None:
            self._fault = self._fault or watch.fault
            for other in self._watches.values():
                other.worker.ask_to_stop()
        elif (lost or code) and not watch.blameless:
            self._count_death(watch, verdict, lost)

    def _count_death(self, watch: Watch, verdict: DeskhandError, lost: dict[int, Burial]) -> None:
        """Say what became of the item; end the run when nothing else seems to come."""
        for burial in lost.values():
            if burial.state is not ItemState.NEW:
                name, state = watch.worker.name, burial.state
                self._progress.item_ended(name, watch.key, state, verdict.message)
            elif burial.spent:
                self._progress.said(f"{verdict.message} {LAST_LOOK}")
        if any(burial.spent for burial in lost.values()):
            self._deaths, self._set_aside = 0, self._set_aside + 1
        else:
            self._deaths += 1
            self._progress.said(
                f"{verdict.message} Its item is taken up again." if lost else verdict.message
            )
        if max(self._deaths, self._set_aside) >= DEATHS_IN_A_ROW:
            self._fault = RepeatedDeathError(verdict.message.rstrip("."))


def overdue(watch: Watch, now: float) -> DeadlineError | None:
    """The deadline that has run out, if one has."""
    if watch.step_ends is not None and now > watch.step_ends:
        return DeadlineError(f"Step {watch.step_name!r}", watch.step_seconds)
    if watch.item_ends is not None and now > watch.item_ends:
        return DeadlineError("The item", watch.seconds)
    return None


def idle(watch: Watch, now: float) -> DeskhandError | None:
    """A worker that neither holds an item nor says anything hangs."""
    if watch.item_ends is not None or now - watch.heard < IDLE_SECONDS:
        return None
    return EnvironmentFault(f"The worker said nothing for {IDLE_SECONDS:g} s and held no item.")


def recover(store: Store, limits: Limits) -> int:
    """Take back the items of workers that are proven dead; returns how many items."""
    taken = 0
    for name in store.items.held_by():
        if not name or is_dead(store.locks, f"worker-{name}"):
            death = Death("The worker died.", tries_allowed=limits.tries)
            taken += len(store.items.bury(name, death))
            forget(store.locks, f"worker-{name}")
    return taken
