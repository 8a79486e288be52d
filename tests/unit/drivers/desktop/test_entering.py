import pytest

from runner.drivers.desktop.entering import Entering, ways
from runner.drivers.desktop.holding import Holding
from runner.drivers.desktop.seam import FocusLostError
from runner.drivers.desktop.things import KeyThing, NodeThing, PlaceThing
from runner.drivers.desktop.tree import Node, State
from runner.drivers.surface.surface import Box, CannotTakeError, NotDoneError
from runner.drivers.values import Typed
from runner.screens.model import Element, ReadBack, Typing
from tests.unit.drivers.desktop.program import Reader
from tests.unit.drivers.desktop.window import PLACE, SEEN, node, window

EDITABLE = SEEN | {State.EDITABLE}


class Hands:
    """A keyboard that types into the field that has the focus."""

    def __init__(self, field: Node) -> None:
        self.field = field
        self.keyboard = self.clipboard = self
        self.sent: list[str] = []
        self.lost = 0

    def write(self, text: str, target) -> None:
        if self.lost:
            self.lost -= 1
            raise FocusLostError(0)
        self.sent.append(f"write {text}")
        self.field.text = text

    def write_by_layout(self, text: str, target) -> None:
        raise NotDoneError("the keyboard's layout has no 'ü'")

    def keys(self, chord: str, target) -> None:
        self.sent.append(chord)
        if chord == "Delete":
            self.field.text = ""


class Place:
    def __init__(self, hands: Hands) -> None:
        self.hands = hands

    def focus(self, thing):
        return "target"

    def length(self, field: Node) -> int:
        return len(field.text or "")


def entering(field: Node) -> tuple[Entering, Reader, Hands, NodeThing]:
    tree = window(field)
    reader, hands = Reader(tree), Hands(field)
    made = Entering(reader, Place(hands), Holding(reader, lambda: None))
    return made, reader, hands, NodeThing(field, tree, 3)


def element(**more) -> Element:
    return Element("name", PLACE, (), **more)


def field(text: str = "before", **more) -> Node:
    return node("textbox", "Name", text=text, states=EDITABLE, **more)


def test_setting_the_value_comes_first() -> None:
    made, reader, hands, thing = entering(field())
    entered = made.enter(thing, element(), Typed("Ada"))
    assert (entered.before, entered.after.text, entered.how) == ("before", "Ada", "value")
    assert reader.done == [("set", "Ada")]
    assert hands.sent == []


def test_the_keyboard_comes_next_where_the_value_does_not_stay(monkeypatch) -> None:
    monkeypatch.setattr("runner.drivers.desktop.entering.TAKE_SECONDS", 0.02)
    made, reader, hands, thing = entering(field())
    reader.holds_text = False
    entered = made.enter(thing, element(), Typed("Ada"))
    assert (entered.after.text, entered.how) == ("Ada", "unicode")
    assert hands.sent == ["Ctrl+A", "Delete", "write Ada"]


def test_a_stolen_focus_is_asked_back() -> None:
    made, _, hands, thing = entering(field())
    hands.lost = 2
    entered = made.enter(thing, element(typing=Typing.UNICODE), Typed("Ada"))
    assert entered.after.text == "Ada"


def test_a_focus_that_stays_away_is_an_error() -> None:
    made, _, hands, thing = entering(field())
    hands.lost = 99
    with pytest.raises(NotDoneError, match="focus went to another window"):
        made.enter(thing, element(typing=Typing.UNICODE), Typed("Ada"))


def test_why_nothing_was_typed_is_said() -> None:
    made, _, _, thing = entering(field())
    with pytest.raises(NotDoneError, match="has no 'ü'"):
        made.enter(thing, element(typing=Typing.KEYS), Typed("ü"))


def test_several_lines_are_refused_for_a_field_of_one() -> None:
    made, reader, hands, thing = entering(field())
    with pytest.raises(CannotTakeError, match="one line"):
        made.enter(thing, element(), Typed("one\ntwo"))
    assert reader.done == hands.sent == []


def test_a_key_holds_nothing() -> None:
    made, *_ = entering(field())
    with pytest.raises(CannotTakeError, match="it is a key"):
        made.enter(KeyThing("F3", 3), element(), Typed("x"))


def test_no_secret_goes_through_the_clipboard() -> None:
    assert Typing.CLIPBOARD in ways(element(), Typed("x"))
    assert Typing.CLIPBOARD not in ways(element(secret=True), Typed("x"))
    assert Typing.CLIPBOARD not in ways(element(), Typed("x", secret=True))
    only = element(secret=True, typing=Typing.CLIPBOARD)
    assert ways(only, Typed("x")) == []


def test_no_secret_is_typed_into_a_mere_place() -> None:
    made, _, hands, _ = entering(field())
    place = PlaceThing(Box(1, 2, 3, 4), 3)
    with pytest.raises(NotDoneError, match="only into a field that can be asked"):
        made.enter(place, element(read_back=ReadBack.NONE), Typed("s3cret", secret=True))
    assert hands.sent == []


def test_fields_that_notice_only_keys() -> None:
    assert ways(element(keys=True), Typed("x")) == [Typing.UNICODE, Typing.KEYS]


def test_a_password_is_compared_by_its_length() -> None:
    secret = node("textbox", "Password", text="", states=EDITABLE | {State.PASSWORD})
    made, _, _, thing = entering(secret)
    entered = made.enter(thing, element(secret=True), Typed("s3cret", secret=True))
    assert entered.after.text == "s3cret"
    secret.text = "•••"
    assert made._holding.held(thing, element(secret=True)).text == "•••"


def test_a_number_is_set_as_one() -> None:
    counter = node("spinbutton", "Pieces", text="0", states=EDITABLE)
    made, reader, _, thing = entering(counter)
    entered = made.enter(thing, element(), Typed("7", plain="7"))
    assert reader.done == [("number", "7.0")]
    assert entered.after.text == "7"


def delivery() -> Node:
    entries = [node("listitem", name) for name in ("Normal", "Express")]
    return node("list", "Delivery").add(*entries)


def test_a_choice_is_made_by_its_label() -> None:
    made, reader, _, thing = entering(delivery())
    entered = made.enter(thing, element(), Typed("Express"))
    assert (entered.after.text, entered.how) == ("Express", "choice")
    assert reader.done == [("choose", "1")]


def test_a_choice_that_is_not_offered() -> None:
    made, reader, _, thing = entering(delivery())
    with pytest.raises(CannotTakeError) as error:
        made.enter(thing, element(), Typed("Pickup"))
    assert error.value.offers == ("Normal", "Express")
    assert reader.done == []


def test_a_box_is_pressed_only_where_that_changes_it() -> None:
    box = node("checkbox", "Gift")
    made, reader, _, thing = entering(box)
    made.enter(thing, element(), Typed("false"))
    assert reader.done == []
    reader.on_act = lambda one: setattr(one, "states", one.states | {State.CHECKED})
    assert made.enter(thing, element(), Typed("true")).after.text == "true"
    with pytest.raises(CannotTakeError, match="True or False, not 'yes'"):
        made.enter(thing, element(), Typed("yes"))


def test_a_radio_button_is_not_untouched_by_false() -> None:
    red = node("radio", "Red", states=SEEN | {State.CHECKED})
    made, _, _, thing = entering(red)
    with pytest.raises(CannotTakeError, match="choosing another one"):
        made.enter(thing, element(), Typed("false"))
