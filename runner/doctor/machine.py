"""The machine: Python, browser, display, fonts, time zone."""

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from runner.doctor.finding import Finding, Health, good
from runner.doctor.packages import InstallFailedError, apt_fix, apt_line, may_install, run
from runner.drivers.web.browsers import find_browser
from runner.drivers.web.errors import NoBrowserError

CJK_FONTS = "fonts-wqy-zenhei"


def look_at_machine(browser: Path | None) -> Iterator[Finding]:
    """Everything that does not depend on the workspace."""
    yield python_version()
    yield browser_found(browser)
    yield display()
    if sys.platform == "linux":
        yield fonts()
    yield time_zone()


def python_version() -> Finding:
    """Python itself."""
    return good("python", f"{platform.python_version()} on {platform.platform(terse=True)}")


def browser_found(chosen: Path | None) -> Finding:
    """A browser, and that it starts."""
    try:
        path = find_browser(chosen, headless=True)
    except NoBrowserError as error:
        return Finding("browser", Health.BAD, error.message, browser_line(), install_browser)
    said = run([str(path), "--version", "--no-sandbox"])
    if said.returncode != 0:
        return Finding(
            "browser", Health.BAD, f"{path} does not start", f"Install it again: {browser_line()}"
        )
    return good("browser", f"{path}: {said.stdout.strip() or 'version not told'}")


def browser_line() -> str:
    """The line that installs a browser here."""
    if debian() and shutil.which("apt-get"):
        return apt_line("chromium")
    return f"{sys.executable} -m playwright install chromium"


def install_browser() -> None:
    """Debian's own package as root on Debian, else Playwright's build into this account's cache."""
    if may_install() and debian():
        fix = apt_fix("chromium", "chromium-headless-shell")
        if fix is not None:
            fix()
        return
    words = [sys.executable, "-m", "playwright", "install", "chromium"]
    if may_install():
        words.insert(-1, "--with-deps")  # as root on Ubuntu, whose chromium is a snap
    done = run(words)
    if done.returncode != 0:
        raise InstallFailedError("A browser", browser_line(), done.stderr or done.stdout)


def debian() -> bool:
    """Whether this is Debian itself, whose chromium package is a real one."""
    try:
        return platform.freedesktop_os_release().get("ID") == "debian"
    except OSError:
        return False


def display() -> Finding:
    """A display, for a visible browser."""
    if sys.platform != "linux":
        return good("display", "the desktop")
    if os.environ.get("WAYLAND_DISPLAY") and not os.environ.get("DISPLAY"):
        return Finding(
            "display",
            Health.WARNING,
            "Wayland without X11: browsers work, desktop programs cannot be driven",
            "Sign in to an X11 session for desktop bots.",
        )
    shown = os.environ.get("DISPLAY")
    if shown:
        return good("display", f"X11 display {shown}")
    return good("display", "none; bots work unseen, --show needs one")


def fonts() -> Finding:
    """Fonts for Chinese, Japanese and Korean: without them pictures show empty boxes."""
    if shutil.which("fc-list") and not run(["fc-list", ":lang=zh", "family"]).stdout.strip():
        return Finding(
            "fonts",
            Health.WARNING,
            "no font for Chinese, Japanese or Korean: pictures would show empty boxes",
            apt_line(CJK_FONTS),
            apt_fix(CJK_FONTS),
        )
    return good("fonts", "scripts beyond Latin can be shown")


def time_zone() -> Finding:
    """The zone, and the data that tells when its clocks change."""
    try:
        ZoneInfo("Europe/Berlin")
    except ZoneInfoNotFoundError:
        return Finding(
            "time zone",
            Health.BAD,
            "this machine has no time zone data",
            f"{apt_line('tzdata')}, or: pip install tzdata",
            apt_fix("tzdata"),
        )
    now = datetime.now().astimezone()
    return good("time zone", f"{now.tzname()} (UTC{now:%z}), it is {now:%Y-%m-%d %H:%M}")
