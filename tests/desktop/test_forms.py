"""Every kind of control, in two toolkits: what is entered is what the program has."""

import importlib.util
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from runner import BusinessError, TechnicalError
from runner.drivers.desktop import DesktopOptions, open_desktop
from runner.drivers.desktop.display import own_display
from runner.drivers.desktop.x11 import X11
from runner.screens.load import load
from runner.secret import Secret
from tests.desktop.programs import FORMS, SELECTORS, at_work, needs, nobody, until

GTK = Path("/usr/lib/python3/dist-packages/gi").exists()
GTK_4 = GTK and any(Path("/usr/lib").glob("*/girepository-1.0/Gtk-4.0.typelib"))
KINDS = [
    pytest.param(
        "qt",
        marks=pytest.mark.skipif(
            importlib.util.find_spec("PySide6") is None, reason="needs PySide6"
        ),
    ),
    pytest.param("gtk", marks=pytest.mark.skipif(not GTK, reason="needs python3-gi")),
    pytest.param("gtk4", marks=pytest.mark.skipif(not GTK_4, reason="needs gir1.2-gtk-4.0")),
]
pytestmark = [needs()]


def form_app(kind: str, *more: str):
    app = load(SELECTORS / "form.yaml")
    python = "{python}" if kind == "qt" else "/usr/bin/python3"
    start = (python, str(FORMS / f"{kind}_form.py"), *more)
    return replace(app, program=replace(app.program, start=start))


@contextmanager
def form(kind: str, home: Path, *more: str, app=None, wait: float = 20.0):
    with at_work(app or form_app(kind, *more), home, wait=wait) as program:
        yield program


def told(program) -> str:
    return (program.stage.surface.desk.display.folder / "program.log").read_text()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_control(kind: str, tmp_path: Path) -> None:
    values = {
        "name": "Grüße 中文 Ελληνικά Москва",
        "delivery": "Express",
        "pieces": "7",
        "gift": "true",
        "colour": "Blue",
        "note": "one\ntwo",
    }
    if kind == "gtk4":  # which tells radio buttons as boxes
        del values["colour"]
    with form(kind, tmp_path) as program:
        shown = program.on("form")
        shown.fill(password=Secret("s3cret"), **values)
        assert shown.read_all(*values) == values
        if kind != "qt":  # Qt tells no placeholders
            assert shown.read("who") == values["name"]
        assert shown.rows("lines") == [
            {"article": "A-1", "pieces": "3"},
            {"article": "B-2", "pieces": "4"},
        ]
        until(lambda: "chosen Express" in told(program))
        shown.fill(name="", gift=False)
        assert shown.read_all("name", "gift") == {"name": "", "gift": "false"}
        if kind == "gtk4":  # which has the entries of a menu only while it is open
            shown.press("file")
        shown.press("save")
        until(lambda: "saved" in told(program))


@pytest.mark.parametrize("kind", KINDS)
def test_a_modal_dialog_that_an_action_opens_blocks_nobody(kind: str, tmp_path: Path) -> None:
    with form(kind, tmp_path) as program:
        program.on("form").press("book")
        assert program.on("sure").name == "sure"
        program.on("sure").press("yes")
        program.on("form").fill(name="after")
        until(lambda: "answered True" in told(program))


@pytest.mark.parametrize("kind", KINDS)
def test_what_cannot_be_done_is_said(kind: str, tmp_path: Path) -> None:
    with form(kind, tmp_path, wait=1.0) as program:
        shown = program.on("form", wait=20)
        with pytest.raises(BusinessError, match="there is 'Normal', 'Express', 'Pickup'"):
            shown.fill(delivery="Yesterday")
        with pytest.raises(BusinessError, match="holds one line"):
            shown.fill(name="one\ntwo")
        with pytest.raises(TechnicalError, match="it is disabled"):
            shown.press("never")
        with pytest.raises(BusinessError, match="ticked with True or False"):
            shown.fill(gift="maybe")


def test_modal_over_modal(tmp_path: Path) -> None:
    with form("qt", tmp_path, "--again") as program:
        program.on("form").press("book")
        program.on("sure").press("yes")
        program.on("booked").press("ok")
        assert program.on("form").name == "form"


def test_a_video_that_was_asked_for(tmp_path: Path) -> None:
    cv2 = pytest.importorskip("cv2")
    app = form_app("qt")
    options = DesktopOptions(workspace=tmp_path, evidence=tmp_path, video="w1-form")
    session = open_desktop(app, nobody, options)
    try:
        session.sign_in()
        session.on("form").fill(name="Ada").press("save")
    finally:
        session.close()
    film = cv2.VideoCapture(str(tmp_path / "videos" / "w1-form.webm"))
    there, frame = film.read()
    film.release()
    assert there
    assert frame.shape[:2] == (900, 1280)
    assert frame.max() > 0


def test_a_program_on_the_display_that_a_person_sits_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop = own_display((1280, 900))
    try:
        monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
        monkeypatch.setenv("XDG_SESSION_TYPE", "x11")
        monkeypatch.setenv("DISPLAY", desktop.name)
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", desktop.bus)
        options = DesktopOptions(workspace=tmp_path, own_display=False)
        with _persons_own(desktop, tmp_path), _opened(form_app("qt"), options) as program:
            program.on("form").fill(name="attended")
            assert program.on("form").read("name") == "attended"
            titles = [one.title for one in program.stage.surface.look().windows]
            assert titles == ["Form"]
        assert desktop.family.alive()
    finally:
        desktop.close()


@contextmanager
def _opened(app, options: DesktopOptions):
    session = open_desktop(app, nobody, options)
    try:
        session.sign_in()
        yield session
    finally:
        session.close()


@contextmanager
def _persons_own(desktop, home: Path):
    """A window of the person's, of which the bot must not know."""
    started = desktop.family.start(
        [sys.executable, str(FORMS / "qt_form.py")],
        environment={**desktop.environment, "HOME": str(home)},
        folder=home,
        log=home / "log",
    )
    x11 = X11(desktop.name)
    try:
        until(lambda: any(one.title == "Form" for one in x11.windows()))
        yield
        assert desktop.family.exit_code(started.pid) is None
    finally:
        x11.close()
