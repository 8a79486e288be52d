"""The programs of the demo: started for it, signed in to by its account, ended with it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from runner.errors import EnvironmentFault
from runner.workspace import Workspace

START_SECONDS = 20
USER = "demo"


class DemoNotStartedError(EnvironmentFault):
    """A program of the demo did not come up."""

    def __init__(self, program: str, said: str) -> None:
        super().__init__(f"The demo's {program} did not start: {said.strip() or 'it said nothing'}")


@contextmanager
def started(
    workspace: Workspace, words: Sequence[str], environment: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """Start `python -m WORDS`, and end it with the block; gives what it says of itself.

    Raises:
        DemoNotStartedError: it did not say where it is.
    """
    server = subprocess.Popen(
        [sys.executable, "-m", *words],
        cwd=workspace.root,
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        first = server.stdout.readline() if server.stdout is not None else ""
        if not first.startswith("{"):
            raise DemoNotStartedError(words[0], server.communicate(timeout=START_SECONDS)[1])
        about: dict[str, Any] = json.loads(first)
        yield about
    finally:
        server.terminate()
        server.communicate(timeout=START_SECONDS)


@contextmanager
def account(app: str, password: str) -> Iterator[None]:
    """Let a run's workers find the demo's account where they find every credential."""
    mine = {f"{app}_USERNAME": USER, f"{app}_PASSWORD": password}
    before = {name: os.environ[name] for name in mine if name in os.environ}
    os.environ |= mine
    try:
        yield
    finally:
        for name in mine:
            os.environ.pop(name, None)
        os.environ |= before
