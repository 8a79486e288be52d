"""Failpoints: named instants at which a test can kill the process that passes them."""

import os
import signal
from collections import Counter
from pathlib import Path

VARIABLE = "DESKHAND_FAILPOINT"
"""`NAME:N:FILE` kills the process at the N-th passing of NAME, unless FILE is there already.

Only tests set it. FILE makes it happen once, however many processes inherit the variable.
"""

NAMES = (
    "run.begun",
    "supervisor.child_started",
    "worker.claimed",
    "step.before_intent",
    "step.intended",
    "step.press",
    "step.acted",
    "step.verified",
    "step.settled",
    "attempt.ended",
    "attempt.recorded",
    "supervisor.item_ended",
    "run.before_end",
    "run.before_results",
)
"""Every instant between two durable writes, and around each act on a screen."""


class Failpoints:
    """Counts passings, and dies where it was told to."""

    def __init__(self, order: str | None = None) -> None:
        words = (os.environ.get(VARIABLE, "") if order is None else order).split(":", 2)
        self._name = words[0]
        self._number = int(words[1]) if len(words) > 1 else 1
        self._mark = Path(words[2]) if len(words) > 2 else None
        self._passed: Counter[str] = Counter()

    def reach(self, name: str) -> None:
        """Pass a failpoint."""
        if name != self._name:
            return
        self._passed[name] += 1
        if self._passed[name] == self._number and self._first_time():
            os.kill(os.getpid(), signal.SIGKILL)

    def _first_time(self) -> bool:
        if self._mark is None:
            return True
        try:
            self._mark.touch(exist_ok=False)
        except FileExistsError:
            return False
        return True
