"""Pictures of a program in which nothing can be seen that must not be."""

from collections.abc import Iterator

from runner.drivers.desktop.finding import FIELDS
from runner.drivers.desktop.looks import WindowLook, WindowScope
from runner.drivers.desktop.ruling import follows
from runner.drivers.desktop.seam import Eyes
from runner.drivers.desktop.tree import Part
from runner.drivers.surface.surface import Box, Hidden
from runner.screens.model import By, Element, Screen

ROOM = 3
"""Pixels that are covered around a thing."""


def masked(look: WindowLook, eyes: Eyes, hidden: Hidden, *, whole: bool) -> bytes:
    """A JPEG of the display, or where it is shared of the program's windows only."""
    shot = eyes.shot() if whole else eyes.shot(_around([one.box for one in look.windows]))
    covered: list[Box] = []
    for window in look.windows:
        scope = look.scope(window)
        covered += _elements(scope, hidden)
        covered += _values(scope, hidden.values)
        covered += _fields(scope) if hidden.fields else ()
    if hidden.values:
        covered += eyes.holds(shot, hidden.values)
    return eyes.jpeg(shot, [_wider(one) for one in covered])


def _elements(scope: WindowScope, hidden: Hidden) -> Iterator[Box]:
    for screen, element in hidden.elements:
        if screen.window is None or follows(scope.window.title, screen.window):
            yield from _places(scope, screen, element)


def _places(scope: WindowScope, screen: Screen, element: Element) -> Iterator[Box]:
    """Wherever any of its locators leads: too much is covered rather than too little."""
    del screen
    for locator in element.locators:
        if locator.by not in {By.CELL, By.KEY}:
            for thing in scope.find(locator).things:
                if thing.box is not None:
                    yield thing.box


def _fields(scope: WindowScope) -> Iterator[Box]:
    """Everything that a value can be typed into or chosen in."""
    if scope.tree is not None:
        fields = [one for one in scope.tree.nodes if one.role in FIELDS]
        yield from (node.box for node in scope.tree.boxed(fields) if node.box is not None)


def _values(scope: WindowScope, values: tuple[str, ...]) -> Iterator[Box]:
    """Things that say or hold one of the values."""
    tree = scope.tree
    if tree is None or not values:
        return
    tree.need(Part.TEXT, tree.nodes)
    saying = [
        one
        for one in tree.nodes
        if one is not tree.root
        and any(value in f"{one.name}\n{one.text or ''}" for value in values)
    ]
    for node in tree.boxed(saying):
        if node.box is not None:
            yield node.box


def _around(boxes: list[Box]) -> Box | None:
    if not boxes:
        return None
    left, top = min(one.left for one in boxes), min(one.top for one in boxes)
    right = max(one.left + one.width for one in boxes)
    bottom = max(one.top + one.height for one in boxes)
    return Box(max(0, left), max(0, top), right - max(0, left), bottom - max(0, top))


def _wider(box: Box) -> Box:
    return Box(box.left - ROOM, box.top - ROOM, box.width + 2 * ROOM, box.height + 2 * ROOM)
