"""Real programs, each on a display of its own, driven by the selector files beside this file."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from shutil import which

import pytest

from runner.drivers.desktop import DesktopOptions, DesktopSession, open_desktop
from runner.screens.load import load, load_content
from runner.secret import Secret
from runner.waiting import pause

SELECTORS = Path(__file__).parents[2] / "benchmarks" / "desktop" / "selectors"
FORMS = Path(__file__).parent / "forms"
LIMIT = 30.0


def needs(*programs: str) -> pytest.MarkDecorator:
    """Skips where a program is not installed; CI has them all."""
    missing = [one for one in ("Xvfb", "openbox", "dbus-daemon", *programs) if which(one) is None]
    return pytest.mark.skipif(bool(missing), reason=f"needs {', '.join(missing)}")


def nobody(name: str) -> Secret:
    raise AssertionError(f"{name} was asked for")


@contextmanager
def at_work(
    app, home: Path, address: Path | str = "", wait: float = 30.0
) -> Iterator[DesktopSession]:
    """A program that is up; what it keeps for itself goes into a home of its own."""
    if isinstance(app, str):
        app = load(SELECTORS / f"{app}.yaml")
    own = {"HOME": str(home), "XDG_CONFIG_HOME": str(home / "config"), "LANG": "C.UTF-8"}
    own |= {"XDG_CACHE_HOME": str(home / "cache"), "XDG_DATA_HOME": str(home / "data")}
    app = replace(app, program=replace(app.program, environment={**app.program.environment, **own}))
    options = DesktopOptions(address=str(address), wait_seconds=wait, workspace=home)
    session = open_desktop(app, nobody, options)
    try:
        session.sign_in()
        yield session
    finally:
        session.close()


def app_of(text: str, file: Path):
    """An app as a selector file would describe it."""
    return load_content(file, text.encode())


def until(so: Callable[[], object]) -> None:
    """Waits for something outside the screen, such as a file."""
    limit = time.monotonic() + LIMIT
    while not so():
        assert time.monotonic() < limit, "it did not come about"
        pause(0.01, because="a program writes its file when it has got to it")


def gone(processes: list[int]) -> bool:
    """Whether every one of some processes has ended."""
    return not any(_lives(one) for one in processes)


def _lives(process: int) -> bool:
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"
