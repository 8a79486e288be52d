"""Where there is no tray, it is said why, and what to do instead."""

import sys

import pytest

from runner.attended.tray import NoTrayError, refuse_without_tray

INSTEAD = "`deskhand desk` opens the same launcher without an icon."


@pytest.mark.skipif(sys.platform != "linux", reason="Linux desktops say whether they have a tray")
@pytest.mark.parametrize(
    ("display", "wayland", "why"),
    [
        ("", "", "there is no desktop here (DISPLAY is not set)"),
        ("", "wayland-0", "this Wayland desktop has no tray that programs can reach"),
    ],
)
def test_no_tray(monkeypatch: pytest.MonkeyPatch, display: str, wayland: str, why: str) -> None:
    for name, value in (("DISPLAY", display), ("WAYLAND_DISPLAY", wayland)):
        if value:
            monkeypatch.setenv(name, value)
        else:
            monkeypatch.delenv(name, raising=False)
    with pytest.raises(NoTrayError) as caught:
        refuse_without_tray()
    assert caught.value.sentence() == f"No icon can be shown: {why}. {INSTEAD}"
