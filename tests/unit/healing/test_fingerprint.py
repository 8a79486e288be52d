"""Fingerprints: what is learned of an element, and how it is stored."""

from hypothesis import given
from hypothesis import strategies as st

from runner.healing.control import Control
from runner.healing.fingerprint import Fingerprint, called, learn, nth
from tests.unit.healing.pages import ADDRESS, beside, field, form


def test_an_element_is_learned_with_its_place() -> None:
    found = learn("city", form(*ADDRESS), 2)

    assert (found.element, found.control.name, found.order) == ("city", "City", 2)
    assert (found.nth, found.nth_there, found.twins) == ((1, 1), (1, 1), ())


def test_look_alikes_are_learned_the_likest_first() -> None:
    page = form("Net amount", "Gross amount", "Amount paid in full", "City")

    assert learn("net", page, 0).twins == ("Gross amount", "Amount paid in full")


def test_the_second_of_three_is_learned_as_such() -> None:
    page = beside([field("Name", heading=f"Contact {number}") for number in range(3)])
    found = learn("name", page, 1)

    assert found.nth == (2, 3)
    assert found.nth_there == (1, 1)


def test_rows_and_choices_tell_controls_apart() -> None:
    rows = [Control("checkbox", name="Delete", row=row) for row in ("Apples", "Pears")]
    choices = [Control("radio", name="Sort", text=text) for text in ("up", "down")]

    assert nth(rows, called, 1) == (1, 1)
    assert nth(choices, called, 1) == (1, 1)


def test_an_id_that_two_share_is_not_learned() -> None:
    page = [Control("button", name="A", id="menu"), Control("button", name="B", id="menu")]

    assert learn("a", page, 0).control.id == ""


def test_a_stored_fingerprint_is_read_as_it_was() -> None:
    page = form("Name", "Name", "Name of the branch")
    for number in range(len(page)):
        found = learn("it", page, number)
        assert Fingerprint.of_stored("it", found.stored()) == found


@given(st.lists(st.sampled_from(["Name", "City", ""]), min_size=1, max_size=8))
def test_every_place_among_equals_is_given_once(names: list[str]) -> None:
    page = [Control("text", name=name) for name in names]
    places = [(one.name, nth(page, called, number)) for number, one in enumerate(page)]

    assert len(set(places)) == len(places)
    assert all(1 <= place <= count == names.count(name) for name, (place, count) in places)
