"""Nothing waits for ever: a browser that does not come back in time is ended."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

LOOK_SECONDS = 0.25


class Watch:
    """Calls `end` when a stretch of work takes longer than it may.

    A page that hangs blocks the call that talks to it; only ending the browser frees it.
    """

    def __init__(self, end: Callable[[], None]) -> None:
        self._end = end
        self._stopped = threading.Event()
        self._until: float | None = None
        self.expired = False
        threading.Thread(target=self._run, name="browser-watch", daemon=True).start()

    @contextmanager
    def limit(self, seconds: float) -> Iterator[None]:
        """The block may take `seconds`; limits nest, the nearest end counts."""
        before = self._until
        until = time.monotonic() + seconds
        self._until = until if before is None else min(before, until)
        try:
            yield
        finally:
            self._until = before

    def stop(self) -> None:
        """Ends the watch itself."""
        self._stopped.set()

    def _run(self) -> None:
        # Looking now and then costs the watched calls nothing; waking this thread would.
        while not self._stopped.wait(LOOK_SECONDS):
            until = self._until
            if until is not None and time.monotonic() >= until:
                self._until = None
                self.expired = True
                self._end()
