"""System packages: installed by the doctor where it may, named where it may not."""

import os
import shutil
import subprocess
from collections.abc import Callable

from runner.errors import EnvironmentFault

APT_SECONDS = 900


class InstallFailedError(EnvironmentFault):
    """An installation did not work."""

    def __init__(self, what: str, line: str, output: str) -> None:
        last = output.strip().splitlines()[-1:] or ["it said nothing"]
        super().__init__(f"{what} could not be installed: {last[0]}.", hint=f"By hand: {line}")


def may_install() -> bool:
    """Whether this account may install Debian packages here."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_line(*packages: str) -> str:
    """The line that a person types."""
    return f"sudo apt-get install {' '.join(packages)}"


def apt_fix(*packages: str) -> Callable[[], None] | None:
    """Installs packages, or None where this account may not."""
    if not may_install():
        return None
    return lambda: install(*packages)


def install(*packages: str) -> None:
    """Install Debian packages.

    Raises:
        InstallFailedError: apt-get failed.
    """
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        done = run(["apt-get", "-qq", *words], environment)
        if done.returncode != 0 and words[0] == "install":
            raise InstallFailedError(
                ", ".join(packages), apt_line(*packages), done.stderr or done.stdout
            )


def run(
    words: list[str], environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program and keep what it says."""
    return subprocess.run(
        words,
        check=False,
        text=True,
        errors="replace",
        capture_output=True,
        env=environment,
        timeout=APT_SECONDS,
        stdin=subprocess.DEVNULL,
    )
