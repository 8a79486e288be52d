"""The installed command as a subprocess, in a workspace with a store of its own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from benchmarks.killing import Sweep, sweeping

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out.strip().splitlines()[-1])

    @property
    def said(self) -> str:
        """Everything a person saw, on one line."""
        return " ".join(f"{self.out} {self.err}".split())


Deskhand = Callable[..., Done]


def waited_for(seen: Callable[[], object], seconds: float = 60) -> None:
    """Wait until something can be seen; the test goes on, and fails, when it never can."""
    ends = time.monotonic() + seconds
    while not seen() and time.monotonic() < ends:
        time.sleep(0.05)  # noqa: TID251 - files do not call


@pytest.fixture
def places(tmp_path: Path) -> dict[str, str]:
    return {
        "DESKHAND_STORE": str(tmp_path / "store" / "deskhand.db"),
        "DESKHAND_EVIDENCE": str(tmp_path / "evidence"),
        "DESKHAND_LEARN": "false",
    }


@pytest.fixture
def deskhand(places: dict[str, str]) -> Deskhand:
    """Run `python -m runner …`, by default in the repository's own workspace."""

    def call(*words: str, cwd: Path = ROOT, stdin: str = "", **variables: str) -> Done:
        done = subprocess.run(
            [sys.executable, "-m", "runner", *words],
            cwd=cwd,
            env=os.environ | places | variables,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    return call


@pytest.fixture
def crm(tmp_path: Path) -> Iterator[Sweep]:
    """A demo CRM of one's own, which is never killed."""
    with sweeping(tmp_path / "crm", rows=4) as running:
        yield running


@pytest.fixture
def signed_in(crm: Sweep) -> dict[str, str]:
    """The variables that sign in to that CRM."""
    kept = ("CRM_USERNAME", "CRM_PASSWORD")
    return {name: crm.environment[name] for name in kept}
