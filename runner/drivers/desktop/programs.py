"""Starts the program of an app, knows which windows are its own, and ends it."""

import contextlib
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import psutil

from runner.drivers.desktop.display import Display
from runner.drivers.desktop.errors import ProgramDiedError, ProgramNotStartedError
from runner.drivers.desktop.family import NotStartedError, Started, last_line
from runner.drivers.desktop.ruling import follows
from runner.drivers.desktop.x11 import XWindow
from runner.screens.model import App
from runner.waiting import pause

ENDINGS = ((None, 0.5), (signal.SIGTERM, 0.85), (signal.SIGKILL, 1.0))
"""What is done to end a program, and by which share of the time it must have worked."""
LOOK_SECONDS = 0.02


class Program:
    """The program of one app on one display."""

    def __init__(self, app: App, display: Display, address: str, workspace: Path) -> None:
        self._app = app
        self._display = display
        self._address = address
        self._workspace = workspace
        self._started: Started | None = None

    def start(self) -> None:
        """Starts it, where the selector file says how.

        Raises ProgramNotStartedError.
        """
        how = self._app.program
        if not how.start:
            return
        words = how.command(self._address)
        words[0] = found_program(words[0], self._workspace)
        try:
            self._started = self._display.family.start(
                words,
                environment=self._environment(how.environment),
                folder=self._workspace,
                log=self._display.folder / "program.log",
            )
        except NotStartedError as error:
            raise ProgramNotStartedError(self._app.name, words[0], error.why) from error

    def _environment(self, own: Mapping[str, str]) -> dict[str, str]:
        given = {name: value.replace("{address}", self._address) for name, value in own.items()}
        return {**self._display.environment, **given}

    def own(self, windows: Sequence[XWindow]) -> list[XWindow]:
        """Its windows, the one in front first.

        On a display of its own all are. Else those of the processes that it has started, and, for
        a program that hands over to one that runs already, those whose title follows the rule.
        """
        if self._display.own:
            return list(windows)
        rule = self._app.program.window
        processes = self._display.family.below(self._started.pid) if self._started else set()
        if rule is not None:
            named = {one.process for one in windows if follows(one.title, rule)}
            processes |= {one for one in named if one is not None}
        return [
            one
            for one in windows
            if one.process in processes or (rule is not None and follows(one.title, rule))
        ]

    def died(self, mask: Callable[[str], str]) -> ProgramDiedError | None:
        """How it ended, with what it said last; None while it runs."""
        code = self.exit_code()
        if self._started is None or code is None:
            return None
        said = mask(last_line(self._started.log))
        return ProgramDiedError(self._app.name, worded(code), said)

    def exit_code(self) -> int | None:
        """How it ended; None while it runs, or was not started here."""
        if self._started is None:
            return None
        try:
            return self._display.family.exit_code(self._started.pid)
        except NotStartedError:
            return -signal.SIGKILL

    def end(self, deadline: float, close_windows: Callable[[], None]) -> None:
        """Has its windows closed politely, then ends its processes, by force at last."""
        if self._started is None:
            return
        begun = time.monotonic()
        family = self._display.family.below(self._started.pid)
        for sign, share in ENDINGS:
            if sign is None:
                close_windows()
            else:
                _tell(family, sign)
            while _running(family) and time.monotonic() - begun < deadline * share:
                pause(LOOK_SECONDS, because="a process that is not ours tells nobody when it ends")
            if not _running(family):
                break
        self._started = None


def found_program(word: str, workspace: Path) -> str:
    """A program as it is started: one with a slash is relative to the workspace."""
    if "/" in word:
        return str((workspace / word).absolute())
    return shutil.which(word) or word


def worded(code: int) -> str:
    """How a process ended, in words."""
    if code >= 0:
        return f"exit code {code}"
    with contextlib.suppress(ValueError):
        return f"ended by the signal {signal.Signals(-code).name}"
    return f"ended by the signal {-code}"


def _tell(processes: Iterable[int], sign: int) -> None:
    for one in processes:
        with contextlib.suppress(OSError):
            os.kill(one, sign)


def _running(processes: Iterable[int]) -> bool:
    for one in processes:
        with contextlib.suppress(psutil.Error):
            if psutil.Process(one).status() != psutil.STATUS_ZOMBIE:
                return True
    return False
