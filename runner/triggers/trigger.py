"""A trigger as the service has it, and how it says what is wrong without saying it too often."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

AGAIN_SECONDS = 600.0
"""How long a sentence that was said is not said again."""

MOST = 20
"""Different sentences that a trigger says within that time; of the others it tells how many."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a person should know of a trigger."""

    trigger: str
    sentence: str
    times: int = 1
    """How often it has happened since it was told last."""


Tell = Callable[[Problem], None]
"""Hears of problems, from the trigger's own thread."""


class Trigger(Protocol):
    """Starts a bot when something arrives."""

    @property
    def name(self) -> str:
        """As `schedules.yaml` has it."""

    def run(self, stop: threading.Event) -> None:
        """Look out until `stop` is set. Whatever is wrong outside is told, never raised."""


class Voice:
    """Says a sentence at once, then at most once in ten minutes with how often it happened."""

    def __init__(
        self, trigger: str, tell: Tell, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._trigger = trigger
        self._tell = tell
        self._clock = clock
        self._until = clock() + AGAIN_SECONDS
        self._said: set[str] = set()
        self._held_back: Counter[str] = Counter()
        self._unsaid = 0
        self._lock = threading.Lock()

    def say(self, sentence: str) -> None:
        """Tell of something that went wrong, or remember that it did."""
        with self._lock:
            self._turn()
            if sentence in self._said:
                self._held_back[sentence] += 1
            elif len(self._said) < MOST:
                self._said.add(sentence)
                self._tell(Problem(self._trigger, sentence))
            else:
                self._unsaid += 1

    def turn(self) -> None:
        """Tell what was held back, when its time has come."""
        with self._lock:
            self._turn()

    def _turn(self) -> None:
        if self._clock() < self._until:
            return
        self._until = self._clock() + AGAIN_SECONDS
        self._said.clear()
        for sentence, times in self._held_back.items():
            self._said.add(sentence)
            self._tell(Problem(self._trigger, sentence, times))
        self._held_back.clear()
        if self._unsaid:
            told = f"{self._unsaid} more things went wrong that were not told one by one."
            self._tell(Problem(self._trigger, told))
            self._unsaid = 0
