"""A selector file says only what its kind of app can have."""

from pathlib import Path

import pytest
from PIL import Image

from runner.screens.load import check, load
from runner.screens.model import AppKind, By, DialogKind, Press, Typing

DESKTOP = """
version: 1
app: erp
kind: desktop
address: orders.db
start: ["{python}", -m, erp, "{address}"]
environment: {LANG: de_DE.UTF-8}
ready: main
ready_within: 90
stop: [{on: main, press: quit}]
window: {contains: Orders}
display: 1600x1000
dialogs:
  - {kind: window, text: {contains: Update}, press: Later}
screens:
  main:
    shown_by: {heading: Orders}
    elements:
      quit: {key: Ctrl+Q}
      total: {ocr: Total, offset: [120, 0], kind: text}
      release: {picture: erp/release.png, confidence: 0.9}
      note: {id: note, typing: clipboard}
"""
TERMINAL = """
version: 1
app: host
kind: terminal
address: tn3270s://host.example:992
terminal: {rows: 43, columns: 80, code_page: cp273}
screens:
  menu:
    shown_by: {text: ORDER ENTRY, at: {row: 1, column: 30}}
    elements:
      customer: {label: Customer}
      total: {at: {row: 5, column: 20, length: 8}}
      send: {key: Enter, effect: write}
"""


def problems(folder: Path, text: str) -> list[str]:
    file = folder / "app.yaml"
    file.write_text(text, encoding="utf-8")
    return [f"{one.line}: {one.message}" for one in check(file)]


@pytest.fixture
def pictured(tmp_path: Path) -> Path:
    (tmp_path / "erp").mkdir()
    Image.new("RGB", (20, 10)).save(tmp_path / "erp" / "release.png")
    return tmp_path


def test_a_desktop_program(pictured: Path) -> None:
    assert problems(pictured, DESKTOP) == []

    app = load(pictured / "app.yaml")
    assert (app.kind, app.press) == (AppKind.DESKTOP, Press.CLICK)
    assert app.program.command("a.db")[1:] == ["-m", "erp", "a.db"]
    assert (app.program.display, app.program.ready_seconds) == ((1600, 1000), 90)
    assert app.dialogs[0].kind is DialogKind.WINDOW
    assert app.dialogs[0].press == "Later"
    elements = app.screens["main"].elements
    assert elements["total"].locators[0].offset == (120, 0)
    assert str(elements["total"].locators[0]) == "ocr 'Total' and +120, +0 from it"
    assert elements["release"].locators[0].confidence == 0.9
    assert elements["note"].typing is Typing.CLIPBOARD


def test_a_terminal(tmp_path: Path) -> None:
    assert problems(tmp_path, TERMINAL) == []

    app = load(tmp_path / "app.yaml")
    assert (app.kind, app.press) == (AppKind.TERMINAL, Press.KEYS)
    assert (app.terminal.rows, app.terminal.code_page) == (43, "cp273")
    [shown_by] = app.screens["menu"].shown_by
    assert str(shown_by) == "text 'ORDER ENTRY' at row 1, column 30"
    total = app.screens["menu"].elements["total"].locators[0]
    assert total.by is By.AT
    assert (total.at and total.at.length) == 8


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("kind: desktop", "kind: web", "`start`, `ready` and `stop` are for programs"),
        ("heading: Orders", "css: main", "`css` cannot find anything in a desktop app."),
        ("ready: main", "ready: start", "`ready`: there is no screen 'start'."),
        ("press: quit", "press: leave", "there is no element 'leave' on a screen 'main'."),
        ("erp/release.png", "../x.png", "the picture '../x.png' is not beside this file."),
        ("erp/release.png", "erp/no.png", "the picture 'erp/no.png' is not there, or no PNG."),
        ("id: note,", "id: note, press: page,", "`press: page` is not possible in a desktop app"),
        ("kind: window,", "kind: alert,", "a desktop app has no dialogs of the kind `alert`."),
        ("press: Later", "press: Later, answer: accept", "either an `answer`, or a button"),
        ("id: note", "at: {row: 1, column: 1}", "`at` cannot find anything in a desktop app."),
        (
            "shown_by: {heading",
            "frame: main\n    shown_by: {heading",
            "a desktop app has no frames.",
        ),
        ("    elements:", "    reach: [{address: /x}]\n    elements:", "has no addresses to open"),
        ("1600x1000", "big", "display"),
    ],
)
def test_what_belongs_to_another_kind_is_refused(
    pictured: Path, old: str, new: str, said: str
) -> None:
    found = problems(pictured, DESKTOP.replace(old, new))

    assert any(said in one for one in found), found


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("tn3270s://host.example:992", "https://host.example", "should start with tn3270://"),
        ("address: tn3270s://host.example:992\n", "", "needs an `address`, or a program"),
        ("key: Enter,", "key: Enter, press: click,", "`press: click` is not possible"),
        ("label: Customer", "picture: a.png", "`picture` cannot find anything in a terminal app."),
        ("label: Customer", "label: Customer, typing: keys", "`typing` is for desktop apps."),
        ("label: Customer", "label: Customer, offset: [1, 1]", "`offset` is for desktop apps."),
        ("rows: 43", "rows: 5", "rows"),
    ],
)
def test_what_no_terminal_has_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    found = problems(tmp_path, TERMINAL.replace(old, new))

    assert any(said in one for one in found), found


def test_a_desktop_app_needs_a_program_or_a_window(pictured: Path) -> None:
    text = DESKTOP.replace('start: ["{python}", -m, erp, "{address}"]\n', "")
    assert problems(pictured, text) == []
    text = text.replace("window: {contains: Orders}\n", "")
    assert problems(pictured, text) == [
        "1: a desktop app needs a program to `start`, or the `window` of one that runs."
    ]


def test_what_stands_for_the_address_is_no_shell(pictured: Path) -> None:
    problems(pictured, DESKTOP)
    app = load(pictured / "app.yaml")

    assert app.program.command("$(x); {python}")[3] == "$(x); {python}"
