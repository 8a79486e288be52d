"""The folder trigger: every file that is dropped becomes a run, once, or is put aside with a reason."""

import threading
import time
from collections.abc import Iterator
from datetime import datetime
from itertools import repeat
from pathlib import Path

from watchfiles import watch

from runner.errors import EnvironmentFault
from runner.feeds.errors import ChangedWhileReadError, FeedError
from runner.run.engine import Engine
from runner.store.deliveries import Arrival, DeliveredBeforeError, Delivery, DeliveryState
from runner.store.store import Store
from runner.triggers.dropping import Claimed, DropFolder, digest_of
from runner.triggers.lookout import Lookout
from runner.triggers.settling import Mark, Settling
from runner.triggers.starting import Starter, unusable
from runner.triggers.trigger import Tell

POLL_SECONDS = 10.0
"""How often a folder is looked at that wakes nobody up, as those on network shares."""

STEP_SECONDS = 0.5
"""How soon a file that has just settled, or a wish to stop, is noticed."""


class FolderUnusableError(EnvironmentFault):
    """The folder of a trigger is not there, or cannot be read or written."""

    def __init__(self, folder: Path, error: OSError) -> None:
        super().__init__(
            f"The folder {folder} cannot be used: {(error.strerror or str(error)).lower()}.",
            hint="Make it, mount it, or give this account the right to read and write it. It is "
            "looked at again until then.",
        )


class FolderTrigger(Lookout):
    """Takes in what is dropped into a folder."""

    def __init__(
        self, name: str, folder: Path, engine: Engine, starter: Starter, tell: Tell
    ) -> None:
        super().__init__(name, engine, tell)
        entry = starter.entry
        self._starter = starter
        self._drop = DropFolder(folder)
        self._poll = entry.poll.total_seconds() if entry.poll is not None else POLL_SECONDS
        self._settling = Settling(
            folder,
            files=entry.files,
            ignore=entry.ignore,
            seconds=entry.settle.total_seconds(),
        )

    def attend(self, store: Store, stop: threading.Event) -> None:
        """Take files in until `stop` is set.

        Raises:
            FolderUnusableError: the folder is gone, or cannot be read or written.
            DeskhandError: the bot or the store cannot be used; files wait where they are.
        """
        looked = 0.0
        for changed in self._wakes(stop):
            if stop.is_set():
                return
            now = time.monotonic()
            if changed or self._settling.waits or now - looked >= self._poll:
                looked = now
                self.look(store, stop)
                self.failures = 0
            self.voice.turn()

    def look(self, store: Store, stop: threading.Event) -> None:
        """Take in everything that has settled, and what an earlier process has left."""
        try:
            for file in self._settling.ready():
                if stop.is_set():
                    return
                if self._drop.claim(file) is None and not file.exists():
                    self.voice.say(f"The file {file.name!r} went away before it was taken.")
            for sentence in self._settling.refused:
                self.voice.say(sentence)
            for claimed in self._drop.claimed():
                if stop.is_set():
                    return
                self._take(store, claimed, stop)
        except OSError as error:
            raise FolderUnusableError(self._drop.folder, error) from error

    def _wakes(self, stop: threading.Event) -> Iterator[bool]:
        """Comes again and again: whether something has changed in the folder."""
        yield True
        try:
            for changes in watch(
                self._drop.folder,
                recursive=False,
                stop_event=stop,
                debounce=200,
                step=50,
                rust_timeout=round(STEP_SECONDS * 1000),
                yield_on_timeout=True,
                raise_interrupt=False,
            ):
                yield bool(changes)
        except OSError:
            # No more watches to be had, or a file system that has none: looking now and then does.
            for _ in repeat(None):
                stop.wait(STEP_SECONDS)
                yield False

    def _take(self, store: Store, claimed: Claimed, stop: threading.Event) -> None:
        try:
            self._take_once(store, claimed, stop)
        except FileNotFoundError:
            self.voice.say(f"The file {claimed.file.name!r} went away while it was taken in.")
        except ChangedWhileReadError as error:
            # Whoever writes to it has it still open; it is taken when it stands still.
            self.voice.say(error.sentence())
        except DeliveredBeforeError:
            self._take_once(store, claimed, stop)

    def _take_once(self, store: Store, claimed: Claimed, stop: threading.Event) -> None:
        before = Mark.of(claimed.file.stat())
        read = digest_of(claimed.file, stop)
        if read is None:
            return
        name = claimed.file.name
        arrival = Arrival(self.name, read[0], name, read[1], place=claimed.place)
        found = store.deliveries.begun(self.name, [arrival.digest]).get(arrival.digest)
        if found is not None:
            self._known(store, claimed, arrival, found)
            return
        try:
            run = self._starter.begin_feed(
                store, claimed.file, arrival, lambda: unchanged(claimed.file, before)
            )
        except ChangedWhileReadError:
            raise
        except FeedError as error:
            claimed.file.stat()  # a file that went away is not to be blamed
            self._reject(store, claimed, arrival, error)
            return
        self._drop.done(claimed, taken_in(run))

    def _known(self, store: Store, claimed: Claimed, arrival: Arrival, found: Delivery) -> None:
        """Tidy up after a process that died, or put a second copy of the same content away."""
        if found.arrival.place == claimed.place:
            self._drop.done(claimed, taken_in(found.run or ""))
            return
        reason = same_content(found)
        self._drop.done(claimed, reason)
        store.deliveries.note(
            arrival, DeliveryState.SEEN_BEFORE, reason, self.worker, run=found.run
        )

    def _reject(self, store: Store, claimed: Claimed, arrival: Arrival, error: FeedError) -> None:
        reason = unusable(error, self.name)
        where = self._drop.reject(claimed, reason)
        store.deliveries.note(arrival, DeliveryState.REJECTED, reason, self.worker)
        self.voice.say(f"The file {where.name!r} was rejected: {reason}")


def unchanged(file: Path, before: Mark) -> None:
    """Refuse to begin a run over a file that is not as it was when its digest was taken.

    Raises:
        ChangedWhileReadError: somebody has written to it.
    """
    if Mark.of(file.stat()) != before:
        raise ChangedWhileReadError(file)


def taken_in(run: str) -> str:
    """The note beside a file whose items are in the ledger."""
    return f"Taken in as run {run}. `deskhand show {run}` tells what became of it."


def same_content(found: Delivery) -> str:
    """The note beside a file whose content was there before."""
    at: datetime = found.at
    return (
        f"Same content as {found.arrival.source!r}, taken in on {at:%Y-%m-%d at %H:%M:%S} UTC as run "
        f"{found.run}. It was not worked again."
    )
