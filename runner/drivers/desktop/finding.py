"""Finds things in a window's tree: every locator gives the list of what it matches."""

from collections.abc import Callable, Iterable, Sequence

from runner.drivers.desktop.comparing import comparer
from runner.drivers.desktop.geometry import label_of, nearest
from runner.drivers.desktop.paths import by_path
from runner.drivers.desktop.things import radios
from runner.drivers.desktop.tree import Node, Part, State, Tree
from runner.screens.model import By, Locator

LABELLED = frozenset(
    {"textbox", "combobox", "checkbox", "radio", "spinbutton", "slider", "listbox", "list", "table",
     "tree", "treegrid", "progressbar", "document", "img", "group"}
)  # fmt: skip
FIELDS = frozenset({"textbox", "combobox", "spinbutton", "slider", "document", "listbox"})
"""What may have a label that the program does not tell of."""
PRESSABLE = FIELDS | {"button", "link", "checkbox", "radio", "tab", "list", "table", "treegrid"}
SAYING = frozenset({"text", "heading", "group", "status", "img"})
HEADED = frozenset({"heading", "group"})
MENUS = frozenset({"menu", "menuitem", "menubar"})
ROLE_WORDS = {"label": "text", "image": "img", "menu": "menuitem", "frame": "window"}
"""Other words for a role; what a window system calls menu is an item of the one above it."""
SIDES = {By.RIGHT_OF: "right", By.LEFT_OF: "left", By.BELOW: "below", By.ABOVE: "above"}


class Finder:
    """Finds in one tree, or in a part of it."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._ways: dict[By, Callable[[Locator, Sequence[Node]], list[Node]]] = {
            By.ROLE: self._role,
            By.LABEL: self._label,
            By.TEXT: lambda one, nodes: innermost(self._saying(one, nodes, label=False)),
            By.HEADING: self._heading,
            By.PLACEHOLDER: self._placeholder,
            By.TITLE: self._title,
            By.ID: self._id,
            By.PATH: self._path,
        }

    def find(self, locator: Locator, nodes: Sequence[Node] | None = None) -> tuple[list[Node], int]:
        """The things that a locator matches and that can be seen, and how many are hidden."""
        seen, hidden = self._pool(locator, nodes)
        found = self.tree.boxed(self._by(locator, seen))
        unseen = len(self._by(locator, hidden)) if not found and locator.by not in SIDES else 0
        return found, unseen

    def reachable(self, locator: Locator) -> list[Node]:
        """Entries of a closed menu: they can be used without opening it, where `within` names it."""
        if locator.within is None or locator.by not in {By.ROLE, By.TEXT}:
            return []
        menus, _ = self.find(locator.within)
        if len(menus) != 1 or menus[0].role not in MENUS:
            return []
        return innermost(self._by(locator, self.tree.details.inside(menus[0])))

    def _pool(
        self, locator: Locator, nodes: Sequence[Node] | None
    ) -> tuple[Sequence[Node], list[Node]]:
        seen = self.tree.nodes if nodes is None else nodes
        hidden = self.tree.hidden if nodes is None else []
        if locator.within is None:
            return [*seen, *self._unread(seen, locator)], hidden
        tops, _ = self.find(locator.within, nodes)
        if len(tops) != 1:
            return [], []
        inside = set(map(id, tops[0].walk()))
        return (
            [
                *(one for one in seen if id(one) in inside and one is not tops[0]),
                *self._unread(tops[0].walk(), locator),
            ],
            [one for one in hidden if id(one) in inside],
        )

    def _unread(self, nodes: Iterable[Node], locator: Locator) -> list[Node]:
        """Cells of tables that have too many to be in the tree: the one that has the cursor.

        With a name it is any that shows.
        """
        if locator.by is not By.ROLE or locator.text.strip() != "cell":
            return []
        large = [one for one in nodes if State.VIRTUAL in one.states and not one.children]
        read = [self.tree.details.cells(one) for one in large if one.role == "table"]
        cells = [one for table in read if table for row in table.rows for one in row]
        return [one for one in cells if locator.name is not None or State.FOCUSED in one.states]

    def _by(self, locator: Locator, nodes: Sequence[Node]) -> list[Node]:
        if locator.by in SIDES:
            return self._beside(locator, nodes)
        way = self._ways.get(locator.by)
        return way(locator, nodes) if way is not None else []

    def _role(self, locator: Locator, nodes: Sequence[Node]) -> list[Node]:
        asked = locator.text.strip()
        roles = {asked, ROLE_WORDS.get(asked, asked)}
        alike = [one for one in nodes if one.role in roles or one.native == asked]
        if locator.name is None:
            return alike
        says = comparer(locator.name, exact=locator.exact, label=True)
        named = [one for one in alike if says(one.name)]
        return named or [one for one in alike if any(says(name) for name in self._names(one))]

    def _names(self, node: Node) -> list[str]:
        self.tree.need(Part.LABELS, [node])
        return [one.name for one in node.labels or ()]

    def _label(self, locator: Locator, nodes: Sequence[Node]) -> list[Node]:
        says = comparer(locator.text, exact=locator.exact, label=True)
        asked = [one for one in nodes if _labelled(one)]
        found = [one for one in asked if one.name and says(one.name)]
        if found:
            return innermost(found)
        self.tree.need(Part.LABELS, asked)
        found = [one for one in asked if any(says(label.name) for label in one.labels or ())]
        return innermost(found) or self._by_place(says, nodes)

    def _by_place(self, says: Callable[[str], bool], nodes: Sequence[Node]) -> list[Node]:
        """Fields that no label is tied to, by the text that stands left of or above them."""
        texts = self.tree.boxed(one for one in nodes if one.role == "text" and one.name)
        if not any(says(one.name) for one in texts):
            return []
        fields = self.tree.boxed(one for one in nodes if one.role in FIELDS and not one.labels)
        found = [one for one in fields if (text := label_of(one, texts)) and says(text.name)]
        return outermost(found)

    def _saying(self, locator: Locator, nodes: Iterable[Node], *, label: bool) -> list[Node]:
        says = comparer(locator.text, exact=locator.exact, label=label)
        asked = [one for one in nodes if one is not self.tree.root]
        found = [one for one in asked if one.name and one.role not in FIELDS and says(one.name)]
        nameless = [one for one in asked if not one.name and one.role in SAYING]
        self.tree.need(Part.TEXT, nameless)
        return found + [one for one in nameless if one.text and says(one.text)]

    def _heading(self, locator: Locator, nodes: Sequence[Node]) -> list[Node]:
        """A heading, the title of a group or of the window; else a text that stands alone.

        Hardly a toolkit knows headings: what heads a page is a text like any other.
        """
        says = comparer(locator.text, exact=locator.exact, label=True)
        asked = [one for one in nodes if one.role in HEADED or one is self.tree.root]
        found = [one for one in asked if one.name and says(one.name)]
        return innermost(found or [one for one in nodes if one.role == "text" and says(one.name)])

    def _placeholder(self, locator: Locator, nodes: Sequence[Node]) -> list[Node]:
        asked = [one for one in nodes if one.role in FIELDS]
        self.tree.need(Part.MARKS, asked)
        says = comparer(locator.text, exact=locator.exact)
        return [one for one in asked if one.placeholder and says(one.placeholder)]

    def _title(self, locator: Locator, nodes: Sequence[Node]) -> list[Node]:
        self.tree.need(Part.DESCRIPTION, nodes)
        says = comparer(locator.text, exact=locator.exact)
        return [one for one in nodes if one.description and says(one.description)]

    def _id(self, locator: Locator, nodes: Sequence[Node]) -> list[Node]:
        """The whole id, or its last part where a program puts those of all that is around it first."""
        self.tree.need(Part.MARKS, nodes)
        wanted = locator.text
        return [
            one for one in nodes if one.id and (one.id == wanted or one.id.endswith(f".{wanted}"))
        ]

    def _path(self, locator: Locator, nodes: Sequence[Node]) -> list[Node]:
        known = set(map(id, nodes))
        return [one for one in by_path(self.tree.root, locator.text) if id(one) in known]

    def _beside(self, locator: Locator, nodes: Sequence[Node]) -> list[Node]:
        anchors = self.tree.boxed(innermost(self._saying(locator, nodes, label=True)))
        if len(anchors) != 1:
            return []
        side = SIDES[locator.by]
        # What stands next to the text counts, be it a field or a text that is only shown.
        beside = outermost([one for one in nodes if one.role in PRESSABLE])
        beside += [one for one in nodes if one.role == "text"]
        return nearest(anchors[0], self.tree.boxed(beside), side)


def _labelled(node: Node) -> bool:
    if node.role == "group":
        return bool(node.name and radios(node))
    return node.role in LABELLED or State.EDITABLE in node.states or State.CHECKABLE in node.states


def innermost(nodes: Sequence[Node]) -> list[Node]:
    """Those in which no other of them stands."""
    known = {id(up) for one in nodes for up in one.above()}
    return [one for one in nodes if id(one) not in known]


def outermost(nodes: Sequence[Node]) -> list[Node]:
    """Those that stand in no other of them: a combo box, not the field and the button in it.

    GTK calls a whole page a tab, with everything that is on it; that is not part of the tab.
    """
    known = {id(one) for one in nodes if one.role != "tab"}
    return [one for one in nodes if not any(id(up) in known for up in one.above())]
