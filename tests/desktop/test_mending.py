"""The order program gets other labels: what was learned of its windows finds the things again."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from demo.erp.__main__ import PASSWORD
from demo.ledger import entries
from runner.drivers.desktop import DesktopOptions, DesktopSession, open_desktop
from runner.drivers.errors import RepairNeededError
from runner.mending.learned import read_lessons
from runner.proposal import Met
from runner.recorder import Case
from runner.screens.load import load
from runner.screens.model import By, Locator, Place, Screen
from runner.secret import Secret
from runner.survey.surface_eye import SurfaceEye
from tests.desktop.programs import needs
from tests.ui.conftest import Notes

ROOT = Path(__file__).parents[2]
SECRETS = {"ERP_USERNAME": Secret("demo", hidden=False), "ERP_PASSWORD": Secret(PASSWORD)}
NEXT_VERSION = """
import sys
from PySide6.QtWidgets import QFormLayout, QPushButton
from demo.erp.__main__ import main
add, press = QFormLayout.addRow, QPushButton.__init__
now = {"&Customer no.:": "&Customer code:", "Book": "Book order"}
def renamed(said):
    return [now.get(one, one) if isinstance(one, str) else one for one in said]
QFormLayout.addRow = lambda self, *said: add(self, *renamed(said))
QPushButton.__init__ = lambda self, *said: press(self, *renamed(said))
sys.exit(main())
"""
pytestmark = needs()


@contextmanager
def erp(folder: Path, notes: Notes, *, renamed: bool = False) -> Iterator[DesktopSession]:
    app = load(ROOT / "selectors" / "erp.yaml")
    if renamed:
        start = ("{python}", "-c", NEXT_VERSION, *app.program.start[3:])
        app = replace(app, program=replace(app.program, start=start))
    options = DesktopOptions(
        address=str(folder / "orders.jsonl"),
        wait_seconds=15,
        workspace=ROOT,
        learned=folder / "learned" / "erp.json",
    )
    session = open_desktop(app, SECRETS.__getitem__, options)
    try:
        session.sign_in()
        session.attach(notes)
        session.stage.wait_seconds = 3.0
        yield session
    finally:
        session.close()


def is_framed(picture: bytes, look: Any, label: str) -> bool:
    """Whether there is a green frame around the field of a label."""
    [scope] = look.scopes(Screen("any", Place(Path("any.yaml"), 1), ()))
    [field] = scope.find(Locator(By.LABEL, label, Place(Path("any.yaml"), 1))).things
    image = Image.open(io.BytesIO(picture))
    box = field.box
    rim = [image.getpixel((box.left + box.width // 2, row)) for row in (box.top - 2,)]
    rim.append(image.getpixel((box.left - 2, box.top + box.height // 2)))
    return all(green > red + 60 for red, green, _ in rim)


@pytest.mark.slow
def test_a_read_heals_a_fill_asks_and_a_press_that_writes_waits(tmp_path: Path) -> None:
    notes = Notes()
    with erp(tmp_path, notes) as session:
        for item, reference in ((1, "Ada-1"), (2, "Ada-2")):
            notes.item = Case(item, frozenset({reference, "0010020"}))
            form = session.go("order").fill(reference=reference, customer="0010020")
            form.press("discard")
    lessons = read_lessons(tmp_path / "learned" / "erp.json")
    assert {"customer", "reference", "delivery", "book"} <= set(lessons["order"].elements)
    assert "Ada" not in (tmp_path / "learned" / "erp.json").read_text(encoding="utf-8")

    notes = Notes(item=Case(3, frozenset({"Ada-3"})))
    with erp(tmp_path, notes, renamed=True) as session:
        session.go("order")
        session.stage.wait_seconds = 0.5
        assert session.on("order", wait=3).read("customer") == ""
        [(healed, picture)] = notes.proposals
        assert (healed.met, healed.details["locator"]) == (Met.HEALED, {"label": "Customer code"})
        assert picture is not None
        assert is_framed(picture, session.stage.last, "Customer code")

        with pytest.raises(RepairNeededError, match=r"'customer'.*label 'Customer code'"):
            session.on("order").fill(reference="Ada-3", customer="0010020")
        assert session.on("order").read("reference") == ""

        notes.answer, notes.questions = True, []
        session.on("order").fill(customer="0010020")
        with pytest.raises(RepairNeededError, match=r"'book'.*'Book order'"):
            session.on("order").press("book")

        findings = SurfaceEye(session).count(
            session.driver.wait_for_screen(["order"], None), lessons["order"]
        )
        [lost] = [one for one in findings if one.name == "customer"]
        assert "it may be field 'Customer code'" in lost.notes[-1]
    assert len(notes.questions) == 1
    assert entries(tmp_path / "orders.jsonl") == []
