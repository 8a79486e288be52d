"""The house: what the service does beside working, in threads of its own."""

import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from runner.errors import DeskhandError
from runner.run.engine import Engine
from runner.schedules.book import ScheduleBook, read_book
from runner.serve.clockwork import Clockwork
from runner.serve.hearing import Hearing
from runner.serve.life import Life
from runner.serve.listening import Listening
from runner.serve.telling import tell_people
from runner.serve.ticks import Ticks

LOOK_SECONDS = float(os.environ.get("DESKHAND_LOOK_SECONDS", "10"))
"""How often everything is looked at: what waits for a run to end, what a sleeping machine missed,
news for people, a changed file. Between two looks no clock is asked that could be set. Only tests
set the variable."""

PROMISES_SECONDS = 60.0
"""How often it is looked for items that will be late; among very many that takes a moment."""

Say = Callable[[str], None]


class House:
    """Schedules, triggers and notices of a workspace, until it is closed."""

    def __init__(self, engine: Engine, book: ScheduleBook, hearing: Hearing, say: Say) -> None:
        self._engine = engine
        self._book = book
        self._hearing = hearing
        self._say = say
        self._read_as = stamp(book.file)
        self._ticks = Ticks(engine, book, hearing)
        self._clockwork = Clockwork(self.tick)
        self._listening = Listening(engine, say)
        self._stop = threading.Event()
        self._promises_at = 0.0
        self._life = Life(say)
        # News has a thread of its own: a mail server that does not answer holds nothing up.
        self._threads = [
            threading.Thread(target=self._look_on, name="looking"),
            threading.Thread(target=self._tell_on, name="telling"),
        ]
        self._troubles: dict[str, str] = {}

    def open(self) -> None:
        """Begin. What cannot be listened to is said, and the rest is."""
        self._use(self._book)
        self._clockwork.start()
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Begin nothing any more, and wait for what was being begun."""
        self._stop.set()
        self._clockwork.stop()
        self._listening.stop()
        for thread in self._threads:
            if thread.is_alive():
                thread.join()
        self._life.close()

    def tick(self, name: str) -> None:
        """Begin what a schedule has due; what keeps it from that is said once."""
        if name in self._book.schedules:
            self._guarded(f"schedule {name}", lambda: self._ticks.tick(name))

    def _look_on(self) -> None:
        while not self._stop.is_set():
            self._guarded(self._book.file.name, self._reload)
            for name in list(self._book.schedules):
                self.tick(name)
            self._guarded("deadlines", self._stop_overdue)
            self._life.look(well=not self._troubles and self._listening.alive())
            self._stop.wait(LOOK_SECONDS)

    def _tell_on(self) -> None:
        while not self._stop.is_set():
            self._guarded("notices", self._tell)
            self._stop.wait(LOOK_SECONDS)
        self._guarded("notices", self._tell)

    def _stop_overdue(self) -> None:
        for sentence in self._ticks.stop_overdue():
            self._say(sentence)

    def _tell(self) -> None:
        now = time.monotonic()
        promises = now >= self._promises_at
        if promises:
            self._promises_at = now + PROMISES_SECONDS
        for sentence in tell_people(self._engine, self._book, promises=promises):
            self._trouble("notices", sentence)

    def _reload(self) -> None:
        """Take a changed file; one that cannot be used changes nothing."""
        now = stamp(self._book.file)
        if now == self._read_as:
            return
        self._read_as = now
        self._use(read_book(self._book.file))
        self._say(f"{self._book.file.name} was read again.")

    def _use(self, book: ScheduleBook) -> None:
        self._book = book
        self._ticks = Ticks(self._engine, book, self._hearing)
        self._clockwork.set([each.schedule for each in book.schedules.values()])
        self._listening.use(book)
        self._life.use(book.signal)

    def _guarded(self, what: str, doing: Callable[[], None]) -> None:
        """Nothing that goes wrong with one part ends the others."""
        try:
            doing()
        except DeskhandError as error:
            self._trouble(what, error.sentence())
        except Exception as error:  # noqa: BLE001 - a thread that ends would be silence
            self._trouble(what, f"something unexpected happened ({type(error).__name__}: {error}).")
        else:
            if self._troubles.pop(what, None) is not None:
                self._say(f"{what}: it goes on.")

    def _trouble(self, what: str, sentence: str) -> None:
        """Say what is wrong, once for as long as it is the same."""
        if self._troubles.get(what) != sentence:
            self._troubles[what] = sentence
            self._say(f"{what}: {sentence}")


def stamp(file: Path) -> tuple[int, int]:
    """Changes with the file."""
    with suppress(OSError):
        found = file.stat()
        return found.st_mtime_ns, found.st_size
    return 0, 0
