"""Politeness: a bot of the desktop holds still while the person touches mouse or keyboard."""

import threading
from collections.abc import Callable

from runner.attended.presence import Touched

QUIET_SECONDS = 2.0
"""After so long without a touch the bot may look at the screen again and go on."""


class Politeness:
    """Pauses at the person's first touch, and goes on when he has let go. Safe for several threads.

    What goes on looks at focus and screen before it does anything: that is the hold's own rule.
    """

    def __init__(
        self,
        pause: Callable[[], None],
        go_on: Callable[[], None],
        quiet_seconds: float = QUIET_SECONDS,
    ) -> None:
        self._pause = pause
        self._go_on = go_on
        self._quiet = quiet_seconds
        self._lock = threading.Lock()
        self._waiting: threading.Timer | None = None

    def touched(self, touch: Touched) -> None:
        """The person has touched something."""
        del touch
        with self._lock:
            first = self._waiting is None
            if self._waiting is not None:
                self._waiting.cancel()
            self._waiting = threading.Timer(self._quiet, self._let_go)
            self._waiting.daemon = True
            self._waiting.start()
        if first:
            self._pause()

    def close(self) -> None:
        """Hold nothing any more; what is held goes on when somebody says so."""
        with self._lock:
            if self._waiting is not None:
                self._waiting.cancel()
            self._waiting = None

    def _let_go(self) -> None:
        with self._lock:
            if self._waiting is not threading.current_thread():
                return  # another touch came while this one was let go
            self._waiting = None
        self._go_on()
