"""Programs that draw their own things into a window of GTK's, such as LibreOffice.

They count the places of those from the top of the window, as if no menu bar stood over them: a
click into a row would go into the one above it. The pane that holds them all, and what it stands
in, are one and the same place, so their difference tells by how much.
"""

from collections.abc import Callable, Sequence
from typing import Any

from runner.drivers.desktop.atspi import wire
from runner.drivers.desktop.atspi.registry import ACCESSIBLE, Ref
from runner.drivers.desktop.atspi.wire import Call
from runner.drivers.desktop.tree import Node
from runner.drivers.surface.surface import Box

PANE = "root pane"
Shift = tuple[int, int]
Told = Callable[[Sequence[Node]], list[Box | None]]


class Panes:
    """Knows by how much places are wrong in the panes of windows that were read."""

    def __init__(self, ask: Callable[[Sequence[Call]], list[Any]], told: Told) -> None:
        self._ask = ask
        self._told = told
        self._shifts: dict[Ref, Shift] = {}

    def look(self, root: Node) -> None:
        """Measures the panes of a window; once it was clicked, LibreOffice tells them right."""
        for pane in [one for one in root.walk() if one.native == PANE]:
            shift = _shift(*self._told([pane, pane.parent])) if pane.parent else None
            self._shifts.pop(_ref(pane), None)
            if shift is not None:
                self._shifts[_ref(pane)] = shift

    def straight(self, node: Node, box: Box) -> Box:
        """Where a thing is that was told to be at a place."""
        shift = next(
            (self._shifts[_ref(up)] for up in _line(node) if _ref(up) in self._shifts), None
        )
        if shift is None or self._native(node):
            return box
        return Box(box.left + shift[0], box.top + shift[1], box.width, box.height)

    def _native(self, node: Node) -> bool:
        """Whether it is one of GTK's own things, which know where they are."""
        owner, path = _ref(node)
        said = self._ask([Call(owner, path, ACCESSIBLE, "GetAttributes", decode=wire.named_texts)])
        return isinstance(said[0], dict) and "toolkit" in said[0]


def _ref(node: Node) -> Ref:
    key: Any = node.key
    owner, path = key
    return owner, path


def _line(node: Node) -> list[Node]:
    return [node, *node.above()]


def _shift(pane: Box | None, around: Box | None) -> Shift | None:
    if pane is None or around is None:
        return None
    alike = (pane.width, pane.height) == (around.width, around.height)
    shift = around.left - pane.left, around.top - pane.top
    return shift if alike and shift != (0, 0) else None
