"""A password that is entered again and again while another window takes the focus."""

import json
import random
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from benchmarks.desktop.fields import HERE, a_thief
from benchmarks.figures import Figures
from runner.drivers.desktop import DesktopOptions, DesktopSession, open_desktop
from runner.drivers.desktop.surface import DesktopSurface
from runner.errors import DeskhandError
from runner.screens.load import load
from runner.secret import Secret
from runner.words import OnScreen

SELECTORS = Path(__file__).parent / "selectors"
FILLS, SHORT_FILLS = 1000, 60
SEED = 20261122
WAYS = ("by_unicode", "by_keys", "by_unicode", "by_keys", "password")
"""Mostly by keys, which is where a thief may get something; now and then as a bot does it."""
SIGNS = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789-+.#"
WAIT_SECONDS = 5.0


class Tally:
    """What became of the fills."""

    def __init__(self) -> None:
        self.whole = self.errors = self.told = self.broken = self.elsewhere = 0

    def fill(self, form: OnScreen, way: str, secret: str, file: Path) -> None:
        """Enter a password and look into the program's own file."""
        try:
            form.fill(**{way: Secret(secret)})
        except DeskhandError as error:
            self.errors += 1
            self.told += secret in str(error)
            held = _held(file)
        else:
            held = _held(file)
            self.whole += held["password"] == secret
            self.broken += held["password"] != secret
        self.elsewhere += bool(held["name"])


def _held(file: Path) -> dict[str, str]:
    return dict(json.loads(file.read_text()))


def figures(short: bool) -> Figures:
    """With 1,000 passwords, or 60."""
    count = SHORT_FILLS if short else FILLS
    chance, tally = random.Random(SEED), Tally()
    home = Path(tempfile.mkdtemp(prefix="deskhand-secrets-"))
    session = _session(home)
    try:
        session.sign_in()
        surface = session.stage.surface
        assert isinstance(surface, DesktopSurface)
        with a_thief(surface.desk.display.environment) as thief:
            for number in range(count):
                secret = "".join(chance.choices(SIGNS, k=chance.randint(8, 24)))
                form = session.on("form")
                tally.fill(form, WAYS[number % len(WAYS)], secret, home / "held.json")
            told = json.loads(thief.communicate("")[0])
    finally:
        session.close()
        shutil.rmtree(home, ignore_errors=True)
    return {
        "thief.secrets": count,
        "thief.secrets_had_focus": told["had_focus"],
        "thief.secrets_in_wrong_window": len(told["keys"]),
        "thief.secrets_in_wrong_field": tally.elsewhere,
        "thief.secrets_whole": tally.whole,
        "thief.secrets_errors": tally.errors,
        "thief.secrets_told_in_errors": tally.told,
        "thief.secrets_broken": tally.broken,
    }


def _session(home: Path) -> DesktopSession:
    app = load(SELECTORS / "sign_in.yaml")
    start = ("/usr/bin/python3", str(HERE / "sign_in_form.py"), str(home / "held.json"))
    own = {"HOME": str(home), "LANG": "C.UTF-8"}
    program = replace(app.program, start=start, environment=own)
    options = DesktopOptions(workspace=home, wait_seconds=WAIT_SECONDS)
    return open_desktop(replace(app, program=program), _nobody, options)


def _nobody(name: str) -> Secret:
    raise AssertionError(name)
