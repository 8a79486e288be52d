"""Hosts and programs that nobody here wrote, started for one test and ended with it."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.targets.installing import cannot, command, once

HERE = Path(__file__).parent


def installed() -> Path:
    """The folder with the locked packages; they use what the tests' own environment has."""
    return once("terminal-1", _install)


def _install(folder: Path) -> None:
    wanted = ("--quiet", "--disable-pip-version-check", "--no-deps", "--ignore-requires-python")
    file = HERE / "requirements.txt"
    pip = (sys.executable, "-m", "pip", "install", *wanted)
    command(*pip, "--require-hashes", "--target", folder, "-r", file)


def needed(program: str, package: str) -> str:
    """The path of a program of Debian's."""
    found = shutil.which(program)
    if found is None:
        cannot(f"{program} is missing: install it with `sudo apt-get install {package}`")
    return found


@contextmanager
def mock_mainframe() -> Iterator[str]:
    """mainframe-mocker's demo; gives its address."""
    port = free_port()
    words = [sys.executable, "-m", "mfmock", "demo", "--host", "127.0.0.1", "--port", str(port)]
    with started(words, port, {"PYTHONPATH": str(installed())}):
        yield f"tn3270://127.0.0.1:{port}"


@contextmanager
def started(words: list[str], port: int, more: dict[str, str] | None = None) -> Iterator[None]:
    """A server, from when it takes connections."""
    process = subprocess.Popen(
        words,
        env=os.environ | (more or {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for_port(process, port)
        yield
    finally:
        process.terminate()
        process.wait(20)


def wait_for_port(process: subprocess.Popen[bytes], port: int, seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends and process.poll() is None:
        with socket.socket() as trial:
            trial.settimeout(1)
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)  # noqa: TID251 - a port does not call
    raise AssertionError(f"nothing listens on port {port}; exit code {process.poll()}")


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
