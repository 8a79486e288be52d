"""Displays of their own: several side by side, closed to others, and gone with their worker."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from runner.drivers.desktop.display import own_display, shared_display
from runner.drivers.desktop.errors import NoDesktopError, NotHereError
from runner.drivers.desktop.x11 import X11
from tests.desktop.programs import gone, needs, until

pytestmark = [needs()]


def test_several_side_by_side() -> None:
    displays = [own_display((900, 700)), own_display((1000, 800))]
    try:
        assert displays[0].name != displays[1].name
        assert [_size(one.name) for one in displays] == [(900, 700), (1000, 800)]
        assert displays[0].bus != displays[1].bus
    finally:
        for one in displays:
            one.close()
    assert not any(one.folder.exists() for one in displays)


def _size(name: str) -> tuple[int, int]:
    x11 = X11(name)
    try:
        return x11.size
    finally:
        x11.close()


def test_nobody_else_may_look() -> None:
    display = own_display((900, 700))
    try:
        path = f"/tmp/.X11-unix/X{display.name.removeprefix(':')}"
        with socket.socket(socket.AF_UNIX) as stranger:
            stranger.connect(path)
            stranger.sendall(b"l\0\x0b\0\0\0\0\0\0\0\0\0")
            assert stranger.recv(1) == b"\0"  # refused
        assert (display.folder / "authority").stat().st_mode & 0o077 == 0
    finally:
        display.close()


def test_closing_ends_every_process(tmp_path: Path) -> None:
    display = own_display((900, 700))
    display.family.start(
        ["sh", "-c", "setsid sleep 600 & setsid sleep 600 &"],
        environment=display.environment,
        folder=tmp_path,
        log=tmp_path / "log",
    )
    processes = display.family.process_ids()
    until(lambda: len(display.family.process_ids()) >= 6)
    processes = display.family.process_ids()
    display.close()
    assert gone(processes)


def test_a_killed_worker_leaves_nothing_behind(tmp_path: Path) -> None:
    code = (
        "import sys, time, os\n"
        "from runner.drivers.desktop.display import own_display\n"
        "display = own_display((900, 700))\n"
        "display.family.start(['sleep', '600'], environment=display.environment,\n"
        f"    folder={str(tmp_path)!r}, log=display.folder / 'log')\n"
        "print(display.folder, os.path.dirname(os.environ['XAUTHORITY']),"
        " *display.family.process_ids(), flush=True)\n"
        "sys.stdin.read()\n"
    )
    worker = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with worker:
        assert worker.stdout is not None
        folder, keys, *processes = worker.stdout.readline().split()
        assert len(processes) >= 5
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        until(lambda: gone([int(one) for one in processes]))
        until(lambda: not Path(folder).exists() and not Path(keys).exists())


def test_a_missing_window_manager_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runner.drivers.desktop.display.WINDOW_MANAGERS", (("no-such-manager",),))
    with pytest.raises(NoDesktopError) as met:
        own_display((900, 700))
    assert "a window manager is not installed" in met.value.message
    assert "sudo apt-get install openbox" in met.value.sentence()


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, "Wayland session"),
        ({"XDG_SESSION_TYPE": "wayland", "DISPLAY": ":0"}, "Wayland session"),
        ({}, "DISPLAY is not set"),
        ({"DISPLAY": ":0"}, "DBUS_SESSION_BUS_ADDRESS is not set"),
    ],
)
def test_a_desktop_that_cannot_be_worked_on_is_refused(
    environment: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("WAYLAND_DISPLAY", "XDG_SESSION_TYPE", "DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(NotHereError) as met:
        shared_display()
    assert said in met.value.message
    assert met.value.hint
