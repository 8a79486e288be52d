"""A person at the very display that a bot clicks and types on: whose click was it?"""

import os
import random
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest import mock

from Xlib import X
from Xlib.display import Display
from Xlib.ext import xtest

from benchmarks.desktop.fields import HERE
from benchmarks.figures import Figures
from runner.drivers.desktop import DesktopOptions, DesktopSession, open_desktop
from runner.drivers.desktop.display import own_display
from runner.drivers.desktop.surface import DesktopSurface
from runner.errors import DeskhandError
from runner.recorder import NullRecorder
from runner.screens.load import load
from runner.secret import Secret

SELECTORS = Path(__file__).parent / "selectors"
ROUNDS, SHORT_ROUNDS = 200, 20
SEED = 20261122
BUTTONS = 12
QUIET_SECONDS = 0.15
"""Instead of the usual two seconds: so that he comes back often, and just when the bot has begun."""
SELDOM_SECONDS = 0.3
LAST_SECONDS = 5.0
"""How long the program may take to write down the last press."""


class Person(threading.Thread):
    """Moves the mouse for a moment, at moments that nobody knows; never clicks into the program."""

    def __init__(self, display: str) -> None:
        super().__init__(daemon=True)
        self._display = Display(display)
        self._chance = random.Random(SEED)
        self._over = threading.Event()
        self.touches = 0

    def run(self) -> None:
        """Until it is over."""
        while not self._over.wait(self._chance.uniform(0.01, SELDOM_SECONDS)):
            for _ in range(self._chance.randint(1, 12)):
                self._move()
                self._over.wait(self._chance.uniform(0.001, 0.02))

    def _move(self) -> None:
        x, y = self._chance.randint(30, 1250), self._chance.randint(30, 870)
        xtest.fake_input(self._display, X.MotionNotify, x=x, y=y)
        self._display.sync()
        self.touches += 1

    def close(self) -> None:
        """He goes."""
        self._over.set()
        self.join()
        self._display.close()


class Waits(NullRecorder):
    """Counts how often the bot has let him go first."""

    def __init__(self) -> None:
        self.count, self._there = 0, False

    def person_is_there(self, *, there: bool) -> None:
        """Whether he uses the mouse."""
        self.count += there and not self._there
        self._there = there


def figures(short: bool) -> Figures:
    """200 rounds, or 20: a text is typed, and one of twelve buttons clicked."""
    count, chance, waits = SHORT_ROUNDS if short else ROUNDS, random.Random(SEED), Waits()
    home = Path(tempfile.mkdtemp(prefix="deskhand-company-"))
    wanted: list[str] = []
    errors = 0
    try:
        with _session(home) as session, _person(session) as person:
            session.attach(waits)
            for number in range(count):
                button = chance.randrange(BUTTONS)
                try:
                    session.on("form").fill(text=f"Größe {number}").press(f"b{button}")
                except DeskhandError:
                    errors += 1
                else:
                    wanted.append(f"B{button} Größe {number}")
            pressed = _pressed(home / "pressed", len(wanted))
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return {
        "company.n": count,
        "company.touches": person.touches,
        "company.waits": waits.count,
        "company.errors": errors,
        "company.wrong": sum(one not in wanted for one in pressed),
        "company.lost_or_doubled": len(set(wanted) - set(pressed))
        + len(pressed)
        - len(set(pressed)),
    }


def _pressed(file: Path, count: int) -> list[str]:
    """What the program has written down, once it is as much as is wanted, or nothing more comes."""
    until = time.monotonic() + LAST_SECONDS
    while len(lines := file.read_text().splitlines()) < count and time.monotonic() < until:
        threading.Event().wait(0.05)
    return lines


@contextmanager
def _person(session: DesktopSession) -> Iterator[Person]:
    surface = session.stage.surface
    assert isinstance(surface, DesktopSurface)
    presence = surface.desk.presence
    assert presence is not None
    presence.quiet_seconds = QUIET_SECONDS
    person = Person(surface.desk.display.name)
    person.start()
    try:
        yield person
    finally:
        person.close()


@contextmanager
def _session(home: Path) -> Iterator[DesktopSession]:
    """A program on the display that the person sits before."""
    app = load(SELECTORS / "buttons.yaml")
    start = ("/usr/bin/python3", str(HERE / "buttons_form.py"), str(home / "pressed"))
    app = replace(app, program=replace(app.program, start=start))
    shared = own_display((1280, 900))
    variables = {"DISPLAY": shared.name, "DBUS_SESSION_BUS_ADDRESS": shared.bus}
    try:
        with mock.patch.dict(os.environ, variables | {"XDG_SESSION_TYPE": "x11"}):
            os.environ.pop("WAYLAND_DISPLAY", None)
            session = open_desktop(app, _nobody, DesktopOptions(workspace=home, own_display=False))
            try:
                session.sign_in()
                yield session
            finally:
                session.close()
    finally:
        shared.close()


def _nobody(name: str) -> Secret:
    raise AssertionError(name)
