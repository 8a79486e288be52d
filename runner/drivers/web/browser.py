"""A browser of its own for one session, and its certain end."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from runner.drivers.web.browsers import find_browser
from runner.drivers.web.errors import BrowserNotStartedError
from runner.drivers.web.options import WebOptions
from runner.drivers.web.watch import Watch

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Playwright

START_SECONDS = 60.0
FOLDER = "deskhand-browser-"
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-pings",
    "--disable-domain-reliability",
)


class Browser:
    """One browser process tree with a temporary profile that nobody else can read."""

    def __init__(self, options: WebOptions, login: Callable[[], dict[str, str]] | None) -> None:
        self._options = options
        sweep()
        self.folder = Path(tempfile.mkdtemp(prefix=f"{FOLDER}{os.getpid()}-"))
        self.watch = Watch(self.kill)
        self._driver: Playwright | None = None
        self._started: list[psutil.Process] = []
        try:
            with self.watch.limit(START_SECONDS):
                self.context = self._launch(login)
        except BaseException:
            self.kill()
            self._tidy()
            raise

    def _launch(self, login: Callable[[], dict[str, str]] | None) -> "BrowserContext":
        from playwright.sync_api import Error, sync_playwright

        program = find_browser(self._options.browser, headless=self._options.headless)
        before = {child.pid for child in psutil.Process().children(recursive=True)}
        self._driver = sync_playwright().start()
        more: dict[str, Any] = {"http_credentials": login()} if login else {}
        flags = [*FLAGS, *(["--no-sandbox"] if _is_root() else [])]
        try:
            context = self._driver.chromium.launch_persistent_context(
                self.folder / "profile",
                executable_path=program,
                headless=self._options.headless,
                args=flags,
                accept_downloads=True,
                downloads_path=self.folder / "downloads",
                viewport={"width": self._options.width, "height": self._options.height},
                handle_sigint=False,
                handle_sigterm=False,
                handle_sighup=False,
                **more,
            )
        except Error as error:
            why = error.message.split("\n")[0]
            raise BrowserNotStartedError(str(program), why) from None
        finally:
            children = psutil.Process().children(recursive=True)
            self._started = [child for child in children if child.pid not in before]
        if self._options.trace is not None:
            context.tracing.start(screenshots=True, snapshots=True)
        return context

    def process_ids(self) -> list[int]:
        """The driver process and the browser's processes that still run."""
        known = {process.pid: process for process in self._started}
        for process in self._started:
            try:
                known |= {child.pid: child for child in process.children(recursive=True)}
            except psutil.Error:
                continue
        return sorted(pid for pid, process in known.items() if _runs(process))

    def alive(self) -> bool:
        """Whether the driver process and the browser itself still run."""
        return bool(self._started) and all(_runs(process) for process in self._started[:2])

    def kill(self) -> None:
        """Ends every process of the browser at once."""
        for pid in self.process_ids():
            try:
                psutil.Process(pid).kill()
            except psutil.Error:
                continue

    def close(self, deadline_seconds: float) -> None:
        """Closes in good order within the deadline, else kills; leaves nothing behind."""
        with self.watch.limit(deadline_seconds):
            self._close_in_order()
        self.kill()
        psutil.wait_procs(self._started, timeout=2)
        self.watch.stop()
        self._tidy()

    def _close_in_order(self) -> None:
        try:
            if self._options.trace is not None:
                self.context.tracing.stop(path=self._options.trace)
            self.context.close()
        except Exception:  # noqa: BLE001, S110 - it is closed by force right after
            pass
        try:
            if self._driver is not None:
                self._driver.stop()
        except Exception:  # noqa: BLE001, S110 - it is closed by force right after
            pass

    def _tidy(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def sweep() -> None:
    """Removes what sessions that were killed have left in the temporary folder."""
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER}*"):
        owner = folder.name.removeprefix(FOLDER).split("-")[0]
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)
