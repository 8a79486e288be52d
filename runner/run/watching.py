"""Watching workers: hears what they say, renews their leases, ends who hangs, buries the dead."""

import queue
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf
from typing import Any

from runner.bots import Limits
from runner.errors import DeskhandError, EnvironmentFault, ExitCode
from runner.item import ItemState
from runner.run.breaker import Breaker
from runner.run.channel import NO, NOBODY, YES, Message
from runner.run.errors import DeadlineError, TooBigError
from runner.run.failpoint import Failpoints
from runner.run.locks import forget
from runner.run.processes import WorkerProcess
from runner.run.progress import Progress
from runner.run.recovery import recover
from runner.store.deaths import Burial, Death
from runner.store.leases import GRACE_SECONDS, HEARTBEAT_SECONDS, LEASE_SECONDS, new_worker_name
from runner.store.store import Store

Messages = queue.SimpleQueue[tuple[str, Message | None]]
Launch = Callable[[str, Messages], WorkerProcess]

TICK = 0.25
"""Seconds between two looks at deadlines and processes."""

LAST_LOOK = "A fresh worker looks whether its step was entered, and enters nothing more."

IDLE_SECONDS = 180.0
"""How long a worker may say nothing while it holds no item: it begins, signs in afresh, waits."""

WEIGH_SECONDS = 10.0
"""Seconds between two looks at a worker's memory."""

REPORT_SECONDS = 5.0
"""How long a worker may take to notice by itself that its browser is gone."""


@dataclass(slots=True)
class Watch:
    """What the supervisor knows of one worker."""

    worker: WorkerProcess
    run: str
    limits: Limits
    key: str | None = None
    item_ends: float | None = None
    step_ends: float | None = None
    step_name: str = ""
    seconds: float = 0.0
    """The item's deadline."""
    step_seconds: float = 0.0
    gone_since: float | None = None
    weigh_at: float = 0.0
    heard: float = field(default_factory=time.monotonic)
    """When it said something last."""
    fault: DeskhandError | None = None
    """What ended it, as it says itself."""
    verdict: DeskhandError | None = None
    """Why the supervisor itself ended it."""
    has_claimed: bool = False
    """Whether it ever had an item."""
    app_out: str | None = None
    """The bot's app that did not answer at its last item."""
    blameless: bool = False
    """Whether it was ended for a reason that has nothing to do with its item."""


class WorkerEndedError(DeskhandError):
    """What ended a worker, in its own words."""

    def __init__(self, message: str, hint: str | None, code: int) -> None:
        super().__init__(message, hint=hint)
        self.exit_code = ExitCode(code)


class Watchman(ABC):
    """Watches the workers of one or many runs. Not for several threads."""

    def __init__(self, store: Store, progress: Progress) -> None:
        self._store = store
        self._progress = progress
        self._messages: Messages = queue.SimpleQueue()
        self._watches: dict[str, Watch] = {}
        self._breakers: dict[str, Breaker] = {}
        self._failpoints = Failpoints()
        self._told = False
        self._said_full: set[str] = set()
        self._renewed = time.monotonic()
        self._renew_at = 0.0
        self.stops_asked = 0

    def ask_to_stop(self) -> None:
        """Once: after the current step. Twice: at once. Safe to call from a signal handler."""
        self.stops_asked += 1
        self._wake()

    def _wake(self) -> None:
        """Look at everything at once."""
        self._messages.put(("", None))

    @abstractmethod
    def _fill_up(self) -> None:
        """Start workers while there is something for them."""

    @abstractmethod
    def _cut_off(self, fault: DeskhandError) -> None:
        """The ledger cannot be reached, and every worker has been ended for it."""

    @abstractmethod
    def _ended(
        self, watch: Watch, verdict: DeskhandError, lost: dict[int, Burial], code: int | None
    ) -> None:
        """A worker has ended and was buried."""

    def _start(self, run: str, limits: Limits, launch: Launch, name: str | None = None) -> str:
        """Start a worker; returns its name."""
        worker = launch(name or new_worker_name(), self._messages)
        # A worker that stood by has its name already.
        name = name or worker.name
        self._watches[name] = Watch(worker, run, limits)
        self._failpoints.reach("supervisor.child_started")
        return name

    def _round(self) -> None:
        """One look at everything; it takes a TICK when nothing happens."""
        self._hear()
        self._renew()
        self._check()
        self._obey()
        self._fill_up()

    def _obey(self) -> None:
        """Do what a person asked for with Ctrl-C."""
        if self.stops_asked and not self._told:
            self._told = True
            self._progress.said("Stopping after the current step; once more stops at once.")
            for watch in self._watches.values():
                watch.worker.ask_to_stop()
        if self.stops_asked > 1:
            self._kill_all("stopped at once by a person")

    def _renew(self) -> None:
        """Renew the workers' leases; who cannot must not press anything any more."""
        now = time.monotonic()
        if now < self._renew_at:
            return
        self._renew_at = now + HEARTBEAT_SECONDS
        try:
            self._store.items.renew(self._watches)
            self._renewed = now
            self._recover()
        except EnvironmentFault as fault:
            self._renew_at = now + TICK
            if time.monotonic() - self._renewed > LEASE_SECONDS - GRACE_SECONDS:
                self._kill_all("the leases of its items could not be renewed")
                self._cut_off(fault)

    def _recover(self) -> None:
        """Take back what the dead have left in work."""
        # After a sleep of the machine, say, our own workers' leases have run out, too.
        recover(self._store, self._watches)

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

    def _on_no_seat(self, _name: str, _watch: Watch, data: dict[str, Any]) -> None:
        if data["message"] not in self._said_full:  # its workers say so every two seconds
            self._said_full.add(data["message"])
            self._progress.said(f"{data['message']} Waiting until one is free.")

    def _on_confirm(self, name: str, watch: Watch, data: dict[str, Any]) -> None:
        """A person is asked; workers are watched, and leases renewed, all the while."""
        watch.item_ends, watch.step_ends = inf, None
        deadline = watch.seconds

        def ask() -> None:
            answer = self._progress.confirm(data["question"])
            watch.item_ends = time.monotonic() + deadline
            watch.worker.tell(NOBODY if answer is None else YES if answer else NO)

        threading.Thread(target=ask, name=f"confirm-{name}", daemon=True).start()

    def _on_browser(self, _name: str, watch: Watch, data: dict[str, Any]) -> None:
        watch.worker.remember(data["processes"])

    def _on_browser_closed(self, _name: str, watch: Watch, _data: dict[str, Any]) -> None:
        watch.worker.forget_tree()
        watch.gone_since = None

    def _on_item(self, name: str, watch: Watch, data: dict[str, Any]) -> None:
        watch.key, watch.seconds = data["key"], data["deadline"]
        watch.has_claimed = True
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

    @abstractmethod
    def _worked(self, watch: Watch, outcome: str) -> None:
        """An attempt has ended by itself."""

    @abstractmethod
    def _met_apps(self, watch: Watch, app: str | None, outcome: str, message: str) -> None:
        """An attempt has shown whether the apps of its run answer; `app` is the one that did not."""

    @abstractmethod
    def _broke(self, watch: Watch, error: DeskhandError) -> None:
        """One item of the run after another fails."""

    def _on_item_ended(self, name: str, watch: Watch, data: dict[str, Any]) -> None:
        watch.item_ends = watch.step_ends = None
        app = data.get("app_out")
        watch.app_out = app if data["outcome"] == "environment" else None
        self._worked(watch, data["outcome"])
        self._met_apps(watch, app, data["outcome"], data["message"])
        breaker = self._breakers.setdefault(watch.run, Breaker(watch.limits.breaker))
        broke = breaker.count(data["item"], data["outcome"], data["message"])
        # What ends the whole run is said once, at its end.
        message = "" if data["outcome"] == "refused" else data["message"]
        self._progress.item_ended(name, watch.key, ItemState(data["state"]), message)
        if broke is not None:
            self._broke(watch, broke)
        self._failpoints.reach("supervisor.item_ended")

    def _check(self) -> None:
        """Deadlines of steps and items; browsers that are gone."""
        now = time.monotonic()
        for watch in list(self._watches.values()):
            if watch.verdict is None:
                watch.verdict = (
                    overdue(watch, now)
                    or idle(watch, now)
                    or self._browser_gone(watch, now)
                    or too_big(watch, now)
                )
                if watch.verdict is not None:
                    watch.worker.kill()

    def _tell_death(self, watch: Watch, verdict: DeskhandError, lost: dict[int, Burial]) -> bool:
        """Say what became of a dead worker's items; whether one was set aside."""
        for burial in lost.values():
            if burial.state is not ItemState.NEW:
                name, state = watch.worker.name, burial.state
                self._progress.item_ended(name, watch.key, state, verdict.message)
            elif burial.spent:
                self._progress.said(f"{verdict.message} {LAST_LOOK}")
        if any(burial.spent for burial in lost.values()):
            return True
        again = f"{verdict.message} Its item is taken up again."
        self._progress.said(again if lost else verdict.message)
        return False

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
            tries_allowed=watch.limits.tries,
        )
        lost = self._store.items.bury(name, death)
        forget(self._store.locks, f"worker-{name}")
        self._ended(watch, verdict, lost, code)


def overdue(watch: Watch, now: float) -> DeadlineError | None:
    """The deadline that has run out, if one has."""
    if watch.step_ends is not None and now > watch.step_ends:
        return DeadlineError(f"Step {watch.step_name!r}", watch.step_seconds)
    if watch.item_ends is not None and now > watch.item_ends:
        return DeadlineError("The item", watch.seconds)
    return None


def too_big(watch: Watch, now: float) -> DeskhandError | None:
    """A worker that eats the machine's memory takes the others with it."""
    if now < watch.weigh_at:
        return None
    watch.weigh_at = now + WEIGH_SECONDS
    held = watch.worker.memory() // 2**20
    if held <= watch.limits.memory:
        return None
    return TooBigError(held, watch.limits.memory)


def idle(watch: Watch, now: float) -> DeskhandError | None:
    """A worker that neither holds an item nor says anything hangs."""
    if watch.item_ends is not None or now - watch.heard < IDLE_SECONDS:
        return None
    return EnvironmentFault(f"The worker said nothing for {IDLE_SECONDS:g} s and held no item.")
