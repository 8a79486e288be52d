"""Playwright's driver process: one a thread, shared by the sessions that live in it."""

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import psutil

if TYPE_CHECKING:
    from playwright.sync_api import Playwright


@dataclass(slots=True)
class DriverProcess:
    """A running driver and how many sessions use it.

    Playwright refuses a second one in the same thread, and a bot may work two apps.
    """

    playwright: "Playwright"
    process: psutil.Process | None
    users: int = 0

    running: ClassVar["dict[int, DriverProcess]"] = {}

    @classmethod
    def join(cls) -> "DriverProcess":
        """The thread's driver, started when there is none (or a dead one)."""
        thread = threading.get_ident()
        found = cls.running.get(thread)
        if found is not None and not found.alive():
            found.stop()
            found = None
        if found is None:
            found = cls.running[thread] = cls._start()
        found.users += 1
        return found

    @classmethod
    def _start(cls) -> "DriverProcess":
        from playwright.sync_api import sync_playwright

        before = set(_children())
        playwright = sync_playwright().start()
        born = [child for child in _children() if child not in before]
        return cls(playwright, born[0] if born else None)

    def alive(self) -> bool:
        """Whether the process runs."""
        return self.process is not None and runs(self.process)

    def leave(self) -> None:
        """One session less; the last one ends the process."""
        self.users -= 1
        if self.users <= 0:
            self.stop()

    def stop(self) -> None:
        """Ends the process, in good order when it still answers."""
        mine = [thread for thread, one in self.running.items() if one is self]
        for thread in mine:
            del self.running[thread]
        try:
            self.playwright.stop()
        except Exception:  # noqa: BLE001 - it is ended by force right after
            self.kill()

    def kill(self) -> None:
        """Ends the process at once."""
        if self.process is not None:
            end(self.process)


def start_ahead() -> None:
    """Start this thread's driver before its first session, and keep it for all that follow."""
    DriverProcess.join()


def _children() -> list[psutil.Process]:
    return psutil.Process().children()


def runs(process: psutil.Process) -> bool:
    """Whether a process still does anything."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def gone(processes: list[psutil.Process], *, seconds: float) -> bool:
    """Waits until none of the processes runs; one that nobody has collected counts as gone."""
    until = time.monotonic() + seconds
    pause = threading.Event()
    while any(map(runs, processes)):
        if time.monotonic() >= until:
            return False
        pause.wait(0.02)
    return True


def end(process: psutil.Process) -> None:
    """Ends a process and everything that it started, at once."""
    try:
        family = [*process.children(recursive=True), process]
    except psutil.Error:
        return
    for one in family:
        try:
            one.kill()
        except psutil.Error:
            continue
