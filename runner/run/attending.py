"""Attending: one run that a person has started, follows, and may pause, take over or stop."""

import queue
import threading
import time
from collections.abc import Callable
from math import inf
from typing import Any

from runner.errors import DeskhandError, EnvironmentFault
from runner.item import ItemState
from runner.run.course import Course, Stage
from runner.run.processes import WorkerProcess
from runner.run.standby import Kept
from runner.run.supervisor import Supervisor
from runner.run.watching import Watch
from runner.store.deaths import Burial

PATIENCE_SECONDS = 0.6
"""How long a stop waits for a worker to come to the end of what it does, before it is ended."""

ENDINGS = {
    ItemState.DONE: Stage.DONE,
    ItemState.REJECTED: Stage.REJECTED,
    ItemState.FAILED: Stage.FAILED,
    ItemState.IN_DOUBT: Stage.IN_DOUBT,
    ItemState.WAITING: Stage.ASKS,
}

Take = Callable[[Any], Kept]
"""Takes a worker, whose messages go to the queue that is given."""


class AttendedSupervisor(Supervisor):
    """Works a run with workers that stand by, and does what its person wants at once."""

    def __init__(
        self, *words: Any, course: Course, give_back: Callable[[str], None], **more: Any
    ) -> None:
        """`give_back` is told the name of a worker that has worked the run and stands by again."""
        super().__init__(*words, **more)
        self._course = course
        self._give_back = give_back
        self._wishes: queue.SimpleQueue[Callable[[WorkerProcess], None]] = queue.SimpleQueue()
        self._left: dict[str, tuple[float, float | None]] = {}
        """What was left of a worker's deadlines when it was held."""
        self._stopping: threading.Timer | None = None

    # What the person wants; from any thread.

    def stop(self) -> None:
        """Stop after the current step; what has not stopped in time is ended."""
        if self._stopping is None:
            self._stopping = threading.Timer(PATIENCE_SECONDS, self.ask_to_stop)
            self._stopping.daemon = True
            self._stopping.start()
            self.ask_to_stop()

    def pause(self, *, take_over: bool = False) -> None:
        """Do nothing on the screens until `go_on`."""
        self._wish(lambda worker: worker.ask_to_pause(take_over=take_over))

    def go_on(self) -> None:
        """Look at the screen again, and go on."""
        self._wish(lambda worker: worker.ask_to_go_on())

    def _wish(self, wish: Callable[[WorkerProcess], None]) -> None:
        self._wishes.put(wish)
        self._wake()

    # What happens, in the thread that supervises.

    def supervise(self) -> DeskhandError | None:
        """Work the run to its end; returns what ended it early, or None."""
        try:
            return super().supervise()
        finally:
            if self._stopping is not None:
                self._stopping.cancel()

    def _obey(self) -> None:
        super()._obey()
        while not self._wishes.empty():
            wish = self._wishes.get()
            for watch in self._watches.values():
                wish(watch.worker)

    def _on_act(self, _name: str, _watch: Watch, data: dict[str, Any]) -> None:
        self._course.add("act", **data)

    def _on_item(self, name: str, watch: Watch, data: dict[str, Any]) -> None:
        super()._on_item(name, watch, data)
        self._course.enter(Stage.WORKING)

    def _on_step(self, name: str, watch: Watch, data: dict[str, Any]) -> None:
        super()._on_step(name, watch, data)
        self._course.add("step", name=data["name"])

    def _on_step_ended(self, name: str, watch: Watch, data: dict[str, Any]) -> None:
        super()._on_step_ended(name, watch, data)
        self._course.add("step_ended", name=data["name"], state=data["state"])

    def _on_held(self, name: str, watch: Watch, data: dict[str, Any]) -> None:
        """A person takes the time that he needs; the clocks of item and step stand still."""
        if name not in self._left:  # a pause may become another hold
            self._left[name] = _left(watch)
        watch.item_ends, watch.step_ends = inf, None
        self._course.enter(_stage_of(data), data["text"])

    def _on_gone_on(self, name: str, watch: Watch, _data: dict[str, Any]) -> None:
        item, step = self._left.pop(name, (inf, None))
        now = time.monotonic()
        watch.item_ends = now + item
        watch.step_ends = None if step is None else now + step
        self._course.enter(Stage.WORKING)

    def _on_stop_asked(self, _name: str, _watch: Watch, _data: dict[str, Any]) -> None:
        self.stop()

    def _on_item_ended(self, name: str, watch: Watch, data: dict[str, Any]) -> None:
        super()._on_item_ended(name, watch, data)
        stage = ENDINGS.get(ItemState(data["state"]))
        if stage is not None:
            self._course.enter(stage, data["message"])
        elif self.stops_asked:
            self._stopped()

    def _on_run_over(self, name: str, _watch: Watch, _data: dict[str, Any]) -> None:
        """The worker stands by again; it is nobody's here."""
        del self._watches[name]
        self._give_back(name)

    def _ended(
        self, watch: Watch, verdict: DeskhandError, lost: dict[int, Burial], code: int | None
    ) -> None:
        super()._ended(watch, verdict, lost, code)
        self._left.pop(watch.worker.name, None)
        if self.stops_asked:
            self._stopped()

    def _stopped(self) -> None:
        """Nothing is done for the item any more; what the worker does now, it does for itself."""
        if self._stopping is not None:
            self._stopping.cancel()
        self._course.enter(Stage.STOPPED)

    # An item that waits for an answer of the person who sits there keeps its run alive.

    def _waits(self) -> bool:
        if self._fault is not None or self.stops_asked:
            return False
        return self._asked() or super()._waits()

    def _asked(self) -> bool:
        try:
            asked = self._store.decisions.open(run=self._run)
            if any(not one.is_of_repair for one in asked):
                self._course.enter(Stage.ASKS)
                return True
            return bool(self._store.items.waiting(self._run, 1))
        except EnvironmentFault:  # nobody works, so nothing can go wrong meanwhile
            return True


def _left(watch: Watch) -> tuple[float, float | None]:
    """Seconds that an item and its step still have."""
    now = time.monotonic()
    ends = watch.item_ends if watch.item_ends is not None else inf
    return ends - now, None if watch.step_ends is None else watch.step_ends - now


def _stage_of(hold: dict[str, Any]) -> Stage:
    if hold["given"]:
        return Stage.YOURS
    return Stage.YIELDS if hold["yields"] else Stage.PAUSED
