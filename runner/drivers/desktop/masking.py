"""What must be covered in a picture of a program, as far as accessibility tells where it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from runner.drivers.desktop.finding import FIELDS
from runner.drivers.desktop.looks import WindowLook, WindowScope
from runner.drivers.desktop.ruling import follows
from runner.drivers.desktop.tree import Node, Part
from runner.drivers.surface.surface import Box, Hidden
from runner.screens.model import By, Element, Locator, Screen

ROOM = 3
"""Pixels that are covered around a thing."""
TITLE_BAR = 30
BY_SIGHT = frozenset({By.PICTURE, By.OCR})


@dataclass(frozen=True, slots=True)
class Sought:
    """What can only be seen: a place that is looked for in the picture itself."""

    scope: WindowScope
    locator: Locator
    room: Box
    """The part of the display in which it is looked for."""


@dataclass(frozen=True, slots=True)
class Covering:
    """What one look told of all that may have to be covered. It asks the program no more."""

    shape: tuple[object, ...]
    """Tells looks apart in which something stands elsewhere."""
    names: frozenset[tuple[str, str]]
    """Of which screens' elements it is known where they are."""
    marked: tuple[Box, ...]
    """Where these are, wherever any of their locators leads."""
    sought: tuple[Sought, ...]
    """Those of them that only the eye can find."""
    fields: tuple[Box, ...]
    """Everything that a value can be typed into or chosen in."""
    said: tuple[tuple[str, Box], ...]
    """What things say or hold, and where they are."""
    dumb: tuple[Box, ...]
    """Windows that did not say what is in them, of which more is known to be marked."""

    def knows(self, hidden: Hidden) -> bool:
        """Whether it was asked where all of this is."""
        return names_of(hidden) <= self.names

    def places(self, hidden: Hidden) -> Iterator[Box]:
        """Everything that accessibility knows to be covered."""
        yield from self.marked
        yield from self.dumb
        if hidden.fields:
            yield from self.fields
        for said, box in self.said:
            if any(value in said for value in hidden.values):
                yield box

    def seen(self) -> Iterator[Box]:
        """Everything of it that is found by looking at the picture."""
        for one in self.sought:
            for thing in one.scope.sighted(one.locator, one.room).things:
                if thing.box is not None:
                    yield thing.box


def names_of(hidden: Hidden) -> frozenset[tuple[str, str]]:
    """The elements that are hidden, by their screens' names and their own."""
    return frozenset((screen.name, element.name) for screen, element in hidden.elements)


def covering(look: WindowLook, hidden: Hidden) -> Covering:
    """Reads off a look, at once, whatever a mask may need."""
    marked: list[Box] = []
    sought: list[Sought] = []
    shape: list[object] = []
    said: list[tuple[str, Box]] = []
    fields: list[Box] = []
    dumb: list[Box] = []
    for window in look.windows:
        scope = look.scope(window)
        nodes = _nodes(scope)
        elements = list(_elements(scope, hidden))
        marked += [box for one in elements for box in _told(scope, one)]
        sought += [each for one in elements for each in _sought(scope, one)]
        said += [(window.title, _bar(window.box))]
        said += [(f"{node.name}\n{node.text or ''}", box) for node, box in nodes]
        fields += [box for node, box in nodes if node.role in FIELDS]
        shape += [window.id, window.box, *((node.role, box) for node, box in nodes)]
        if (elements or hidden.fields) and _dumb(scope):
            dumb.append(window.box)
    known = (names_of(hidden), tuple(marked), tuple(sought), tuple(fields), tuple(said))
    return Covering(tuple(shape), *known, tuple(dumb))


def _bar(window: Box) -> Box:
    """Where a window manager writes the title, if it does."""
    return Box(window.left, window.top - TITLE_BAR, window.width, TITLE_BAR)


def _nodes(scope: WindowScope) -> list[tuple[Node, Box]]:
    """The things that have a place, with what they hold; the window is none of them."""
    tree = scope.tree
    if tree is None:
        return []
    nodes = [one for one in tree.nodes if one is not tree.root]
    tree.need(Part.TEXT, nodes)
    return [(one, one.box) for one in tree.boxed(nodes) if one.box is not None]


def _dumb(scope: WindowScope) -> bool:
    """Whether a window that usually tells what is in it did not; asked after it was read."""
    return scope.look.silent or (scope.tree is None and scope.window.top is not None)


def _elements(scope: WindowScope, hidden: Hidden) -> Iterator[Element]:
    for screen, element in hidden.elements:
        if _may_be(scope, screen):
            yield element


def _may_be(scope: WindowScope, screen: Screen) -> bool:
    return screen.window is None or follows(scope.window.title, screen.window)


def _told(scope: WindowScope, element: Element) -> Iterator[Box]:
    """Wherever any of its locators leads: too much is covered rather than too little."""
    for locator in element.locators:
        if locator.by not in BY_SIGHT | {By.CELL, By.KEY}:
            for thing in scope.find(locator).things:
                if thing.box is not None:
                    yield thing.box


def _sought(scope: WindowScope, element: Element) -> Iterator[Sought]:
    for locator in element.locators:
        room = scope.room(locator) if locator.by in BY_SIGHT else None
        if room is not None:
            yield Sought(scope, locator, room)


def around(boxes: Sequence[Box]) -> Box | None:
    """The part of the display that holds them all; None for none."""
    if not boxes:
        return None
    left, top = min(one.left for one in boxes), min(one.top for one in boxes)
    right = max(one.left + one.width for one in boxes)
    bottom = max(one.top + one.height for one in boxes)
    return Box(max(0, left), max(0, top), right - max(0, left), bottom - max(0, top))


def wider(box: Box) -> Box:
    """With some room around it."""
    return Box(box.left - ROOM, box.top - ROOM, box.width + 2 * ROOM, box.height + 2 * ROOM)
