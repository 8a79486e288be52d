"""Writes windows down without what their fields hold, and reads them again."""

from collections.abc import Callable, Sequence
from typing import Any

from runner.drivers.desktop.comparing import as_label
from runner.drivers.desktop.finding import FIELDS, Finder, outermost
from runner.drivers.desktop.geometry import label_of
from runner.drivers.desktop.grids import TABLES, by_children
from runner.drivers.desktop.looks import WindowLook, WindowScope
from runner.drivers.desktop.seam import Shot, Sighting
from runner.drivers.desktop.things import TICKED, NodeThing
from runner.drivers.desktop.tree import Cells, Node, NoDetails, Part, State, Tree
from runner.drivers.desktop.windows import Window
from runner.drivers.surface.recognition import Shown
from runner.drivers.surface.surface import BY_SIGHT, Box
from runner.healing.control import Control, squeezed
from runner.screens.model import App, By, Locator, Table

CLOSED = frozenset({"menuitem", "menu", "combobox"})
GROUPS = frozenset({"group", "tabpanel"})
MOST_ENTRIES = 400
"""Entries of a menu or a list that are kept."""
MOST_ROWS = 50
"""Rows of a table that are kept."""
HELD_STATES = frozenset({State.CHECKED, State.SELECTED, State.MIXED, State.FOCUSED})
"""What a person has chosen, or where he is."""
KINDS = {
    "textbox": "text",
    "document": "textarea",
    "combobox": "select",
    "listbox": "listbox",
    "list": "listbox",
    "spinbutton": "number",
    "checkbox": "checkbox",
    "radio": "radio",
    "button": "button",
    "menuitem": "button",
    "tab": "button",
    "link": "link",
}


def scope_of(shown: Shown) -> tuple[Window, Tree]:
    """The window of a recognised screen. Raises TypeError where it tells nothing of itself."""
    scope = shown.scope
    if not isinstance(scope, WindowScope) or scope.tree is None:
        raise TypeError
    return scope.window, scope.tree


def stored(shown: Shown, hides: Callable[[str], str]) -> dict[str, Any]:
    """A window as a tree of things; what fields hold is left out."""
    window, tree = scope_of(shown)
    for part in Part:
        tree.need(part, tree.nodes)
    numbers = {id(node): number for number, node in enumerate(tree.nodes)}
    writer = _Writer(tree, hides, numbers)
    return {
        "title": hides(window.title),
        "box": _box(window.box),
        "modal": window.modal,
        "tree": writer.node(tree.root),
    }


class _Writer:
    def __init__(self, tree: Tree, hides: Callable[[str], str], numbers: dict[int, int]) -> None:
        self._tree = tree
        self._hides = hides
        self._numbers = numbers

    def node(self, node: Node) -> dict[str, Any]:
        """One thing and all that shows in it."""
        told: dict[str, Any] = {
            "number": self._numbers.get(id(node)),
            "role": node.role,
            "name": self._hides("" if _says_its_choice(node) else node.name),
            "native": node.native,
            "states": sorted(state.value for state in node.states - HELD_STATES),
            "box": _box(node.box) if node.box is not None else None,
            "text": self._hides(node.text or "") if node.role not in FIELDS else "",
            "description": self._hides(node.description or ""),
            "id": node.id,
            "placeholder": node.placeholder,
            "labels": [
                self._numbers[id(one)] for one in node.labels or () if id(one) in self._numbers
            ],
            "children": [self.node(one) for one in node.children if one.showing],
            "cells": self._cells(node),
            "inside": self._inside(node),
        }
        return {name: value for name, value in told.items() if value or value == 0}

    def _inside(self, node: Node) -> list[dict[str, Any]]:
        """Of a closed menu or list: what would be in it."""
        if node.role not in CLOSED:
            return []
        entries = self._tree.details.inside(node)[:MOST_ENTRIES]
        return [{"role": one.role, "name": self._hides(one.name)} for one in entries if one.name]

    def _cells(self, node: Node) -> dict[str, Any] | None:
        cells = self._tree.details.cells(node) if node.role in TABLES else None
        if cells is None:
            return None
        rows = cells.rows[:MOST_ROWS]
        self._tree.need(Part.TEXT, [cell for row in rows for cell in row])
        return {
            "headers": list(cells.headers),
            "rows": [[self.node(cell) for cell in row] for row in rows],
            "first": cells.first,
            "total": cells.total,
        }


def _says_its_choice(node: Node) -> bool:
    return node.role == "combobox" and bool(node.labels)


def _box(box: Box) -> list[int]:
    return [box.left, box.top, box.width, box.height]


class KeptDetails(NoDetails):
    """Has everything already."""

    def __init__(self, tables: dict[int, Cells], entries: dict[int, list[Node]]) -> None:
        self._tables = tables
        self._entries = entries

    def inside(self, node: Node) -> list[Node]:
        """What was in a closed menu or list."""
        return self._entries.get(id(node), [])

    def cells(self, node: Node) -> Cells | None:
        """The cells that were kept of a table."""
        return self._tables.get(id(node))


class KeptLook(WindowLook):
    """A window as it was."""

    def __init__(self, app: App, window: Window, tree: Tree) -> None:
        self.windows = (window,)
        self._app = app
        self._kept = WindowScope(self, window, tree)

    def scope(self, window: Window) -> WindowScope:
        """The window that was kept."""
        del window
        return self._kept

    def shot(self) -> Shot:
        """There is none."""
        raise ValueError(BY_SIGHT)

    def picture(self, locator: Locator, within: Box) -> Sighting:
        """Pictures are looked for on living screens only."""
        del locator, within
        return Sighting(why=BY_SIGHT)

    def words(self, locator: Locator, within: Box) -> Sighting:
        """So is text in them."""
        del locator, within
        return Sighting(why=BY_SIGHT)


def look_of(stored: dict[str, Any], app: App) -> KeptLook:
    """Read what `stored` wrote."""
    reader = _Reader()
    root = reader.node(stored["tree"])
    reader.tie_labels()
    tree = Tree(root, KeptDetails(reader.tables, reader.entries))
    box = Box(*stored["box"])
    window = Window(0, str(stored["title"]), box, bool(stored["modal"]), False, None, None)
    return KeptLook(app, window, tree)


class _Reader:
    def __init__(self) -> None:
        self.tables: dict[int, Cells] = {}
        self.entries: dict[int, list[Node]] = {}
        self._by_number: dict[int, Node] = {}
        self._labelled: list[tuple[Node, list[int]]] = []

    def node(self, told: dict[str, Any]) -> Node:
        """One thing and all that is in it."""
        box = told.get("box")
        node = Node(
            key=told.get("number"),
            role=str(told["role"]),
            name=str(told.get("name", "")),
            states=frozenset(State(one) for one in told.get("states", ())),
            native=str(told.get("native", "")),
            box=Box(*box) if box else None,
            text=told.get("text"),
            description=told.get("description"),
            id=told.get("id"),
            placeholder=told.get("placeholder"),
            read=set(Part),
        )
        node.add(*(self.node(one) for one in told.get("children", ())))
        if "number" in told:
            self._by_number[int(told["number"])] = node
        self._labelled.append((node, told.get("labels", [])))
        self.entries[id(node)] = [
            Node(None, str(one["role"]), str(one["name"]), parent=node, read=set(Part))
            for one in told.get("inside", ())
        ]
        if "cells" in told:
            self.tables[id(node)] = self._cells(told["cells"])
        return node

    def _cells(self, told: dict[str, Any]) -> Cells:
        rows = tuple(tuple(self.node(cell) for cell in row) for row in told["rows"])
        headers = tuple(map(str, told["headers"]))
        return Cells(headers, rows, int(told.get("first", 0)), int(told.get("total", 0)))

    def tie_labels(self) -> None:
        """Once all are read: which things are the labels of others."""
        for node, numbers in self._labelled:
            node.labels = tuple(self._by_number[one] for one in numbers if one in self._by_number)


def controls(shown: Shown) -> list[tuple[Control, str | None]]:
    """What can be worked in the window, each with the element that it is."""
    return [(control, name) for _, control, name in controls_of(shown)]


def controls_of(shown: Shown) -> list[tuple[Node, Control, str | None]]:
    """What can be worked in the window, as a thing of its tree too."""
    _, tree = scope_of(shown)
    for part in (Part.LABELS, Part.MARKS, Part.DESCRIPTION):
        tree.need(part, tree.nodes)
    worked = outermost([one for one in tree.nodes if one.role in KINDS and not _in_table(one)])
    texts = tree.boxed(one for one in tree.nodes if one.role == "text" and one.name)
    names = _elements(shown)
    return [(one, _control(one, texts), names.get(id(one))) for one in tree.boxed(worked)]


def _in_table(node: Node) -> bool:
    return any(up.role in {"table", "treegrid"} for up in node.above())


def _control(node: Node, texts: Sequence[Node]) -> Control:
    label = label_of(node, texts) if node.role in FIELDS and not node.labels else None
    # Some toolkits call a list of choices by what is chosen in it; its label is what stays.
    # Others say of all that is in a group that the group is its label: that is the heading.
    labels = [one.name for one in node.labels or () if one.role not in GROUPS]
    said = [*labels, node.name, label.name if label else ""]
    groups = [up.name for up in node.above() if up.name and up.role in GROUPS]
    return Control(
        kind="password" if State.PASSWORD in node.states else KINDS[node.role],
        name=next((as_label(one) for one in said if one), ""),
        text=squeezed(node.name) if node.role not in FIELDS | TICKED else "",
        placeholder=node.placeholder or "",
        title=squeezed(node.description or ""),
        id=node.id or "",
        heading=squeezed(groups[0]) if groups else "",
        path=" ".join(up.role for up in node.above()),
        disabled=State.ENABLED not in node.states,
    )


def _elements(shown: Shown) -> dict[int, str]:
    """Which element of the file each thing is."""
    found = {}
    for element in shown.screen.elements.values():
        if element.row_of is not None:
            continue
        for locator in element.locators:
            if locator.by in {By.CELL, By.KEY, By.PICTURE, By.OCR}:
                continue
            things = shown.scope.find(locator).things
            if len(things) == 1 and isinstance(things[0], NodeThing):
                found[id(things[0].node)] = element.name
                break
    return found


def headings(shown: Shown) -> list[str]:
    """The title of the window, and what the program calls headings."""
    window, tree = scope_of(shown)
    return [window.title, *(one.name for one in tree.nodes if one.role == "heading")]


def headers(shown: Shown, table: Table) -> list[str] | None:
    """What a table's columns are headed; None where it is not found."""
    _, tree = scope_of(shown)
    for locator in table.locators:
        found, _ = Finder(tree).find(locator)
        if len(found) == 1:
            cells = tree.details.cells(found[0]) or by_children(found[0])
            return [as_label(one) for one in cells.headers] if cells is not None else None
    return None
