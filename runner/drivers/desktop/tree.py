"""What a window tells of itself: a tree of things with roles, names, states and places."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from runner.drivers.surface.surface import Box


class State(StrEnum):
    """What is so of a thing, in the words that people use."""

    ACTIVE = "active"
    BUSY = "busy"
    CHECKED = "checked"
    CHECKABLE = "checkable"
    GONE = "gone"
    EDITABLE = "editable"
    ENABLED = "enabled"
    EXPANDABLE = "expandable"
    EXPANDED = "expanded"
    FOCUSABLE = "focusable"
    FOCUSED = "focused"
    MANY = "many"
    """Several of its children can be chosen."""
    MINIMISED = "minimised"
    MIXED = "mixed"
    MODAL = "modal"
    MULTI_LINE = "multi-line"
    PASSWORD = "password"  # noqa: S105 - a state's name
    PRESSED = "pressed"
    """Held down at this moment."""
    READ_ONLY = "read-only"
    SELECTABLE = "selectable"
    SELECTED = "selected"
    SHOWING = "showing"
    VIRTUAL = "virtual"
    """Has children only while they are looked at."""
    VISIBLE = "visible"


class Part(StrEnum):
    """What is read of things only when it is asked for."""

    BOX = "box"
    TEXT = "text"
    DESCRIPTION = "description"
    MARKS = "marks"
    """Its id and its placeholder."""
    LABELS = "labels"


@dataclass(slots=True, eq=False)
class Node:
    """One thing. What is None has not been read."""

    key: Hashable
    """What the system knows it by."""
    role: str
    """In the words of the web: `button`, `textbox`, `cell`."""
    name: str = ""
    states: frozenset[State] = frozenset({State.SHOWING, State.VISIBLE, State.ENABLED})
    native: str = ""
    """The system's own word for its role."""
    parent: "Node | None" = field(default=None, repr=False)
    children: "list[Node]" = field(default_factory=list, repr=False)
    box: Box | None = None
    text: str | None = None
    """What it holds; None also where it is no field."""
    description: str | None = None
    id: str | None = None
    placeholder: str | None = None
    labels: "tuple[Node, ...] | None" = field(default=None, repr=False)
    """The things that are its label, by the program's own word."""
    read: set[Part] = field(default_factory=set, repr=False)
    """Which parts of it were read."""

    @property
    def showing(self) -> bool:
        """Whether it can be seen, as far as the program says."""
        return State.SHOWING in self.states and State.VISIBLE in self.states

    def add(self, *children: "Node") -> "Node":
        """Puts things into this one; gives this one."""
        for child in children:
            child.parent = self
            self.children.append(child)
        return self

    def walk(self) -> "Iterator[Node]":
        """This thing and everything in it, in reading order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))

    def above(self) -> "Iterator[Node]":
        """What it stands in, the nearest first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent


class Details(Protocol):
    """Reads what a tree does not have yet."""

    def load(self, part: Part, nodes: Sequence[Node]) -> None:
        """Fills a part of things in, all in one go."""

    def inside(self, node: Node) -> list[Node]:
        """Everything in a thing that cannot be seen, such as a closed menu; not the thing."""

    def cells(self, node: Node) -> "Cells | None":
        """The cells of a table; None when it tells none."""


@dataclass(frozen=True, slots=True)
class Cells:
    """A table, as far as it can be read."""

    headers: tuple[str, ...]
    rows: tuple[tuple[Node, ...], ...]
    """Their cells, by column."""
    first: int = 0
    """The number of the first of these rows, counted from 0."""
    total: int = 0
    """How many rows the table says that it has."""


class NoDetails:
    """For trees that have everything already."""

    def load(self, part: Part, nodes: Sequence[Node]) -> None:
        """There is nothing to read."""

    def inside(self, node: Node) -> list[Node]:
        """There is nothing to read."""
        del node
        return []

    def cells(self, node: Node) -> Cells | None:
        """There is nothing to read."""
        del node
        return None


class Tree:
    """A window's things in one moment."""

    def __init__(self, root: Node, details: Details | None = None) -> None:
        self.root = root
        self.details = details or NoDetails()
        everything = list(root.walk())
        self.nodes = [one for one in everything if one.showing]
        """All that show, in reading order."""
        self.hidden = [one for one in everything if not one.showing]
        self._order = {id(one): place for place, one in enumerate(everything)}

    def need(self, part: Part, nodes: Iterable[Node]) -> None:
        """Has a part of some things read, where it was not yet."""
        wanted = [one for one in nodes if part not in one.read]
        if wanted:
            self.details.load(part, wanted)
            for node in wanted:
                node.read.add(part)

    def within(self, top: Node) -> list[Node]:
        """All that show in a thing, without itself."""
        return [one for one in top.walk() if one.showing and one is not top]

    def boxed(self, nodes: Iterable[Node]) -> list[Node]:
        """Those of some things that have a place inside the window."""
        asked = list(nodes)
        self.need(Part.BOX, [self.root, *asked])
        return [one for one in asked if self.placed(one)]

    def placed(self, node: Node) -> bool:
        """Whether a thing lies inside the window, at least a pixel of it."""
        box, window = node.box, self.root.box
        if box is None or box.width <= 0 or box.height <= 0 or box.left < -(1 << 20):
            return False
        if window is None or window.width <= 0:
            return True
        return (
            box.left < window.left + window.width
            and window.left < box.left + box.width
            and box.top < window.top + window.height
            and window.top < box.top + box.height
        )
