"""What nobody asked for: windows, ends, hangs, locks. Nothing is typed then."""

import os
import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest

from runner.drivers.desktop import surface
from runner.drivers.desktop.errors import (
    DesktopLostError,
    ProgramDiedError,
    ProgramHangsError,
    UnknownWindowError,
)
from runner.errors import EnvironmentFault
from runner.screens.model import DialogKind, DialogRule, TextRule
from runner.waiting import pause
from tests.desktop.programs import needs, until
from tests.desktop.test_forms import form, form_app, told

pytest.importorskip("PySide6")
pytestmark = [needs()]
NOTICED_SECONDS = 5.0


def test_an_unknown_modal_window_ends_the_item_and_is_not_answered(tmp_path: Path) -> None:
    with form("qt", tmp_path, "--surprise") as program:
        with pytest.raises(UnknownWindowError) as met:
            look_on(program)
        assert "'Licence' saying 'It ends tomorrow.'" in met.value.message
        assert "(it has 'OK')" in met.value.message
        assert "form.yaml does not know" in met.value.message
        assert not met.value.retry
        assert "surprise answered" not in told(program)


def test_a_window_with_a_rule_is_answered(tmp_path: Path) -> None:
    rule = DialogRule(
        DialogKind.WINDOW, TextRule("contains", "ends tomorrow"), accept=True, press="OK"
    )
    app = replace(form_app("qt", "--surprise"), dialogs=(rule,))
    with form("qt", tmp_path, app=app) as program:
        until(lambda: program.on("form") and "surprise answered" in told(program))
        program.on("form").fill(name="after")


def test_a_program_that_ends_is_told_with_its_last_line_masked(tmp_path: Path) -> None:
    app = form_app("qt")
    elements = app.screens["form"].elements
    personal = {**elements, "name": replace(elements["name"], personal=True)}
    screens = {**app.screens, "form": replace(app.screens["form"], elements=personal)}
    with form("qt", tmp_path, app=replace(app, screens=screens)) as program:
        program.on("form").fill(name="Ada Lovelace").press("crash")
        with pytest.raises(ProgramDiedError) as met:
            look_on(program)
        assert "exit code 3" in met.value.message
        assert "no licence for" in met.value.message
        assert "Ada" not in met.value.message
        assert not program.alive()


def test_a_program_that_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surface, "HANG_SECONDS", 3.0)
    with form("qt", tmp_path) as program:
        program.on("form")
        process = program.stage.surface.desk.program._started.pid
        os.kill(process, signal.SIGSTOP)
        with pytest.raises(ProgramHangsError, match="has not answered for"):
            look_on(program)
        os.kill(process, signal.SIGCONT)


@pytest.mark.parametrize("victim", ["Xvfb", "openbox", "dbus-daemon"])
def test_a_display_that_loses_a_part_is_noticed(victim: str, tmp_path: Path) -> None:
    with form("qt", tmp_path) as program:
        shown = program.on("form").fill(name="before")
        os.kill(program.stage.surface.desk.display.vital[victim], signal.SIGKILL)
        begun = time.monotonic()
        with pytest.raises(EnvironmentFault):
            keep_filling(shown)
        assert time.monotonic() - begun < NOTICED_SECONDS


def test_after_the_loss_of_its_display_a_session_starts_anew(tmp_path: Path) -> None:
    with form("qt", tmp_path) as program:
        program.on("form").fill(name="before")
        os.kill(program.stage.surface.desk.display.vital["Xvfb"], signal.SIGKILL)
        with pytest.raises(EnvironmentFault):
            look_on(program)
        program.reset()
        assert program.on("form").read("name") == ""


def test_the_screen_saver_is_noticed(tmp_path: Path) -> None:
    from Xlib import X, display

    with form("qt", tmp_path) as program:
        shown = program.on("form")
        other = display.Display(program.stage.surface.desk.display.name)
        other.force_screen_saver(X.ScreenSaverActive)
        other.sync()
        begun = time.monotonic()
        with pytest.raises(DesktopLostError, match="the screen saver is on"):
            keep_filling(shown)
        assert time.monotonic() - begun < NOTICED_SECONDS
        other.close()


def test_a_locked_screen_is_noticed(tmp_path: Path) -> None:
    """A locker covers everything and holds the keyboard."""
    from Xlib import X, display

    with form("qt", tmp_path) as program:
        shown = program.on("form")
        other = display.Display(program.stage.surface.desk.display.name)
        cover = other.screen().root.create_window(
            0, 0, 1280, 900, 0, X.CopyFromParent, override_redirect=True
        )
        cover.map()
        cover.grab_keyboard(True, X.GrabModeAsync, X.GrabModeAsync, X.CurrentTime)
        other.sync()
        begun = time.monotonic()
        with pytest.raises(DesktopLostError, match="the screen is locked"):
            keep_filling(shown)
        assert time.monotonic() - begun < NOTICED_SECONDS
        other.close()


def look_on(program) -> None:
    """Looks at the form until something comes between."""
    until(lambda: program.on("form", wait=60) is None)


def keep_filling(shown) -> None:
    number = 0
    while True:
        number += 1
        shown.fill(name=f"value {number}")
        pause(0.02, because="a clerk takes a moment too")
