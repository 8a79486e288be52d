"""Processes: a worker is started on its own, watched, and ended with everything it started."""

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psutil

from runner.run.channel import FINISH, GO_ON, PAUSE, PREPARE, RUN, STOP, TAKE_OVER, WORDS, Message

KILL_SECONDS = 10.0
"""How long a killed process may take to be gone."""


@dataclass(slots=True)
class WorkerProcess:
    """A running worker, as its supervisor sees it."""

    process: subprocess.Popen[str]
    name: str
    messages: queue.SimpleQueue[tuple[str, Message | None]]
    """Where what it says goes; whoever watches it next puts its own here."""
    tree: dict[int, psutil.Process] = field(default_factory=dict)
    """Browser and driver processes that the worker has named."""
    main: list[psutil.Process] = field(default_factory=list)
    """Those of them that live as long as the browser."""

    def ask_to_stop(self) -> None:
        """Ask it to stop after its current step."""
        self.tell(STOP)

    def ask_to_finish(self) -> None:
        """Ask it to end after its current item."""
        self.tell(FINISH)

    def ask_to_pause(self, *, take_over: bool = False) -> None:
        """Ask it to do nothing on its screens, and to `take_over` give the window to the person."""
        self.tell(TAKE_OVER if take_over else PAUSE)

    def ask_to_go_on(self) -> None:
        """Ask it to look at the screen again and go on."""
        self.tell(GO_ON)

    def prepare(self, bot: str, plan: str) -> None:
        """Have a worker that knows no bot yet stand by for one."""
        self.tell(f"{PREPARE}{json.dumps({'bot': bot, 'plan': plan})}")

    def give(self, run: str, words: Mapping[str, str]) -> None:
        """Give a worker on standby a run to work; `words` are those of its bar."""
        self.tell(f"{WORDS}{json.dumps(dict(words))}")
        self.tell(f"{RUN}{run}")

    def tell(self, word: str) -> None:
        """Say a word to it; one that has gone hears nothing."""
        with contextlib.suppress(OSError, ValueError):
            if self.process.stdin is not None:
                self.process.stdin.write(f"{word}\n")
                self.process.stdin.flush()

    def remember(self, process_ids: Iterable[int]) -> None:
        """Keep hold of processes that must die with the worker."""
        for number in process_ids:
            with contextlib.suppress(psutil.Error):
                self.tree[number] = psutil.Process(number)
        parents = {number: parent_of(process) for number, process in self.tree.items()}
        # The driver stands at the top and starts browsers; what those start comes and goes.
        drivers = {number for number, parent in parents.items() if parent not in parents}
        self.main = [
            self.tree[number]
            for number, parent in parents.items()
            if number in drivers or parent in drivers
        ]

    def browser_gone(self) -> bool:
        """Whether a browser's or driver's main process is no longer there."""
        return any(is_gone(process) for process in self.main)

    def memory(self) -> int:
        """Bytes of memory that the worker and everything it started hold, shared ones counted twice."""
        held = 0
        with contextlib.suppress(psutil.Error):
            worker = psutil.Process(self.process.pid)
            for process in (worker, *worker.children(recursive=True)):
                with contextlib.suppress(psutil.Error):
                    held += process.memory_info().rss
        return held

    def forget_tree(self) -> None:
        """The worker opens a new browser; the old one is no longer watched."""
        self.tree.clear()
        self.main.clear()

    def kill(self) -> None:
        """End the worker and everything it started, and wait until it is gone."""
        doomed = list(self.tree.values())
        with contextlib.suppress(psutil.Error):
            doomed += psutil.Process(self.process.pid).children(recursive=True)
        with contextlib.suppress(OSError):
            self.process.kill()
        for process in doomed:
            with contextlib.suppress(psutil.Error):
                process.kill()
        wait_until_gone(doomed)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(KILL_SECONDS)
        with contextlib.suppress(OSError):  # words that it did not take any more
            if self.process.stdin is not None:
                self.process.stdin.close()


def parent_of(process: psutil.Process) -> int | None:
    """The number of the process that started it; None when it is gone."""
    try:
        return process.ppid()
    except psutil.Error:
        return None


def is_gone(process: psutil.Process) -> bool:
    """Whether a process has ended; a zombie has."""
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.Error:
        return True


def wait_until_gone(doomed: Sequence[psutil.Process]) -> None:
    """Wait until killed processes do nothing any more; who has to bury them may take his time."""
    until = time.monotonic() + KILL_SECONDS
    pause = threading.Event()
    while not all(map(is_gone, doomed)) and time.monotonic() < until:
        pause.wait(0.01)


def start_worker(
    arguments: list[str],
    *,
    root: Path,
    name: str,
    errors: IO[bytes],
    messages: queue.SimpleQueue[tuple[str, Message | None]],
    command: str = "work",
) -> WorkerProcess:
    """Start a worker in a session of its own; Ctrl-C reaches the supervisor alone.

    Its messages arrive in `messages` with its name; `None` after its last one.
    """
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "runner", command, *arguments, "--name", name],
        cwd=root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        encoding="utf-8",
        start_new_session=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"},
    )
    worker = WorkerProcess(process, name, messages)

    def hear() -> None:
        try:
            for line in process.stdout or ():
                message = Message.parse(line)
                if message is not None:
                    worker.messages.put((name, message))
            process.wait()
        finally:
            if process.stdout is not None:
                process.stdout.close()
            worker.messages.put((name, None))

    threading.Thread(target=hear, name=f"hear-{name}", daemon=True).start()
    return worker
