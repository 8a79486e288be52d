"""Failpoints: named instants at which a test can kill the process that passes them."""

import os
import signal
from collections import Counter

VARIABLE = "DESKHAND_FAILPOINT"
"""`name:n` kills the process at the n-th passing of `name`; only tests set it."""

NAMES = (
    "run.begun",
    "worker.claimed",
    "step.before_intent",
    "step.intended",
    "step.press",
    "step.acted",
    "step.verified",
    "step.settled",
    "attempt.ended",
    "attempt.recorded",
    "supervisor.child_started",
    "supervisor.item_ended",
    "run.before_end",
    "run.before_results",
)
"""Every instant between two durable writes, and around each act on a screen."""


class Failpoints:
    """Counts passings, and dies where it was told to."""

    def __init__(self, order: str | None = None) -> None:
        name, _, number = (order or os.environ.get(VARIABLE, "")).partition(":")
        self._name = name
        self._number = int(number or 1)
        self._passed: Counter[str] = Counter()

    def reach(self, name: str) -> None:
        """Pass a failpoint."""
        if name != self._name:
            return
        self._passed[name] += 1
        if self._passed[name] == self._number:
            os.kill(os.getpid(), signal.SIGKILL)
