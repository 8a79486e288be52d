"""Finds a browser on this machine; nothing is downloaded."""

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from runner.drivers.web.errors import NoBrowserError

HEADLESS_ONLY = ("chromium-headless-shell", "chrome-headless-shell")
ON_PATH = (
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
    "chromium",
    "chromium-browser",
)
ON_WINDOWS = (
    r"Google\Chrome\Application\chrome.exe",
    r"Microsoft\Edge\Application\msedge.exe",
    r"Chromium\Application\chrome.exe",
)
ON_MACOS = (
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "Chromium.app/Contents/MacOS/Chromium",
)


def install_line() -> str:
    """The line that installs a browser here."""
    if sys.platform == "linux":
        return "sudo apt-get install chromium"
    return f"{sys.executable} -m playwright install chromium"


def find_browser(chosen: Path | None, *, headless: bool) -> Path:
    """The browser to start: the chosen one, else the first that is installed.

    For unseen work Chromium's headless shell comes first: it takes half the processor time.
    Raises NoBrowserError, which names the line that installs one.
    """
    if chosen is not None:
        if os.access(chosen, os.X_OK) and chosen.is_file():
            return chosen
        raise NoBrowserError([f"{chosen} (as set)"], install_line())
    found = next(_candidates(headless=headless), None)
    if found is not None:
        return found
    raise NoBrowserError([*HEADLESS_ONLY[: 1 if headless else 0], *ON_PATH], install_line())


def _candidates(*, headless: bool) -> Iterator[Path]:
    names = (*HEADLESS_ONLY, *ON_PATH) if headless else ON_PATH
    for name in names:
        found = shutil.which(name)
        if found:
            yield Path(found)
    yield from (path for path in _usual_places() if path.is_file())
    yield from _downloaded_by_playwright(headless=headless)


def _usual_places() -> Iterator[Path]:
    if platform.system() == "Windows":
        roots = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
        folders = [Path(os.environ[root]) for root in roots if root in os.environ]
        yield from (folder / name for folder in folders for name in ON_WINDOWS)
    if platform.system() == "Darwin":
        for home in (Path("/"), Path.home()):
            yield from (home / "Applications" / name for name in ON_MACOS)


def _downloaded_by_playwright(*, headless: bool) -> Iterator[Path]:
    caches = {
        "win32": Path.home() / "AppData/Local/ms-playwright",
        "darwin": Path.home() / "Library/Caches/ms-playwright",
    }
    usual = caches.get(sys.platform, Path.home() / ".cache/ms-playwright")
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or usual)
    shells = ("chromium_headless_shell-*/*/*headless*shell*",) if headless else ()
    patterns = (*shells, "chromium-*/*/chrome", "chromium-*/*/chrome.exe")
    for pattern in patterns:
        found = [path for path in cache.glob(pattern) if path.is_file()]
        yield from sorted(found, reverse=True)
