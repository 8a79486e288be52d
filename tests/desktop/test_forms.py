"""Every kind of control, in two toolkits: what is entered is what the program has."""

import importlib.util
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from runner import BusinessError, TechnicalError
from runner.screens.load import load
from runner.secret import Secret
from tests.desktop.programs import FORMS, SELECTORS, at_work, needs, until

GTK = Path("/usr/lib/python3/dist-packages/gi").exists()
KINDS = [
    pytest.param(
        "qt",
        marks=pytest.mark.skipif(
            importlib.util.find_spec("PySide6") is None, reason="needs PySide6"
        ),
    ),
    pytest.param("gtk", marks=pytest.mark.skipif(not GTK, reason="needs python3-gi")),
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
    with form(kind, tmp_path) as program:
        shown = program.on("form")
        shown.fill(password=Secret("s3cret"), **values)
        assert shown.read_all(*values) == values
        if kind == "gtk":  # Qt tells no placeholders
            assert shown.read("who") == values["name"]
        assert shown.rows("lines") == [
            {"article": "A-1", "pieces": "3"},
            {"article": "B-2", "pieces": "4"},
        ]
        until(lambda: "chosen Express" in told(program))
        shown.fill(name="", gift=False)
        assert shown.read_all("name", "gift") == {"name": "", "gift": "false"}
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
