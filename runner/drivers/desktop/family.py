"""The processes of one desktop, which die with the worker whatever happens to it."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from runner.drivers.desktop import keeper

ANSWER_SECONDS = 20.0
CLOSE_SECONDS = 10.0


class NotStartedError(Exception):
    """A process could not be started; `why` words it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Started:
    """A process that was started."""

    pid: int
    line: str
    """The first line that it said, where one was asked for."""
    log: Path
    """What it said to its standard error."""


class Family:
    """Starts processes and ends all of them."""

    def __init__(self, *folders: Path) -> None:
        """`folders` are removed at the end: the first one with it, others if this dies."""
        self._keeper = subprocess.Popen(
            [sys.executable, "-I", "-S", keeper.__file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        self._ask({"folders": [str(one) for one in folders]})

    def start(
        self,
        words: Sequence[str],
        *,
        environment: Mapping[str, str],
        folder: Path,
        log: Path,
        line: bool = False,
    ) -> Started:
        """Starts a program; with `line` it is waited for the first line that it says.

        Raises NotStartedError.
        """
        answer = self._ask(
            {
                "start": list(words),
                "environment": dict(environment),
                "folder": str(folder),
                "log": str(log),
                "line": line,
            }
        )
        if "error" in answer:
            raise NotStartedError(str(answer["error"]))
        said = str(answer["line"])
        if line and not said:
            raise NotStartedError(last_line(log) or "it did not come up")
        return Started(int(str(answer["pid"])), said, log)

    def exit_code(self, pid: int) -> int | None:
        """How a process ended; None while it runs. Negative: by that signal."""
        code = self._ask({"code": pid}).get("code")
        return None if code is None else int(str(code))

    def process_ids(self) -> list[int]:
        """All of it, those that were started by others of it included."""
        with contextlib.suppress(psutil.Error):
            top = psutil.Process(self._keeper.pid)
            return [top.pid, *(one.pid for one in top.children(recursive=True))]
        return []

    def below(self, pid: int) -> set[int]:
        """A process and all that it has started."""
        with contextlib.suppress(psutil.Error):
            return {pid, *(one.pid for one in psutil.Process(pid).children(recursive=True))}
        return {pid}

    def alive(self) -> bool:
        """Whether somebody looks after the processes."""
        return self._keeper.poll() is None

    def close(self) -> None:
        """Ends everything."""
        if self._keeper.stdin is not None:
            with contextlib.suppress(OSError):
                self._keeper.stdin.close()
        try:
            self._keeper.wait(CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            self._keeper.kill()
            self._keeper.wait()
        if self._keeper.stdout is not None:
            self._keeper.stdout.close()

    def _ask(self, question: Mapping[str, object]) -> dict[str, object]:
        stdin, stdout = self._keeper.stdin, self._keeper.stdout
        if stdin is None or stdout is None or not self.alive():
            raise NotStartedError("what looks after its processes was ended")
        try:
            stdin.write(json.dumps(question).encode() + b"\n")
            stdin.flush()
            answer = json.loads(stdout.readline() or b'{"error": "nothing answered"}')
        except (OSError, ValueError) as error:
            raise NotStartedError("what looks after its processes was ended") from error
        return dict(answer)


def last_line(log: Path) -> str:
    """The last line of what a process said; empty when it said nothing."""
    try:
        with log.open("rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - 4096))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        return ""
    return next((line.strip() for line in reversed(lines) if line.strip()), "")
