"""A page's index: rarity, places among equals, shortlists."""

from dataclasses import replace

import pytest

from runner.healing.control import Control
from runner.healing.fingerprint import called, called_there, learn, nth
from runner.healing.page import SHORTLIST, Page
from tests.unit.healing.pages import ADDRESS, field, form, without_ids


def test_what_one_control_has_is_rare_and_what_all_have_is_not() -> None:
    page = Page([field(str(number)) for number in range(50)])

    assert page.rarity("name", "7") == pytest.approx(1.0)
    assert page.rarity("heading", "Address") == pytest.approx(0.0, abs=0.01)
    assert page.rarity("name", "not there") == 1.0


def test_an_index_counts_as_a_look_over_the_page_does() -> None:
    controls = form("Name", "City", "Name", "Name")
    controls[2] = replace(controls[2], heading="Branch")
    page = Page(controls)

    for look in (called, called_there):
        for number in range(len(controls)):
            assert page.nth(look, number) == nth(controls, look, number)
    assert page.called(controls[0]) == 3
    assert page.called(Control("text")) == 0


def test_a_shortlist_holds_what_shares_a_value_and_never_another_group() -> None:
    old = form(*ADDRESS)
    page = Page(without_ids(old))
    short = page.shortlist(learn("city", old, 2))

    assert short[0] == 2
    assert 5 not in short


def test_a_renamed_control_is_found_by_a_word() -> None:
    old = form(*ADDRESS)
    new = [field(f"Field {number}") for number in range(300)]
    new[250] = field("Street and number", id="x", html_name="y")

    assert 250 in Page(new).shortlist(learn("street", old, 0))


def test_a_shortlist_is_filled_up_from_where_the_element_stood() -> None:
    old = form(*(f"Old {number}" for number in range(100)))
    new = [replace(field(f"New {number}"), form="", heading="") for number in range(100)]
    short = Page(without_ids(new)).shortlist(learn("it", old, 50))

    assert len(short) == SHORTLIST
    assert max(abs(number - 50) for number in short) <= SHORTLIST // 2


def test_an_empty_page_has_no_candidates() -> None:
    assert Page([]).shortlist(learn("it", form("Name"), 0)) == []
