"""The course of a run that a person follows: what happens, as it happens."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Stage(StrEnum):
    """Where such a run stands, in a word."""

    STARTING = "starting"
    WORKING = "working"
    PAUSED = "paused"
    YIELDS = "yields"
    """The person uses mouse and keyboard; it goes on when he has let go."""
    YOURS = "yours"
    """The person has the window."""
    ASKS = "asks"
    """A question waits for an answer."""
    DONE = "done"
    REJECTED = "rejected"
    FAILED = "failed"
    STOPPED = "stopped"
    IN_DOUBT = "in_doubt"

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens."""
        return self in OVER


OVER = frozenset([Stage.DONE, Stage.REJECTED, Stage.FAILED, Stage.STOPPED, Stage.IN_DOUBT])


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened."""

    number: int
    """From 1."""
    seconds: float
    """Since the run was asked for."""
    kind: str
    """`act`, `step`, `step_ended`, `said`, `stage`."""
    data: Mapping[str, Any] = field(default_factory=dict)


class Course:
    """The events of one run. Safe for several threads."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._events: list[Event] = []
        self._changed = threading.Condition()
        self._stage = Stage.STARTING

    @property
    def stage(self) -> Stage:
        """Where the run stands now."""
        with self._changed:
            return self._stage

    @property
    def seconds(self) -> float:
        """Since the run was asked for."""
        return time.monotonic() - self._began

    def add(self, kind: str, **data: Any) -> None:
        """Something happened."""
        with self._changed:
            number = len(self._events) + 1
            self._events.append(Event(number, self.seconds, kind, data))
            self._changed.notify_all()

    def enter(self, stage: Stage, message: str = "") -> None:
        """The run stands elsewhere now; what is over stays so."""
        with self._changed:
            if self._stage.is_over or (stage is self._stage and not message):
                return
            self._stage = stage
        self.add("stage", stage=stage.value, message=message)

    def since(self, number: int, seconds: float = 0.0) -> list[Event]:
        """The events after one of them; waits for the next at most `seconds`."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._events) > number, timeout=seconds)
            return self._events[number:]

    def wait_for(self, *stages: Stage, seconds: float) -> bool:
        """Wait until the run stands at one of these, or is over; False when it takes longer."""
        wanted = {*stages, *OVER}
        with self._changed:
            return self._changed.wait_for(lambda: self._stage in wanted, timeout=seconds)
