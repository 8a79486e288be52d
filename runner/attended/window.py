"""The launcher's window: a browser without its own furniture, or the system's browser."""

import os
import subprocess
import webbrowser
from pathlib import Path

from runner.drivers.web.browsers import find_browser
from runner.drivers.web.errors import NoBrowserError
from runner.errors import EnvironmentFault

SIZE = (460, 720)

LEAVE_SECONDS = 3.0


class NoWindowError(EnvironmentFault):
    """Nothing on this machine can show the launcher."""

    def __init__(self, address: str) -> None:
        super().__init__(
            "No browser could be opened for the launcher.",
            hint=f"Open this within five minutes in a browser on this machine: {address}",
        )


class LauncherWindow:
    """One window of the launcher; opening it again brings a fresh one up."""

    def __init__(self, profile: Path, browser: Path | None = None) -> None:
        """`profile` is a folder of the window's own; `browser` a program, where one is set."""
        self._profile = profile
        self._browser = browser
        self._process: subprocess.Popen[bytes] | None = None

    def open(self, address: str) -> None:
        """Show an address.

        Raises:
            NoWindowError: there is no browser at all.
        """
        self.close()
        try:
            program = find_browser(self._browser, headless=False)
        except NoBrowserError:
            if not webbrowser.open(address):
                raise NoWindowError(address) from None
            return
        self._profile.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._process = subprocess.Popen(
            [str(program), *self._words(address)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def is_open(self) -> bool:
        """Whether the window that was opened last is there."""
        return self._process is not None and self._process.poll() is None

    def close(self) -> None:
        """Close it, if it is open."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(LEAVE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(LEAVE_SECONDS)
        self._process = None

    def _words(self, address: str) -> list[str]:
        words = [
            f"--app={address}",
            f"--user-data-dir={self._profile}",
            f"--window-size={SIZE[0]},{SIZE[1]}",
            "--no-first-run",
            "--no-default-browser-check",
            "--disable-sync",
            "--disable-background-networking",
            "--disable-component-update",
        ]
        is_root = hasattr(os, "geteuid") and os.geteuid() == 0
        return [*words, "--no-sandbox", "--test-type"] if is_root else words
