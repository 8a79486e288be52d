"""What is written down of a terminal's screen, and what is read of it again."""

import json
from pathlib import Path

import pytest

from demo.host.datastream import Panel
from runner.drivers.surface.recognition import Shown
from runner.drivers.terminal.keeping import controls, headers, headings, look_of, stored
from runner.drivers.terminal.look import TerminalLook
from runner.drivers.terminal.screen import Display
from runner.screens.load import load
from runner.screens.model import App
from tests.unit.drivers.terminal.drawn import lines, shown

FORM = (
    Panel("form")
    .text(1, 30, "ORDER ENTRY")
    .text(3, 4, "Customer . . . :")
    .input("customer", 3, 24, 7, "0012345")
    .text(4, 4, "Customer name  :")
    .text(4, 24, "Weiß, Änne")
    .text(6, 4, "Note to the warehouse")
    .input("note", 7, 4, 60, "first come")
    .text(12, 4, "Password . . . :")
    .input("password", 12, 24, 8, "geheim", hidden=True)
)
FILE = """
version: 1
app: host
kind: terminal
address: tn3270://127.0.0.1:8270
screens:
  entry:
    shown_by: {text: ORDER ENTRY}
    elements:
      customer: {label: Customer}
      note: {below: Note to the warehouse}
      enter: {key: Enter}
    tables:
      orders: {locators: {text: Number}, columns: {number: Number, article: Article}}
"""


@pytest.fixture
def app(tmp_path: Path) -> App:
    (tmp_path / "host.yaml").write_text(FILE, encoding="utf-8")
    return load(tmp_path / "host.yaml")


def seen(app: App, display: Display) -> Shown:
    look = TerminalLook(display)
    screen = app.screens["entry"]
    return Shown(screen, look, look.scopes(screen)[0])


def masking(text: str) -> str:
    return text.replace("Weiß, Änne", "···")


def test_nothing_that_was_typed_is_kept(app: App) -> None:
    kept = stored(seen(app, shown(FORM).display()), masking)
    said = json.dumps(kept, ensure_ascii=False)

    assert "ORDER ENTRY" in said
    assert "Customer . . . :" in said
    for value in ("0012345", "first come", "geheim", "Weiß", "Änne"):
        assert value not in said
    assert "▒" * len("Weiß, Änne") in said


def test_what_was_kept_is_found_again(app: App) -> None:
    kept = json.loads(json.dumps(stored(seen(app, shown(FORM).display()), masking)))
    look = look_of(kept, app)
    [scope] = look.scopes(app.screens["entry"])

    found = scope.find(app.screens["entry"].elements["customer"].locators[0])
    assert [thing.text for thing in found.things] == [""]
    assert (look.display.rows, look.display.columns) == (24, 80)


def test_signs_of_two_cells_keep_their_places(app: App) -> None:
    display = lines("ORDER ENTRY", "Name: 办公桌 x")
    cells = [*"Name: ", "办", "", "公", "", "桌", "", " ", "x"]
    display = Display(2, 60, (*display.cells[:60], *cells, *[" "] * (60 - len(cells))))

    again = look_of(stored(seen(app, display), str), app)

    assert list(again.display.cells) == list(display.cells)


def test_fields_are_controls_with_their_labels(app: App) -> None:
    found = controls(seen(app, shown(FORM).display()))

    assert [(control.kind, control.name, name) for control, name in found] == [
        ("text", "Customer", "customer"),
        ("text", "Note to the warehouse", "note"),
        ("password", "Password", None),
    ]


def test_headings_and_headers(app: App) -> None:
    display = lines("ORDER ENTRY        OH01", "", "Number   Article", "HO-1     A-01")
    look = seen(app, display)

    assert headings(look) == ["ORDER ENTRY", "OH01"]
    assert headers(look, app.screens["entry"].tables["orders"]) == ["Number", "Article"]


@pytest.mark.parametrize("broken", [{}, {"rows": 2, "columns": 80, "lines": ["x"]}])
def test_what_is_broken_is_refused(app: App, broken: dict[str, object]) -> None:
    whole = {"fields": [], "formatted": True, "name": ""} | broken
    with pytest.raises((KeyError, ValueError)):
        look_of(whole, app)
