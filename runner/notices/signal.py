"""The dead-man's signal: a sign of life for a monitor outside, which tells when it stays away."""

import http.client
import queue
import threading
import time
import urllib.request
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import runner
from runner.notices.webhook import opened, reason
from runner.schedules.notice_entries import SignalEntry

EVERY = timedelta(minutes=5)
"""How often, where the file does not say."""

PATIENCE_SECONDS = 10.0

Say = Callable[[str], None]


def address_of(entry: SignalEntry, *, well: bool) -> str:
    """Where to ask; without an own address for failures, as healthchecks has it: `/fail`."""
    if well:
        return entry.url
    if entry.url_failed is not None:
        return entry.url_failed
    parts = urlsplit(entry.url)
    return parts._replace(path=parts.path.rstrip("/") + "/fail").geturl()


def send_signal(entry: SignalEntry, *, well: bool) -> str | None:
    """Give one sign of life, or say that something failed; waits 10 s at most.

    Returns a sentence when it did not arrive. The address is not in it: it is as good as a key.
    """
    address = address_of(entry, well=well)
    headers = {"User-Agent": f"deskhand/{runner.__version__}"}
    request = urllib.request.Request(address, headers=headers)  # noqa: S310 - checked where it was read
    host = urlsplit(address).hostname
    try:
        opened(request, PATIENCE_SECONDS)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return f"The sign of life did not arrive: the monitor at {host} {reason(error)}."
    return None


class Signal:
    """Gives signs of life from a thread of its own, so that nobody waits for a monitor.

    Args:
        entry: Where, and how often.
        say: Told when a sign did not arrive: once, until one does again.
        clock: Rising seconds.
    """

    def __init__(
        self, entry: SignalEntry, say: Say, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._entry, self._say, self._clock = entry, say, clock
        self._every = (entry.every or EVERY).total_seconds()
        self._next = clock()
        self._was_well = True
        self._is_lost = False
        self._wanted: queue.Queue[bool | None] = queue.Queue(maxsize=8)
        self._thread = threading.Thread(target=self._work, name="signal", daemon=True)
        self._thread.start()

    def look(self, *, well: bool) -> None:
        """Give a sign when its time has come, or when it has just gone wrong; returns at once."""
        now = self._clock()
        if now >= self._next or (self._was_well and not well):
            self._next = now + self._every
            self._was_well = well
            self._ask(well)

    def run_ended(self, *, well: bool) -> None:
        """A scheduled run has ended; returns at once."""
        self._ask(well)

    def close(self, patience_seconds: float = PATIENCE_SECONDS) -> None:
        """End, after what is under way."""
        self._ask(None)
        self._thread.join(patience_seconds)

    def _ask(self, wanted: bool | None) -> None:
        try:
            self._wanted.put_nowait(wanted)
        except queue.Full:
            return  # eight wait already: the monitor does not answer, which has been said

    def _work(self) -> None:
        while (well := self._wanted.get()) is not None:
            said = send_signal(self._entry, well=well)
            if said is not None and not self._is_lost:
                self._say(said)
            elif said is None and self._is_lost:
                self._say("The sign of life arrives again.")
            self._is_lost = said is not None
