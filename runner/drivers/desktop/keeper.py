"""Keeps the processes of one desktop, and ends all of them when the worker is gone.

Run as a program of its own, by path, with nothing but the standard library. It is told what to
start by lines of JSON, and answers each with one. Everything that it starts, and everything that
this starts in turn, is its own to reap: programs that put themselves into the background too.
"""

import contextlib
import ctypes
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
LINE_SECONDS = 15.0
"""How long a program may take to say the line that is waited for."""
POLITE_SECONDS = 2.0
"""How long the last ones may take to end by themselves."""


class Keeper:
    """The processes of one desktop."""

    def __init__(self) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self._codes: dict[int, int] = {}
        self.folders: list[str] = []

    def answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Does what one line asks for."""
        self.reap()
        if "start" in asked:
            return self._start(asked)
        if "folders" in asked:
            self.folders = asked["folders"]
            return {}
        return {"code": self._codes.get(asked["code"])}

    def _start(self, asked: dict[str, Any]) -> dict[str, Any]:
        line = bool(asked.get("line"))
        with Path(asked["log"]).open("ab") as log:
            try:
                started = subprocess.Popen(
                    asked["start"],
                    env=asked["environment"],
                    cwd=asked["folder"],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE if line else log,
                    stderr=log,
                    start_new_session=True,
                    preexec_fn=self._die_with_me,  # noqa: PLW1509 - this process has one thread
                )
            except (OSError, ValueError) as error:
                return {"error": getattr(error, "strerror", None) or str(error)}
        pid = started.pid
        started.returncode = 0  # reaped below, with all the others
        said = self._line(started) if line else ""
        self.reap()
        return {"pid": pid, "line": said, "code": self._codes.get(pid)}

    def _die_with_me(self) -> None:
        self._libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)

    def _line(self, started: "subprocess.Popen[bytes]") -> str:
        if started.stdout is None:
            return ""
        until = time.monotonic() + LINE_SECONDS
        said = b""
        while not said.endswith(b"\n"):
            ready, _, _ = select.select([started.stdout], [], [], max(0, until - time.monotonic()))
            part = os.read(started.stdout.fileno(), 1) if ready else b""
            if not part:
                break
            said += part
        return said.decode(errors="replace").strip()

    def reap(self) -> None:
        """Notes how those ended that have."""
        with contextlib.suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid == 0:
                    return
                self._codes[pid] = os.waitstatus_to_exitcode(status)

    def end(self, parent: int) -> None:
        """Ends everything, politely at first."""
        for sign in (signal.SIGTERM, signal.SIGKILL):
            until = time.monotonic() + POLITE_SECONDS
            while (left := _offspring(os.getpid())) and time.monotonic() < until:
                for pid in left:
                    with contextlib.suppress(OSError):
                        os.kill(pid, sign)
                self.reap()
                select.select([], [], [], 0.02)
        orphaned = bool(select.select([parent], [], [], 0)[0])
        for folder in self.folders if orphaned else self.folders[:1]:
            _remove(folder)


def _remove(folder: str) -> None:
    """Tried again where the last one to end was still writing."""
    for _ in range(5):
        shutil.rmtree(folder, ignore_errors=True)
        if not Path(folder).exists():
            return
        select.select([], [], [], 0.05)


def _offspring(parent: int) -> list[int]:
    """Every process below one; the kernel tells of each which its parent is."""
    below: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, ValueError, IndexError):
                fields = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()
                below.setdefault(int(fields[1]), []).append(int(entry.name))
    met, asked = [], [parent]
    while asked:
        children = below.get(asked.pop(), [])
        met += children
        asked += children
    return met


def main() -> None:
    """Serves the one that started it until that one is gone."""
    for sign in (signal.SIGINT, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(sign, signal.SIG_IGN)
    keeper = Keeper()
    parent = os.pidfd_open(os.getppid())
    waiting = b""
    while True:
        ready, _, _ = select.select([0, parent], [], [], 0.5)
        keeper.reap()
        part = os.read(0, 65536) if 0 in ready else b""
        if parent in ready or (0 in ready and not part):
            break
        *lines, waiting = (waiting + part).split(b"\n")
        for line in lines:
            os.write(1, json.dumps(keeper.answer(json.loads(line))).encode() + b"\n")
    keeper.end(parent)
    sys.exit(0)


if __name__ == "__main__":
    main()
