"""A browser of its own for one session, and its certain end."""

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from runner.drivers.web.browsers import find_browser
from runner.drivers.web.driver_process import DriverProcess, end, gone, runs
from runner.drivers.web.errors import BrowserNotStartedError
from runner.drivers.web.options import WebOptions
from runner.drivers.web.watch import Watch

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

Login = Mapping[str, str]
"""`username` and `password` for HTTP authentication, and the `origin` that may be given them."""

HELPER = "--type="
START_SECONDS = 60.0
FOLDER = "deskhand-browser-"
UNWANTED_FEATURES = (
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "TcpPortRandomizationWin",
    "ThirdPartyStoragePartitioning",
    "msEdgeUpdateLaunchServicesPreferredVersion",
    "msForceBrowserSignIn",
    # A frame that is kept for the next page of the same site loads it 5 to 9 ms sooner.
    "RenderDocument",
)
"""What Playwright turns off as well: of two such lists the browser heeds the last only."""
FLAGS = (
    f"--disable-features={','.join(UNWANTED_FEATURES)}",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-pings",
    "--disable-domain-reliability",
)

PREFERENCES = {
    # A visible browser would offer to save the bot's password, and to show it.
    "credentials_enable_service": False,
    "profile": {"password_manager_enabled": False},
}


class Browser:
    """One browser process tree with a temporary profile that nobody else can read."""

    def __init__(self, options: WebOptions, login: Login | None) -> None:
        self._options = options
        self._program = find_browser(options.browser, headless=options.headless)
        sweep()
        self._driver = DriverProcess.join()
        self._roots: list[psutil.Process] = []
        self._helpers: list[psutil.Process] = []
        """What the roots had started when it was last asked; it may outlive them for a while."""
        self.folder = Path(tempfile.mkdtemp(prefix=f"{FOLDER}{os.getpid()}-"))
        self.watch = Watch(self.end)
        try:
            with self.watch.limit(START_SECONDS):
                self.context = self._launch(login)
        except BaseException:
            self._leave()
            raise

    def new_page(self) -> "Page":
        """A new window; a hidden browser stays out of the person's way."""
        browser = self.context.browser
        if not self._options.hidden or browser is None:
            return self.context.new_page()
        with self.context.expect_page() as opened:
            wanted = {"url": "about:blank", "background": True}
            browser.new_browser_cdp_session().send("Target.createTarget", wanted)
        return opened.value

    def _launch(self, login: Login | None) -> "BrowserContext":
        from playwright.sync_api import Error

        before = set(self._family())
        self._prefer()
        more: dict[str, Any] = {"http_credentials": dict(login)} if login else {}
        if self._options.sized_by_hand or self._options.hidden:
            more["no_viewport"] = True
        else:
            size = {"width": self._options.width, "height": self._options.height}
            more["viewport"] = size
        try:
            context = self._driver.playwright.chromium.launch_persistent_context(
                self.folder / "profile",
                executable_path=self._program,
                headless=self._options.headless,
                args=[*FLAGS, *self._size(), *(["--no-sandbox"] if _is_root() else [])],
                accept_downloads=True,
                downloads_path=self.folder / "downloads",
                # The driver may be older than this session, and know another display.
                env=dict(os.environ),
                traces_dir=self.folder / "traces",
                handle_sigint=False,
                handle_sigterm=False,
                handle_sighup=False,
                **more,
            )
        except Error as error:
            why = error.message.split("\n")[0]
            raise BrowserNotStartedError(str(self._program), why) from None
        finally:
            self._roots = [child for child in self._family() if child not in before]
        return context

    def _size(self) -> list[str]:
        wanted = self._options
        return [f"--window-size={wanted.width},{wanted.height}"] if wanted.hidden else []

    def _prefer(self) -> None:
        chosen = self.folder / "profile" / "Default" / "Preferences"
        chosen.parent.mkdir(parents=True)
        chosen.write_text(json.dumps(PREFERENCES), encoding="utf-8")

    def _family(self) -> list[psutil.Process]:
        process = self._driver.process
        try:
            found = process.children(recursive=True) if process is not None else []
            # A wrapper script may stand before the browser; its helpers end with it.
            return [child for child in found if not any(HELPER in part for part in child.cmdline())]
        except psutil.Error:
            return []

    def process_ids(self) -> list[int]:
        """The driver process and the browser's processes that still run."""
        self._note_helpers()
        drivers = [self._driver.process] if self._driver.process is not None else []
        found = [*drivers, *self._roots, *self._helpers]
        return sorted({process.pid for process in found if runs(process)})

    def _note_helpers(self) -> None:
        for root in self._roots:
            with suppress(psutil.Error):
                known = set(self._helpers)
                self._helpers += [c for c in root.children(recursive=True) if c not in known]

    def alive(self) -> bool:
        """Whether the driver process and the browser itself still run."""
        return self._driver.alive() and bool(self._roots) and all(map(runs, self._roots))

    def kill(self) -> None:
        """Ends every process of the browser at once."""
        self._note_helpers()
        for process in (*self._roots, *self._helpers):
            end(process)

    def end(self) -> None:
        """Ends browser and driver process at once: whichever hangs, the waiting call returns."""
        self.kill()
        self._driver.kill()

    def close(self, deadline_seconds: float) -> None:
        """Closes in good order within the deadline, else kills; leaves nothing behind."""
        with self.watch.limit(deadline_seconds):
            with suppress(Exception):  # it is ended by force right after
                self._close_in_order()
            self._leave()

    def _close_in_order(self) -> None:
        if self.alive():
            self.context.close()

    def _leave(self) -> None:
        self._driver.leave()
        self.kill()
        gone([*self._roots, *self._helpers], seconds=2.0)
        self.watch.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def sweep() -> None:
    """Removes what sessions that were killed have left in the temporary folder."""
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER}*"):
        owner = folder.name.removeprefix(FOLDER).split("-")[0]
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)
