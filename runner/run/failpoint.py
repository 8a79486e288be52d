"""Failpoints: named instants at which a test can kill, or freeze, the process that passes them."""

import os
import signal
from collections import Counter
from fnmatch import fnmatchcase
from pathlib import Path
from random import Random

VARIABLE = "DESKHAND_FAILPOINT"
"""What happens where. Only tests set it.

- `NAME:N:FILE` kills the process at the N-th passing of NAME, unless FILE is there already. FILE
  makes it happen once, however many processes inherit the variable.
- `*:P:SEED:FILE` kills at every passing of any failpoint with the probability P. Each process draws
  from SEED and its place in the order in which processes began; FILE gets a line for each kill.
  `step.*|worker.*` instead of `*` does so at some of them.
- `stop:` before either freezes the process (SIGSTOP) instead, once in its life.
"""

NAMES = (
    "run.begun",
    "supervisor.child_started",
    "worker.claimed",
    "step.before_intent",
    "step.intended",
    "step.press",
    "step.acted",
    "step.verified",
    "step.settled",
    "attempt.ended",
    "attempt.recorded",
    "supervisor.item_ended",
    "run.before_end",
    "run.before_results",
)
"""Every instant between two durable writes, and around each act on a screen."""

ANY = "*"


class Failpoints:
    """Counts passings, and dies (or stands still) where it was told to."""

    def __init__(self, order: str | None = None) -> None:
        words = os.environ.get(VARIABLE, "") if order is None else order
        self._stops = words.startswith("stop:")
        name, _, rest = words.removeprefix("stop:").partition(":")
        self._names = name.split("|")
        self._strikes = Chance(rest) if ANY in name else Nth(rest)
        self._spent = False

    def reach(self, name: str) -> None:
        """Pass a failpoint."""
        named = any(fnmatchcase(name, pattern) for pattern in self._names)
        if not named or self._spent or not self._strikes.at(name):
            return
        self._spent = True
        os.kill(os.getpid(), signal.SIGSTOP if self._stops else signal.SIGKILL)


class Nth:
    """Strikes at the n-th passing, once for all processes that share its file."""

    def __init__(self, order: str) -> None:
        number, _, mark = order.partition(":")
        self._number = int(number or 1)
        self._mark = Path(mark) if mark else None
        self._passed: Counter[str] = Counter()

    def at(self, name: str) -> bool:
        """Whether this passing is the one."""
        self._passed[name] += 1
        return self._passed[name] == self._number and self._first_time()

    def _first_time(self) -> bool:
        if self._mark is None:
            return True
        try:
            with self._mark.open("x") as file:
                file.write(f"{os.getpid()}\n")
        except FileExistsError:
            return False
        return True


class Chance:
    """Strikes at any passing, with a probability."""

    def __init__(self, order: str) -> None:
        probability, self._seed, file = order.split(":", 2)
        self._probability = float(probability)
        self._file = Path(file)
        self._random: Random | None = None

    def at(self, name: str) -> bool:
        """Whether chance will have it; then it is noted."""
        if self._random is None:
            place = appended(self._file.with_name(f"{self._file.name}.began"), ".")
            self._random = Random(f"{self._seed}:{place}")  # noqa: S311 - to be repeated, not secret
        if self._random.random() >= self._probability:
            return False
        appended(self._file, f"{os.getpid()} {name}\n")
        return True


def appended(file: Path, text: str) -> int:
    """Append at once, whoever else does; returns where the file ends now."""
    with file.open("ab", buffering=0) as opened:
        opened.write(text.encode())
        return opened.tell()
