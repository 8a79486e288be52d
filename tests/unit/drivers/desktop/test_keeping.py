"""What is written down of a window, and what is read of it again."""

import json
from pathlib import Path
from typing import cast

import pytest

from runner.drivers.desktop.accessibility import Accessibility
from runner.drivers.desktop.keeping import controls, headers, headings, look_of, stored
from runner.drivers.desktop.looks import WindowLook, WindowScope
from runner.drivers.desktop.tree import Cells, Node, NoDetails, State, Tree
from runner.drivers.desktop.windows import Window
from runner.drivers.surface.recognition import Shown
from runner.drivers.surface.surface import BY_SIGHT, Box
from runner.screens.load import load
from runner.screens.model import App
from tests.unit.drivers.desktop.window import node, window

FILE = """
version: 1
app: erp
kind: desktop
start: [erp]
screens:
  order:
    shown_by: {role: button, name: Book}
    elements:
      customer: {label: Customer}
      shipping: {label: Shipping}
      book: {role: button, name: Book}
      new: {role: menuitem, name: New, within: {role: menuitem, name: Orders}}
      total: {ocr: Total}
    tables:
      lines: {locators: {label: Lines}, columns: {article: Article, pieces: Pieces}}
"""


class Details(NoDetails):
    def __init__(self, menu: Node, table: Node) -> None:
        self.menu, self.table = menu, table

    def inside(self, node: Node) -> list[Node]:
        return [Node(None, "menuitem", "New", parent=node)] if node is self.menu else []

    def cells(self, node: Node) -> Cells | None:
        if node is not self.table:
            return None
        row = tuple(Node(None, "cell", text, box=Box(1, 1, 5, 5)) for text in ("A-01", "3"))
        return Cells(("Article", "Pieces"), (row,), total=1)


@pytest.fixture
def app(tmp_path: Path) -> App:
    (tmp_path / "erp.yaml").write_text(FILE, encoding="utf-8")
    return load(tmp_path / "erp.yaml")


@pytest.fixture
def shown(app: App) -> Shown:
    label = node("text", "Customer:", (10, 10, 60, 20))
    ship = node("text", "Shipping", (10, 40, 60, 20))
    tree = window(
        node("menuitem", "Orders"),
        label,
        node("textbox", "", (80, 10, 90, 20), text="0010020", labels=(label,)),
        ship,
        node("combobox", "Parcel", (80, 40, 90, 20), text="Parcel", labels=(ship,)),
        node("checkbox", "Express", states=frozenset({State.CHECKED, *node("x").states})),
        node("text", "Weiß, Änne"),
        node("table", "Lines"),
        node("button", "Book"),
    )
    menu = next(one for one in tree.nodes if one.name == "Orders")
    table = next(one for one in tree.nodes if one.name == "Lines")
    tree = Tree(tree.root, Details(menu, table))
    place = Window(1, "Orders 3.1", Box(0, 0, 400, 300), False, False, None, None)
    look = WindowLook(app, [place], cast("Accessibility", None), lambda: pytest.fail("no eyes"))
    scope = WindowScope(look, place, tree)
    return Shown(app.screens["order"], look, scope)


def hiding(text: str) -> str:
    return text.replace("Weiß, Änne", "•••")


def test_nothing_that_is_held_is_kept(shown: Shown) -> None:
    said = json.dumps(stored(shown, hiding), ensure_ascii=False)

    assert "Customer:" in said
    for value in ("0010020", "Parcel", "Weiß", 'checked"'):
        assert value not in said


def test_what_was_kept_is_found_again(shown: Shown, app: App) -> None:
    look = look_of(json.loads(json.dumps(stored(shown, hiding))), app)
    screen = app.screens["order"]
    [scope] = look.scopes(screen)

    found = {name: len(scope.find(one.locators[0]).things) for name, one in screen.elements.items()}
    assert found == {"customer": 1, "shipping": 1, "book": 1, "new": 1, "total": 0}
    assert scope.find(screen.elements["total"].locators[0]).why == BY_SIGHT
    grid = scope.grid(screen.tables["lines"])
    assert grid is not None
    assert [dict(row.cells) for row in grid.rows] == [{"article": "A-01", "pieces": "3"}]
    assert look.title == "Orders 3.1"


def test_controls_have_their_labels_and_elements(shown: Shown) -> None:
    found = {(control.kind, control.name, name) for control, name in controls(shown)}

    assert {
        ("text", "Customer", "customer"),
        ("select", "Shipping", "shipping"),
        ("checkbox", "Express", None),
        ("button", "Book", "book"),
    } <= found


def test_what_stands_in_a_group_is_not_called_like_it(app: App) -> None:
    group = node("group", "New line", (5, 5, 300, 60))
    said = node("text", "Article", (10, 10, 60, 20))
    group.add(
        said,
        node("textbox", "", (80, 10, 90, 20), labels=(group, said)),
        node("button", "Add line", (200, 10, 60, 20), labels=(group,)),
    )
    place = Window(1, "Orders 3.1", Box(0, 0, 400, 300), False, False, None, None)
    look = WindowLook(app, [place], cast("Accessibility", None), lambda: pytest.fail("no eyes"))
    shown = Shown(app.screens["order"], look, WindowScope(look, place, window(group)))

    found = [(control.name, control.heading) for control, _ in controls(shown)]
    assert found == [("Article", "New line"), ("Add line", "New line")]


def test_what_is_on_a_page_is_no_part_of_its_tab(app: App) -> None:
    page = node("tab", "Notes", (10, 5, 50, 20)).add(node("textbox", "", (10, 30, 200, 90)))
    place = Window(1, "Orders 3.1", Box(0, 0, 400, 300), False, False, None, None)
    look = WindowLook(app, [place], cast("Accessibility", None), lambda: pytest.fail("no eyes"))
    shown = Shown(app.screens["order"], look, WindowScope(look, place, window(page)))

    assert [control.kind for control, _ in controls(shown)] == ["button", "text"]


def test_headings_and_headers(shown: Shown, app: App) -> None:
    assert headings(shown) == ["Orders 3.1"]
    assert headers(shown, app.screens["order"].tables["lines"]) == ["Article", "Pieces"]


def test_what_is_broken_is_refused(app: App) -> None:
    with pytest.raises(KeyError):
        look_of({"title": "x"}, app)
    with pytest.raises(ValueError, match="no such state"):
        look_of(
            {
                "title": "x",
                "box": [0, 0, 1, 1],
                "modal": False,
                "tree": {"role": "window", "states": ["no such state"]},
            },
            app,
        )
