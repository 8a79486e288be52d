import pytest

from runner.drivers.desktop.accessibility import Acted
from runner.drivers.desktop.pressing import Pressing
from runner.drivers.desktop.seam import FocusLostError, Target
from runner.drivers.desktop.things import KeyThing, NodeThing, PlaceThing
from runner.drivers.desktop.tree import Node
from runner.drivers.surface.surface import Box, NotDoneError
from runner.screens.model import Element, Press
from tests.unit.drivers.desktop.program import Reader
from tests.unit.drivers.desktop.window import PLACE, UNSEEN, node, window


class Place:
    """Notes what is sent, and when it was announced."""

    def __init__(self) -> None:
        self.hands = self.keyboard = self
        self.sent: list[str] = []
        self.lost: FocusLostError | None = None

    def target(self, thing) -> Target:
        return Target(3)

    def opened(self):
        return lambda: False

    def in_popup(self, window: int) -> bool:
        return False

    def bring(self, window: int) -> None: ...

    def focus(self, thing) -> Target:
        return Target(3)

    def click(self, thing, target, *, count=1) -> None:
        self.sent.append(f"click {count}")

    def keys(self, chord: str, target) -> None:
        if self.lost is not None:
            raise self.lost
        self.sent.append(chord)


def pressing(button: Node) -> tuple[Pressing, Reader, Place, NodeThing]:
    tree = window(button)
    reader, place = Reader(tree), Place()
    return Pressing(reader, place), reader, place, NodeThing(button, tree, 3)


def element(press: Press | None = None) -> Element:
    return Element("save", PLACE, (), press=press)


def test_the_programs_own_action_is_taken_and_announced_before() -> None:
    made, reader, place, thing = pressing(node("button", "Save"))
    layer = made.press(thing, element(), Press.CLICK, lambda: reader.done.append(("announced", "")))
    assert layer == "accessibility"
    assert reader.done == [("announced", ""), ("act", "Save")]
    assert place.sent == []


def test_an_element_may_want_the_mouse() -> None:
    made, reader, place, thing = pressing(node("button", "Save"))
    assert made.press(thing, element(Press.CLICK), Press.CLICK, _nothing) == "mouse"
    assert (reader.done, place.sent) == ([], ["click 1"])
    made.press(thing, element(Press.DOUBLE_CLICK), Press.DOUBLE_CLICK, _nothing)
    assert place.sent[-1] == "click 2"


def test_an_action_that_was_refused_is_not_sent_and_then_the_mouse_is_taken() -> None:
    made, reader, place, thing = pressing(node("button", "Save"))
    reader.can = Acted.UNABLE
    with pytest.raises(NotDoneError, match="refused"):
        made.press(thing, element(), Press.CLICK, _nothing)
    assert made.press(thing, element(), Press.CLICK, _nothing) == "mouse"
    assert place.sent == ["click 1"]


def test_an_action_that_never_answers_counts_as_sent() -> None:
    made, reader, _, thing = pressing(node("button", "Save"))
    reader.can = Acted.SILENT
    assert made.press(thing, element(), Press.CLICK, _nothing) == "accessibility"


def test_what_is_disabled_in_that_moment_is_not_pressed() -> None:
    button = node("button", "Save")
    made, reader, place, thing = pressing(button)
    button.states = UNSEEN - {*UNSEEN}
    with pytest.raises(NotDoneError, match="it is disabled"):
        made.press(thing, element(), Press.CLICK, _never)
    assert reader.done == place.sent == []


def test_what_forbids_the_press_goes_through_and_nothing_is_sent() -> None:
    made, reader, place, thing = pressing(node("button", "Save"))
    with pytest.raises(ZeroDivisionError):
        made.press(thing, element(), Press.CLICK, lambda: 1 / 0)
    assert reader.done == place.sent == []


@pytest.mark.parametrize(("role", "key"), [("button", "Space"), ("link", "Enter")])
def test_by_keys(role: str, key: str) -> None:
    made, _, place, thing = pressing(node(role, "Save"))
    assert made.press(thing, element(), Press.KEYS, _nothing) == "keys"
    assert place.sent == [key]


def test_keys_that_stand_for_an_element() -> None:
    made, _, place, _ = pressing(node("button", "Save"))
    assert made.press(KeyThing("Ctrl+S", 3), element(), Press.CLICK, _nothing) == "key"
    assert place.sent == ["Ctrl+S"]


def test_a_key_that_reached_nobody_may_be_sent_again_and_one_that_did_may_not() -> None:
    made, _, place, _ = pressing(node("button", "Save"))
    place.lost = FocusLostError(0)
    with pytest.raises(NotDoneError):
        made.press(KeyThing("F3", 3), element(), Press.CLICK, _nothing)
    place.lost = FocusLostError(1)
    assert made.press(KeyThing("F3", 3), element(), Press.CLICK, _nothing) == "key"


def test_a_place_is_clicked() -> None:
    made, *_ = pressing(node("button", "Save"))
    place_thing = PlaceThing(Box(1, 2, 3, 4), 3)
    assert made.press(place_thing, element(), Press.CLICK, _nothing) == "mouse"
    with pytest.raises(NotDoneError, match="offers no action"):
        made.press(place_thing, element(), Press.ACTION, _never)


def _nothing() -> None: ...


def _never() -> None:
    raise AssertionError("announced")
