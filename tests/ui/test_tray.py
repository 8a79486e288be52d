"""The icon in a real tray, hot keys and the person's touches, on a real X server."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from runner.attended.hotkeys import BadHotKeyError, HotKeyTakenError, X11HotKeys
from runner.errors import ExitCode
from tests.ui.desktop import LONGEST_SECONDS, Desktop, a_desktop, awaited, ended

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BOT = '''"""Greet somebody."""

from pydantic import BaseModel

from runner import bot


class Greeting(BaseModel):
    name: str


@bot(key="name")
def greet(greeting: Greeting) -> str:
    """Say hello to a customer."""
    return f"hello {greeting.name}"
'''


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktop]:
    with a_desktop() as found:
        monkeypatch.setenv("DISPLAY", found.display)
        yield found


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "bots").mkdir()
    (tmp_path / "bots" / "greet.py").write_text(BOT)
    (tmp_path / "selectors").mkdir()
    return tmp_path


def deskhand(workspace: Path, command: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "runner", command],
        cwd=workspace,
        env=os.environ | {"XDG_STATE_HOME": str(workspace / "state")},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def said(process: "subprocess.Popen[str]") -> tuple[int, str]:
    out, err = process.communicate(timeout=LONGEST_SECONDS)
    return process.returncode, out + err


def test_a_click_on_the_icon_opens_the_launcher(desktop: Desktop, workspace: Path) -> None:
    if shutil.which("trayer") is None:
        pytest.skip("needs a tray host: sudo apt-get install trayer")
    desktop.start("trayer", "--SetDockType", "true", "--height", "32")
    awaited(lambda: desktop.do("search", "--class", "trayer"))
    tray = deskhand(workspace, "tray")
    try:
        icon = awaited(lambda: desktop.do("search", "--onlyvisible", "--name", "^deskhand$"))
        desktop.do("mousemove", "--window", icon.split()[0], "10", "10")
        desktop.do("click", "1")
        awaited(lambda: desktop.windows("Start a bot"))

        code, text = said(deskhand(workspace, "desk"))

        assert code == ExitCode.OK
        assert text == "A desk is at work already; its launcher was brought up.\n"
        awaited(lambda: desktop.windows("Start a bot"))
        tray.send_signal(signal.SIGTERM)
        assert said(tray) == (ExitCode.OK, "")
    finally:
        ended(tray)  # type: ignore[arg-type]
    assert not desktop.windows("Start a bot")


def test_where_no_tray_is_it_is_said(desktop: Desktop, workspace: Path) -> None:
    code, text = said(deskhand(workspace, "tray"))
    assert code == ExitCode.ENVIRONMENT
    assert text == (
        "deskhand: No icon can be shown: this desktop has no tray (GNOME needs an extension for "
        "one). `deskhand desk` opens the same launcher without an icon.\n"
    )


def test_the_desk_opens_without_a_tray_and_ends_with_its_window(
    desktop: Desktop, workspace: Path
) -> None:
    desk = deskhand(workspace, "desk")
    try:
        window = awaited(lambda: desktop.windows("Start a bot"))

        def closed() -> bool:
            """A window that has just come up may miss the keys."""
            if desktop.windows("Start a bot"):
                desktop.do("windowactivate", window[0], "key", "alt+F4")
            return desk.poll() is not None

        awaited(closed)
        assert said(desk) == (ExitCode.OK, "")
    finally:
        ended(desk)  # type: ignore[arg-type]


def test_a_hot_key_is_heard_whatever_is_in_front(desktop: Desktop) -> None:
    keys, pressed = X11HotKeys(), Event()
    try:
        keys.grab("ctrl+alt+end", pressed.set)
        desktop.do("key", "ctrl+alt+End")
        assert pressed.wait(LONGEST_SECONDS)
        other = X11HotKeys()
        try:
            with pytest.raises(
                HotKeyTakenError, match=r"Another program has the keys ctrl\+alt\+end"
            ):
                other.grab("ctrl+alt+end", pressed.set)
            with pytest.raises(BadHotKeyError):
                other.grab("ctrl+nosuchkey", pressed.set)
        finally:
            other.close()
    finally:
        keys.close()
