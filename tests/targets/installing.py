"""Real applications are installed once, into a cache folder outside the repository."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from filelock import FileLock

HERE = Path(__file__).parent
SECONDS = 900


def cache() -> Path:
    """Where installed applications are kept: $DESKHAND_TARGETS, else the user's cache."""
    chosen = os.environ.get("DESKHAND_TARGETS")
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = Path(chosen) if chosen else home / "deskhand-targets"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def cannot(reason: str) -> NoReturn:
    """Skips the test with its reason; in CI the missing application is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"{reason} (CI must test the real applications)")
    pytest.skip(reason)


def once(name: str, make: Callable[[Path], None]) -> Path:
    """The folder `name` of the cache, made by `make` when it is not there; never half made."""
    folder = cache() / name
    with FileLock(cache() / f"{name}.lock"):
        if not folder.exists():
            with tempfile.TemporaryDirectory(dir=cache()) as unfinished:
                made = Path(unfinished) / name
                made.mkdir()
                make(made)
                made.rename(folder)
    return folder


def command(*arguments: str | Path, cwd: Path | None = None, **environment: str) -> str:
    """Runs a command to its end; gives what it printed, or the reason why it cannot be."""
    words = [str(argument) for argument in arguments]
    try:
        answer = subprocess.run(
            words,
            cwd=cwd,
            env=os.environ | environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        cannot(f"{words[0]} could not be run: {error}")
    if answer.returncode != 0:
        cannot(f"{' '.join(words[:4])} ended with {answer.returncode}: {answer.stderr[-800:]}")
    return answer.stdout


def python_environment(folder: Path, requirements: str) -> None:
    """A virtual environment of its own with exactly the locked versions."""
    # An environment does not survive a move, so this one is made at its final place.
    command(sys.executable, "-m", "venv", folder)
    wanted = ("install", "--quiet", "--disable-pip-version-check", "--require-hashes")
    command(folder / "bin/python", "-m", "pip", *wanted, "-r", HERE / requirements)


def npm_packages(folder: Path) -> None:
    """The locked packages of package-lock.json, under `folder`/node_modules."""
    if shutil.which("npm") is None:
        _install_npm()
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder)
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    command("npm", "ci", *quiet, cwd=folder)


def _install_npm() -> None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        cannot("npm is missing: install it with `sudo apt-get install npm`")
    command("apt-get", "update", "-qq")
    command(
        "apt-get",
        "install",
        "-y",
        "-qq",
        "--no-install-recommends",
        "npm",
        DEBIAN_FRONTEND="noninteractive",
    )
