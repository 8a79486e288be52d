"""The desk: what every page of the console works with."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from runner.bots import Bot
from runner.console.passwords import Passwords
from runner.errors import DeskhandError
from runner.pages.templates import Templates
from runner.pages.texts import Texts
from runner.run.engine import Engine
from runner.schedules.book import NAME, ScheduleBook, read_book
from runner.schedules.here import zone_here
from runner.store.store import Store
from runner.watch.looking import Looker
from runner.watch.sight import Sight
from runner.workspace import BrokenBotError

BeginNow = Callable[[str, str], str]
"""Begins a schedule by hand: its name, and who wants it; returns the run."""


@dataclass(slots=True)
class Desk:
    """Store and workspace, as pages see them."""

    engine: Engine
    store: Store
    texts: Texts
    templates: Templates
    begin_now: BeginNow
    passwords: Passwords
    book: ScheduleBook | None = None
    """The schedules, where there are some that can be used."""
    _looker: Looker | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _stamp: tuple[int, int] = (0, 0)
    _bots: list[Bot[..., Any] | BrokenBotError] = field(default_factory=list)
    _bots_stamp: tuple[tuple[str, int], ...] | None = None

    def sight(self) -> Sight:
        """What is seen now; the ledger is not asked more than it must be.

        Raises:
            EnvironmentFault: the store cannot be reached.
        """
        with self._lock:
            self._read_anew()
            if self._looker is None:
                self._looker = Looker(self.store, self.book)
            return self._looker.look()

    def bots(self) -> list[Bot[..., Any] | BrokenBotError]:
        """The bots of the workspace; those whose file cannot be used as the error that says why."""
        files = sorted(self.engine.workspace.bots.glob("*.py"))
        stamp = tuple((file.name, file.stat().st_mtime_ns) for file in files)
        with self._lock:
            if stamp != self._bots_stamp:
                self._bots = list(self.engine.workspace.load_bots())
                self._bots_stamp = stamp
            return self._bots

    def schedules(self) -> ScheduleBook | None:
        """The schedules as their file has them now."""
        with self._lock:
            self._read_anew()
            return self.book

    def _read_anew(self) -> None:
        file = self.engine.workspace.root / NAME
        stamp = (file.stat().st_mtime_ns, file.stat().st_size) if file.is_file() else (0, 0)
        if stamp != self._stamp:
            self._stamp = stamp
            self.book = book_of(self.engine)
            self._looker = None


def book_of(engine: Engine) -> ScheduleBook | None:
    """The schedules of a workspace; None where there are none that can be used."""
    file = engine.workspace.root / NAME
    if not file.is_file():
        return None
    try:
        return read_book(file)
    except DeskhandError:
        return None  # `deskhand check` and the service say what is wrong with it


def zone_of(engine: Engine) -> ZoneInfo:
    """The zone of the workspace: that of its schedules, else the machine's own."""
    book = book_of(engine)
    return book.zone if book is not None else zone_here()


def since(text: str, now: datetime) -> datetime | None:
    """The moment that a choice of a filter means."""
    lengths: Mapping[str, timedelta] = {
        "1h": timedelta(hours=1),
        "24h": timedelta(days=1),
        "7d": timedelta(days=7),
        "30d": timedelta(days=30),
    }
    return now - lengths[text] if text in lengths else None


def current() -> datetime:
    """The time."""
    return datetime.now(UTC)
