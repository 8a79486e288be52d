import pytest

from runner.drivers.desktop.scrolling import Scrolling, common
from runner.drivers.desktop.things import NodeThing
from runner.drivers.desktop.tree import State
from runner.drivers.surface.surface import Box, NotDoneError
from tests.unit.drivers.desktop.program import Reader
from tests.unit.drivers.desktop.window import node, window


class Keys:
    def __init__(self, on_key) -> None:
        self.pressed: list[str] = []
        self.keyboard = self
        self._on_key = on_key

    def keys(self, chord, target) -> None:
        assert target.window == 7
        assert target.focused()
        self.pressed.append(chord)
        self._on_key(chord)


def table(*places: tuple[int, int]):
    """A table of 100 pixels with cells at some places."""
    cells = [node("cell", str(at), (0, top, 50, height)) for at, (top, height) in enumerate(places)]
    inside = node("table", "Lines", (0, 0, 200, 100)).add(*cells)
    tree = window(inside)
    tree.root.box = Box(0, 0, 300, 300)
    for cell in cells:
        if cell.box.top >= 100:
            cell.states -= {State.SHOWING}
    return tree, cells


class Stubborn(Reader):
    """What it is asked to focus does not come into view; a header lies over the first pixels."""

    def focus(self, node) -> bool:
        return super().focus(node) and node.role == "table"

    def header(self, node):
        return Box(0, 0, 20, 20)


def shown(tree, cell, on_key=lambda chord: None):
    hands = Keys(on_key)
    place = Scrolling(Stubborn(tree), lambda: hands).shown(NodeThing(cell, tree, 7), 7)
    return place, hands.pressed


def test_the_part_that_shows() -> None:
    tree, cells = table((30, 20), (90, 20))
    assert shown(tree, cells[0]) == (Box(0, 30, 50, 20), [])
    assert shown(tree, cells[1]) == (Box(0, 90, 50, 10), [])


def test_what_a_header_covers_is_not_clicked() -> None:
    tree, cells = table((10, 20), (2, 20))
    assert shown(tree, cells[0])[0] == Box(0, 20, 50, 10)
    with pytest.raises(NotDoneError, match="scrolled out of what shows"):
        shown(tree, cells[1])


def test_pages_are_turned_until_it_shows() -> None:
    tree, cells = table((250, 20))

    def page(chord: str) -> None:
        top = cells[0].box.top - 80
        cells[0].box = Box(0, top, 50, 20)
        if top < 100:
            cells[0].states |= {State.SHOWING}

    assert shown(tree, cells[0], page) == (Box(0, 90, 50, 10), ["PageDown", "PageDown"])


def test_what_does_not_move_is_not_clicked() -> None:
    tree, cells = table((250, 20))
    with pytest.raises(NotDoneError, match="scrolled out of what shows"):
        shown(tree, cells[0])


def test_what_two_places_share() -> None:
    assert common(Box(0, 0, 10, 10), Box(5, 5, 10, 10)) == Box(5, 5, 5, 5)
    assert common(Box(0, 0, 10, 10), Box(10, 0, 5, 5)) is None
