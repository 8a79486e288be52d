"""Probing: a look whether an app answers and lets somebody in, by a process of its own."""

import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue

import psutil

from runner.errors import ExitCode
from runner.store.breakers import Outage

LONGEST_SECONDS = 50.0
"""A look that takes longer was in vain. Shorter than a lease: nobody else looks meanwhile."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a look at an app that was left alone has found."""

    outage: Outage
    well: bool
    said: str = ""
    """Why it was in vain."""
    refused: bool = False
    """Whether the app does not take the credential: looking again would lock the account."""


class Prober:
    """Looks at apps, each in a process of its own; nobody waits for it."""

    def __init__(self, command: Callable[[Outage], list[str]]) -> None:
        """`command` is what looks at an app: it ends with 0, or says on standard error why not."""
        self._command = command
        self._answers: SimpleQueue[Answer] = SimpleQueue()

    def begin(self, outage: Outage) -> None:
        """Begin to look at an app."""
        name = f"probe-{outage.app}"
        threading.Thread(target=self._look, args=(outage,), name=name, daemon=True).start()

    def answers(self) -> list[Answer]:
        """What was found since."""
        found = []
        try:
            while True:
                found.append(self._answers.get_nowait())
        except Empty:
            return found

    def _look(self, outage: Outage) -> None:
        try:
            answer = looked(outage, self._command(outage))
        except OSError as error:
            answer = Answer(outage, well=False, said=f"it could not be looked at: {error.strerror}")
        self._answers.put(answer)


def looked(outage: Outage, command: list[str]) -> Answer:
    """Start a look, and wait for its end."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
    )
    try:
        _, said = process.communicate(timeout=LONGEST_SECONDS)
    except subprocess.TimeoutExpired:
        end_tree(process.pid)
        process.communicate()
        return Answer(outage, well=False, said=f"no answer within {LONGEST_SECONDS:g} s.")
    sentence = said.strip().rpartition("deskhand: ")[2] or f"it ended with {process.returncode}."
    refused = process.returncode == ExitCode.NEEDS_A_PERSON
    return Answer(outage, process.returncode == 0, sentence, refused)


def end_tree(number: int) -> None:
    """End a process and everything that it started."""
    doomed: list[psutil.Process] = []
    try:
        found = psutil.Process(number)
        doomed = [*found.children(recursive=True), found]
    except psutil.Error:
        return
    for process in doomed:
        try:
            process.kill()
        except psutil.Error:
            continue


def probe_command(root: Path) -> Callable[[Outage], list[str]]:
    """Looks with the `deskhand` of this Python."""

    def words(outage: Outage) -> list[str]:
        base = [sys.executable, "-P", "-m", "runner", "probe", outage.app]
        at = ["--address", outage.address] if outage.address else []
        return [*base, *at, "--workspace", str(root)]

    return words
