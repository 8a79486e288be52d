"""Clicks of the mouse in programs that are drawn larger; each is checked by what the program shows."""

import random
import shutil
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.figures import Figures
from runner.drivers.desktop import DesktopOptions, DesktopSession, open_desktop
from runner.errors import DeskhandError
from runner.screens.load import load
from runner.secret import Secret
from runner.waiting import pause
from runner.words import OnScreen

SELECTORS = Path(__file__).parent / "selectors"
SEED = 20261122
CLICKS, SHORT_CLICKS = 50, 8
"""At each scale."""
DIGITS = 6
"""After so many it is begun anew."""
SHOWN_SECONDS = 2.0
PROGRAMS: Mapping[str, tuple[Mapping[str, str], ...]] = {
    "galculator": (
        {},
        {"GDK_DPI_SCALE": "1.25"},
        {"GDK_DPI_SCALE": "1.5"},
        {"GDK_DPI_SCALE": "1.75"},
        {"GDK_SCALE": "2"},
    ),
    "speedcrunch": tuple({"QT_SCALE_FACTOR": one} for one in ("1", "1.25", "1.5", "1.75", "2")),
}
"""At 100, 125, 150, 175 and 200 %; GTK itself has whole numbers only, and larger letters between."""


@dataclass(slots=True)
class Tally:
    """What became of the clicks."""

    clicks: int = 0
    wrong: int = 0
    errors: int = 0


def figures(short: bool) -> Figures:
    """500 clicks; 80 when short."""
    tally, told = Tally(), dict[str, float | str]()
    for name, scales in PROGRAMS.items():
        if shutil.which(name) is None:
            continue
        before = tally.clicks
        for environment in scales:
            _click_about(name, environment, tally, SHORT_CLICKS if short else CLICKS)
        told[f"scales.{name}_clicks"] = tally.clicks - before
    return {
        "scales.clicks": tally.clicks,
        "scales.wrong": tally.wrong,
        "scales.errors": tally.errors,
        **told,
    }


def _click_about(name: str, environment: Mapping[str, str], tally: Tally, count: int) -> None:
    home = Path(tempfile.mkdtemp(prefix="deskhand-scales-"))
    session = _session(name, home, environment)
    chance = random.Random(SEED)
    try:
        session.sign_in()
        keys, typed = session.on("calculator"), ""
        if "keypad" in session.stage.app.screens["calculator"].elements:
            keys.press("keypad")
        for _ in range(count):
            if len(typed) == DIGITS:
                keys.press("clear")
                typed = ""
            digit = chance.choice("123456789")
            typed = _clicked(keys, digit, typed, tally)
    finally:
        session.close()
        shutil.rmtree(home, ignore_errors=True)


def _clicked(keys: OnScreen, digit: str, typed: str, tally: Tally) -> str:
    """One click; gives what is shown now."""
    tally.clicks += 1
    try:
        keys.press(f"key_{digit}")
    except DeskhandError as error:
        print(f"{digit}: {error}")
        tally.errors += 1
        return typed
    until = time.monotonic() + SHOWN_SECONDS
    while keys.read("display") != typed + digit:
        if time.monotonic() > until:
            tally.wrong += 1
            return keys.read("display")
        pause(0.01, because="the program shows a digit when it has got to it")
    return typed + digit


def _session(name: str, home: Path, environment: Mapping[str, str]) -> DesktopSession:
    app = load(SELECTORS / f"{name}.yaml")
    own = {"HOME": str(home), "XDG_CONFIG_HOME": str(home / "config"), "LANG": "C.UTF-8"}
    program = replace(app.program, environment=own | dict(environment))
    options = DesktopOptions(workspace=home, wait_seconds=10.0)
    return open_desktop(replace(app, program=program), _nobody, options)


def _nobody(name: str) -> Secret:
    raise AssertionError(name)
