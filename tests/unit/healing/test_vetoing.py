"""Vetoes: what is never taken, however likely."""

from dataclasses import replace

import pytest

from runner.healing.control import Control
from runner.healing.fingerprint import learn
from runner.healing.vetoing import Veto, contradicts, veto
from tests.unit.healing.pages import ADDRESS, beside, button, field, form, likeliest, without_ids


def forbidden(old: list[Control], number: int, *new: Control) -> Veto | None:
    """Why the first control of the new page may not be taken."""
    return veto(likeliest(learn("it", old, number), *new), new[0])


def test_the_same_control_is_allowed() -> None:
    page = form(*ADDRESS)
    assert forbidden(page, 0, *page) is None


def test_a_disabled_one_is_forbidden_where_it_was_not() -> None:
    page = form(*ADDRESS)
    off = replace(page[0], disabled=True)

    assert forbidden(page, 0, off) is Veto.DISABLED
    assert forbidden([off, *page[1:]], 0, off) is None


def test_a_twin_is_forbidden_and_an_alias_allows_it() -> None:
    old = form("Net amount", "Gross amount")
    gross = replace(old[1])
    wanted = learn("net", old, 0)

    assert veto(likeliest(wanted, gross), gross) is Veto.TWIN
    allowed = replace(wanted, aliases=("gross amount",))
    assert veto(likeliest(allowed, gross), gross) is None


def test_another_row_is_forbidden() -> None:
    old = [field("Delete", row="Apples")]
    assert forbidden(old, 0, field("Delete", row="Pears")) is Veto.ROW


def test_another_choice_is_forbidden() -> None:
    old = [Control("radio", name="Sort on", text="creation", html_name="sort")]
    new = Control("radio", name="Order on", text="creator", html_name="sort")

    assert forbidden(old, 0, new) is Veto.CHOICE


def test_a_changed_number_of_equals_is_forbidden_unless_an_id_tells() -> None:
    old = form("Name", "Name", "Name")
    same_ids = [replace(one, id=f"n{number}") for number, one in enumerate(old)]
    page = form("Name", "Name")

    assert forbidden(old, 0, *without_ids(page)) is Veto.COUNT
    assert forbidden(same_ids, 0, replace(page[0], id="n0"), page[1]) is None


@pytest.mark.parametrize(
    ("stored", "found", "opposite"),
    [
        ("Net amount", "Gross amount", True),
        ("Valid from", "Valid to", True),
        ("Line 1", "Line 2", True),
        ("Address", "Address 2", True),
        ("Customer 2", "Customer 2 2", True),
        ("Go", "Run 2", True),
        ("Street", "Street and number", False),
        ("Street", "Road", False),
        ("Phone", "Phone", False),
        ("", "Phone", False),
    ],
)
def test_labels_that_contradict(stored: str, found: str, opposite: bool) -> None:
    assert contradicts(stored, found) is opposite


def test_a_menu_is_not_taken_for_a_link() -> None:
    old = [Control("link", name="Export", href="/orders/export")]
    menu = Control("link", name="Export", href="#")

    assert forbidden(old, 0, menu) is Veto.NOWHERE
    assert forbidden([menu], 0, menu) is None


def test_among_equals_one_with_other_neighbours_is_forbidden() -> None:
    old = beside([field("Opened"), button("Now"), field("Closed"), button("Now")])
    new = without_ids(beside([button("Now"), field("Notes"), button("Now"), field("Opened")]))

    assert forbidden(old, 3, *reversed(new[:3])) is Veto.COUNT
