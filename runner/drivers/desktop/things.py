"""What was found in a window, and how it reads."""

import re
from dataclasses import dataclass

from runner.drivers.desktop.comparing import squeezed
from runner.drivers.desktop.tree import Node, Part, State, Tree
from runner.drivers.surface.surface import Box

FIELDS = frozenset({"textbox", "spinbutton", "combobox", "document", "slider"})
TICKED = frozenset({"checkbox", "radio"})
SPREADSHEET_CELL = re.compile(r"(?P<column>[A-Z]{1,3})(?P<row>[1-9][0-9]{0,6})")
"""What a spreadsheet's cells are called; what they hold is their text."""
LISTS = frozenset({"list", "listbox", "tree"})


@dataclass(frozen=True, slots=True, eq=False)
class NodeThing:
    """Something that accessibility tells of."""

    node: Node
    tree: Tree
    window: int = 0
    """The X11 window it is in; 0 when that is not known."""

    @property
    def box(self) -> Box | None:
        """Where it is on the display."""
        self.tree.need(Part.BOX, [self.node])
        return self.node.box

    @property
    def text(self) -> str:
        """What it shows or holds."""
        return reading(self.node, self.tree)


@dataclass(frozen=True, slots=True, eq=False)
class PlaceThing:
    """A place in a window, found by what it looks like or by what it is beside."""

    box: Box
    window: int
    text: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class KeyThing:
    """A key that does it; it has no place."""

    key: str
    window: int
    box: Box | None = None
    text: str = ""


def reading(node: Node, tree: Tree) -> str:
    """What a thing shows or holds, as a person would read it out."""
    if node.role in TICKED or (State.CHECKABLE in node.states and node.role != "cell"):
        return str(State.CHECKED in node.states).lower()
    tree.need(Part.TEXT, [node])
    if node.role == "combobox":
        return _chosen(node, tree)
    if node.role in LISTS or (node.role == "group" and radios(node)):
        return "\n".join(squeezed(one.name) for one in _marked(node))
    if node.role in FIELDS:
        return node.text or ""
    if node.text is not None and of_spreadsheet(node):
        return node.text
    return squeezed(node.text or "") or squeezed(node.name)


def _chosen(node: Node, tree: Tree) -> str:
    """A combo box's choice: the text in its field, its own name, or the entry that is marked.

    Qt and GTK name it after its choice; an entry may be marked in its closed list that is not it.
    """
    fields = [one for one in node.walk() if one.role == "textbox"]
    tree.need(Part.TEXT, fields)
    for field in fields:
        return field.text or ""
    if node.text:
        return squeezed(node.text)
    entries = [one for one in tree.details.inside(node) if one.name]
    if any(squeezed(one.name) == squeezed(node.name) for one in entries):
        return squeezed(node.name)
    # GTK 4 has a button in it that bears its choice, and no entries while it is closed.
    shown = [one for one in entries if one.role == "button"]
    marked = [one for one in entries if State.SELECTED in one.states] or shown
    return squeezed(marked[0].name) if marked else ""


def _marked(node: Node) -> list[Node]:
    marks = {State.SELECTED, State.CHECKED}
    return [one for one in node.walk() if one is not node and marks & one.states and one.name]


def radios(node: Node) -> list[Node]:
    """The radio buttons in a group."""
    return [one for one in node.walk() if one.role == "radio" and one.showing]


def of_spreadsheet(node: Node) -> bool:
    """Whether it is the cell of a spreadsheet, by its name."""
    return node.role == "cell" and SPREADSHEET_CELL.fullmatch(node.name) is not None
