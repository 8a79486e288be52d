"""Listening: the triggers of a book, each in a thread of its own."""

import threading
from collections.abc import Callable

from runner.errors import DeskhandError
from runner.run.engine import Engine
from runner.schedules.book import ScheduleBook
from runner.schedules.trigger_entries import TriggerEntry
from runner.triggers.assembly import trigger_of
from runner.triggers.trigger import Problem, Trigger
from runner.triggers.web_door import Doors

JOIN_SECONDS = 30.0
"""How long a trigger may take to stop."""


class Listening:
    """Has triggers look out; those that are written otherwise are started anew."""

    def __init__(self, engine: Engine, say: Callable[[str], None]) -> None:
        self._engine = engine
        self._say = say
        self._doors = Doors()
        self._running: dict[str, _Lookout] = {}

    def use(self, book: ScheduleBook) -> None:
        """Listen to what a book says. What cannot be listened to is said."""
        for name, lookout in list(self._running.items()):
            if book.triggers.get(name) != lookout.entry:
                self._running.pop(name).stop()
        for name, entry in book.triggers.items():
            if name in self._running:
                continue
            try:
                trigger = trigger_of(name, entry, book, self._engine, self._told, self._doors)
            except DeskhandError as error:
                self._say(f"{name}: {error.sentence()}")
            else:
                self._running[name] = _Lookout(trigger, entry)

    def stop(self) -> None:
        """Listen to nothing any more."""
        for lookout in self._running.values():
            lookout.ask_to_stop()
        for lookout in self._running.values():
            lookout.stop()
        self._running.clear()

    def alive(self) -> bool:
        """Whether every trigger looks out."""
        return all(lookout.alive() for lookout in self._running.values())

    def _told(self, problem: Problem) -> None:
        times = f" ({problem.times} times)" if problem.times > 1 else ""
        self._say(f"{problem.trigger}: {problem.sentence}{times}")


class _Lookout:
    def __init__(self, trigger: Trigger, entry: TriggerEntry) -> None:
        self.entry = entry
        self._stop = threading.Event()
        self._thread = threading.Thread(
            target=trigger.run, args=(self._stop,), name=f"trigger-{trigger.name}", daemon=True
        )
        self._thread.start()

    def ask_to_stop(self) -> None:
        self._stop.set()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(JOIN_SECONDS)

    def alive(self) -> bool:
        return self._thread.is_alive()
