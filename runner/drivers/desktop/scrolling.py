"""Brings what is scrolled out of a table or a list into view, and says which part of it shows."""

import time
from collections.abc import Callable

from runner.drivers.desktop.accessibility import Accessibility, SilentError
from runner.drivers.desktop.seam import FocusLostError, Hands, Target
from runner.drivers.desktop.things import NodeThing
from runner.drivers.desktop.tree import Node, Part, State
from runner.drivers.surface.surface import Box, NotDoneError
from runner.waiting import pause

TABLES = frozenset({"table", "treegrid", "tree", "list", "listbox"})
CLIPPING = frozenset({"viewport", "scroll pane"})
"""What shows only a part of what is in it, by AT-SPI's own words."""
LEAST = 4
"""Pixels of a thing that must show for a click to be sure of it."""
SCROLLED_SECONDS = 0.4
REST_SECONDS = 0.1
LOOK_SECONDS = 0.01
MOST_PAGES = 500
UP, DOWN = "PageUp", "PageDown"
HIDDEN = "it is scrolled out of what shows, and the program does not scroll to it"


class Scrolling:
    """Scrolls as a person would, and never clicks at what lies where a row would be."""

    def __init__(self, reader: Accessibility, hands: Callable[[], Hands]) -> None:
        self._reader = reader
        self._hands = hands

    def shown(self, thing: NodeThing, window: int) -> Box:
        """The part of a thing that shows now; it is scrolled to where none does.

        Raises NotDoneError when it cannot be brought into view.
        """
        self._reader.show(thing.node)
        part = self._part(thing)
        if part is None and any(map(_clips, thing.node.above())):
            part = self._by_focus(thing) or self._by_pages(thing, window)
            part = part and self._at_rest(thing)
        if part is None:
            raise NotDoneError(HIDDEN if _boxed(thing.node) else "it has no place to be clicked")
        return part

    def _by_focus(self, thing: NodeThing) -> Box | None:
        return self._await(thing) if self._reader.focus(thing.node) else None

    def _by_pages(self, thing: NodeThing, window: int) -> Box | None:
        """With the keys for a page, which go to the table alone, until it shows or stays put."""
        owner = _owner(thing.node)
        if owner is None or not _boxed(thing.node):
            return None
        self._reader.focus(owner)
        target = Target(window, lambda: self._holds_focus(owner))
        for _ in range(MOST_PAGES):
            before = thing.node.box
            try:
                self._hands().keyboard.keys(self._way(thing, owner), target)
            except FocusLostError as error:
                raise NotDoneError(error.why) from error
            part = self._await(thing, unless=before)
            if part is not None or thing.node.box == before:
                return part
        return None

    def _holds_focus(self, owner: Node) -> bool:
        return self._reader.focused(owner) or any(
            self._reader.focused(one) for one in owner.children
        )

    def _way(self, thing: NodeThing, owner: Node) -> str:
        place, outer = thing.node.box, owner.box
        return UP if place and outer and place.top < outer.top + outer.height // 2 else DOWN

    def _await(self, thing: NodeThing, unless: Box | None = None) -> Box | None:
        """The part that shows, once it does; with `unless` no longer than it is elsewhere."""
        until = time.monotonic() + SCROLLED_SECONDS
        while True:
            part = self._part(thing)
            moved = unless is not None and thing.node.box != unless
            if part is not None or moved or time.monotonic() >= until:
                return part
            pause(LOOK_SECONDS, because="a program scrolls when it has got to it")

    def _at_rest(self, thing: NodeThing) -> Box | None:
        """The part that shows once it stays where it is: GTK lets a table glide to its place."""
        part, since = self._part(thing), time.monotonic()
        while time.monotonic() - since < REST_SECONDS:
            pause(LOOK_SECONDS, because="what glides tells nobody when it has come to rest")
            now = self._part(thing)
            if now != part:
                part, since = now, time.monotonic()
        return part

    def _part(self, thing: NodeThing) -> Box | None:
        """What shows of a thing, by the places that it and all around it have now."""
        node, tree = thing.node, thing.tree
        around = [one for one in node.above() if _clips(one)]
        for one in (node, *around):
            one.read.discard(Part.BOX)
        tree.need(Part.BOX, [tree.root, node, *around])
        if _owner(node) is not None and not self._showing(node):
            return None
        part = node.box
        for outer in (tree.root, *around):
            part = part and outer.box and common(part, outer.box)
        owner = _owner(node)
        if part is not None and owner is not None:
            part = below(self._reader.header(owner), part)
        return part if part and min(part.width, part.height) >= LEAST else None

    def _showing(self, node: Node) -> bool:
        try:
            return State.SHOWING in self._reader.states(node)
        except SilentError:
            return False


def _owner(node: Node) -> Node | None:
    return next((one for one in node.above() if one.role in TABLES), None)


def _clips(node: Node) -> bool:
    return node.role in TABLES or node.native in CLIPPING


def _boxed(node: Node) -> bool:
    return node.box is not None and node.box.width > 0


def common(one: Box, other: Box) -> Box | None:
    """What two places share."""
    left, top = max(one.left, other.left), max(one.top, other.top)
    right = min(one.left + one.width, other.left + other.width)
    bottom = min(one.top + one.height, other.top + other.height)
    return Box(left, top, right - left, bottom - top) if right > left and bottom > top else None


def below(head: Box | None, part: Box) -> Box:
    """What of a place the headers over all columns leave free."""
    bottom = head.top + head.height if head is not None else part.top
    hidden = min(part.height, bottom - part.top)
    return part if hidden <= 0 else Box(part.left, bottom, part.width, part.height - hidden)
