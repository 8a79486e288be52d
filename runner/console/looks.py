"""Looks at apps that somebody asked for on a page: each in a process of its own, one an app."""

import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from runner.errors import ExitCode
from runner.run.canary import LONGEST_SECONDS


@dataclass(frozen=True, slots=True)
class Asked:
    """A look that somebody asked for."""

    running: bool
    problem: str = ""
    """Why it came to no end; empty when it did, whatever it found."""


class Looks:
    """Starts looks and remembers how the last one of each app ended. Safe for several threads."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._asked: dict[str, Asked] = {}
        self._lock = threading.Lock()

    def of(self, app: str) -> Asked | None:
        """The last look at an app; None when nobody has asked for one."""
        with self._lock:
            return self._asked.get(app)

    def begin(self, app: str) -> bool:
        """Begin to look at an app; False when that is being done."""
        with self._lock:
            before = self._asked.get(app)
            if before is not None and before.running:
                return False
            self._asked[app] = Asked(running=True)
        threading.Thread(target=self._look, args=[app], name=f"look-{app}", daemon=True).start()
        return True

    def _look(self, app: str) -> None:
        problem = "It came to no end."
        try:
            problem = self._problem(app)
        except (OSError, subprocess.SubprocessError) as error:
            problem = f"It could not be begun, or took too long: {type(error).__name__}."
        finally:
            with self._lock:
                self._asked[app] = Asked(running=False, problem=problem)

    def _problem(self, app: str) -> str:
        words = [sys.executable, "-P", "-m", "runner", "screens", "check", "--json"]
        done = subprocess.run(
            [*words, "--workspace", str(self._root), "--", app],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            stdin=subprocess.DEVNULL,
            timeout=LONGEST_SECONDS,
            check=False,
        )
        if done.returncode in {ExitCode.OK, ExitCode.SOME_FAILED}:
            return ""
        said = done.stderr.strip().removeprefix("deskhand: ")
        return said or f"It ended with {done.returncode}."
