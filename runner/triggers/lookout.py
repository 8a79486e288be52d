"""The lookout: a trigger's loop, in one process at a time, that no fault outside brings to an end."""

import hashlib
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from runner.errors import DeskhandError
from runner.run.engine import Engine
from runner.run.locks import held
from runner.store.leases import HEARTBEAT_SECONDS, new_worker_name
from runner.store.store import Store
from runner.triggers.trigger import Tell, Voice

REST_SECONDS = (1.0, 5.0, 30.0, 120.0)
"""How long a trigger rests after it failed once, twice, or more in a row."""

OTHERS_SECONDS = 5.0
"""How often a host looks whether the one that has the trigger is gone."""


class Lookout(ABC):
    """Looks after one trigger until it is told to stop."""

    def __init__(self, name: str, engine: Engine, tell: Tell) -> None:
        self.name = name
        self.worker = new_worker_name()
        self.voice = Voice(name, tell)
        self.failures = 0
        """How often it failed in a row; whoever gets something done sets it back."""
        self._engine = engine

    @abstractmethod
    def attend(self, store: Store, stop: threading.Event) -> None:
        """Look out, as the only process that does, until `stop` is set.

        Raises:
            DeskhandError: something outside is wrong; it is told, and tried again.
        """

    def run(self, stop: threading.Event) -> None:
        """Look out until `stop` is set. Whatever is wrong outside is told, never raised."""
        while not stop.is_set():
            try:
                self._round(stop)
                stop.wait(OTHERS_SECONDS)
            except Exception as error:  # noqa: BLE001 - no fault ends what is alone at night
                self.voice.say(worded(error))
                stop.wait(REST_SECONDS[min(self.failures, len(REST_SECONDS) - 1)])
                self.failures += 1

    def _round(self, stop: threading.Event) -> None:
        """Look out for as long as this process has the trigger."""
        store = self._engine.store()
        try:
            with self._mine(store) as mine:
                if mine:
                    self.attend(store, stop)
        finally:
            store.close()

    @contextmanager
    def _mine(self, store: Store) -> Iterator[bool]:
        """Have the trigger while the block runs; gives False when a living process has it."""
        mark = hashlib.sha256(self.name.encode()).hexdigest()[:16]
        with held(store.locks, f"trigger-{mark}") as free:
            if not free or not store.lookouts.hold(self.name, self.worker):
                yield False
                return
            over = threading.Event()
            heart = threading.Thread(target=self._beat, args=(store, over), daemon=True)
            heart.start()
            try:
                yield True
            finally:
                over.set()
                heart.join()
                with suppress(DeskhandError):
                    store.lookouts.let_go(self.name, self.worker)

    def _beat(self, store: Store, over: threading.Event) -> None:
        while not over.wait(HEARTBEAT_SECONDS):
            # What cannot be written now is written by the next beat; contents are safe without it.
            with suppress(DeskhandError):
                store.lookouts.renew(self.name, self.worker)


def worded(error: Exception) -> str:
    """A fault as a sentence."""
    if isinstance(error, DeskhandError):
        return error.sentence()
    return f"It failed with {type(error).__name__}: {error}. It is tried again."
