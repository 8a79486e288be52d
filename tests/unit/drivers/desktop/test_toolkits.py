import pytest

from runner.drivers.desktop.atspi.toolkits import (
    Toolkits,
    evened,
    named_by_content,
    seen,
    version_of_gtk,
)
from runner.drivers.desktop.atspi.wire import Failure
from runner.drivers.desktop.tree import Node, State
from runner.drivers.surface.surface import Box
from tests.unit.drivers.desktop.window import node

HERE = (":1.3", "/here")


def told(name: str, role: str = "button") -> str:
    one = node(role, name)
    evened(one)
    return one.name


@pytest.mark.parametrize(
    ("name", "version", "gtk"),
    [
        ("GTK", "4.8.3", 4),
        ("gtk", "3.24.38", 3),
        ("gtk", "", 0),
        ("Qt", "4.8", 0),
        (Failure("gone"), Failure("gone"), 0),
    ],
)
def test_the_version_of_gtk(name: object, version: object, gtk: int) -> None:
    assert version_of_gtk(name, version) == gtk


def test_a_program_that_did_not_answer_is_asked_again() -> None:
    answers = [[Failure("timeout"), Failure("timeout")], ["GTK", "4.8.3"]]
    toolkits = Toolkits(lambda calls: answers.pop(0) if calls else [])
    toolkits.know([HERE, HERE])
    assert not toolkits.gtk_4(HERE)
    toolkits.know([HERE])
    assert toolkits.gtk_4(HERE)
    toolkits.know([HERE])
    assert not answers


@pytest.mark.parametrize(
    ("name", "role", "own"),
    [
        ("GtkToggleButton", "button", ""),
        ("EditorSourceView", "textbox", ""),
        ("GitHub", "button", "GitHub"),
        ("Gtk is nice", "button", "Gtk is nice"),
        ("_Save Save", "button", "Save"),
        ("Save _As Save As", "button", "Save As"),
        ("Bye Bye", "button", "Bye Bye"),
        ("S", "button", "S"),
        ("", "button", ""),
    ],
)
def test_names_that_are_a_things_own(name: str, role: str, own: str) -> None:
    assert told(name, role) == own


def test_what_has_room_shows() -> None:
    one = Node("key", "button", states=frozenset({State.VISIBLE}))
    evened(one)
    assert one.showing
    one.box = Box(5, 5, 10, 0)
    seen(one)
    assert not one.showing


def test_things_without_a_name_are_called_by_the_texts_in_them() -> None:
    row = node("listitem").add(node("group").add(node("text", "Home"), node("img", "icon")))
    hidden = node("text", "(None)")
    hidden.states -= {State.SHOWING}
    button = node("button").add(hidden, node("text", "Latin"))
    named = node("button", "Save").add(node("text", "Ctrl+S"))
    named_by_content(node("window").add(row, button, named))
    assert [row.name, button.name, named.name] == ["Home", "Latin", "Save"]


def test_a_button_around_a_button_is_its_frame() -> None:
    inner = node("button", "Menu")
    outer = node("button", "Menu").add(inner, node("group").add(node("text", "100%")))
    menu = node("menuitem").add(node("menuitem", "Save").add(node("text", "Save")))
    named_by_content(node("window").add(outer, menu))
    assert (outer.role, outer.name) == ("group", "")
    assert inner.name == "Menu"
    assert menu.name == ""
