"""Which locators are suggested for a control, and in which order."""

from dataclasses import replace

import pytest

from runner.healing.control import Control
from runner.screens.model import By
from runner.screens.suggesting import Suggestion, id_selector, suggest, volatile

SAVE = Control("button", name="Save", text="Save", title="Keep it")
STREET = Control("text", name="Street", before="Street", html_name="street", id="street")


def said(suggestions: list[Suggestion]) -> list[str]:
    return [str(one.locator) for one in suggestions]


def test_words_that_people_read_come_before_what_only_the_page_knows() -> None:
    found = suggest(STREET, [STREET, SAVE], css="form > input:nth-of-type(2)")

    assert said(found) == [
        "label 'Street'",
        "right_of 'Street'",
        "below 'Street'",
        "name 'street'",
        "css '#street'",
        "css 'form > input:nth-of-type(2)'",
    ]
    assert all(one.unique for one in found)


def test_a_test_id_comes_first() -> None:
    control = Control("text", name="Street", test_id="street-field")

    assert suggest(control, [control])[0].locator.by is By.TEST_ID


def test_a_button_is_found_by_role_and_name() -> None:
    first = suggest(SAVE, [SAVE, STREET])[0]

    assert (first.locator.by, first.locator.text, first.locator.name) == (By.ROLE, "button", "Save")


def test_what_others_share_comes_after_what_is_its_own() -> None:
    other = Control("text", name="Street", before="Street", html_name="street2")

    found = suggest(STREET, [STREET, other])

    assert str(found[0].locator) == "name 'street'"
    assert [one.unique for one in found] == sorted((one.unique for one in found), reverse=True)
    assert not next(one for one in found if one.locator.by is By.LABEL).unique


def test_hidden_controls_do_not_make_a_label_ambiguous() -> None:
    hidden = Control("text", name="Street", hidden=True)

    assert suggest(STREET, [STREET, hidden])[0].unique


def test_a_shared_label_is_narrowed_to_its_section() -> None:
    bill = Control("text", name="Street", heading="Billing", path="fieldset>form>body")
    ship = Control("text", name="Street", heading="Shipping", path="fieldset>form>body")

    first = suggest(bill, [bill, ship])[0]

    assert str(first.locator) == "label 'Street' within role 'group' named 'Billing'"
    assert first.unique


def test_the_buttons_of_one_choice_are_one_element() -> None:
    choice = Control("radio", heading="Salutation", path="fieldset>form", html_name="salutation")
    mr = replace(choice, name="Mr", before="Salutation")
    ms = replace(choice, name="Ms", before="Mr")

    found = suggest(mr, [mr, ms])

    assert str(found[0].locator) == "label 'Salutation'"
    assert "name 'salutation'" in said(found)
    assert all(one.unique for one in found)
    assert "label 'Mr'" not in said(found)


def test_a_placeholder_is_not_offered_as_a_label() -> None:
    control = Control("text", name="Search", placeholder="Search")

    assert said(suggest(control, [control])) == ["placeholder 'Search'"]


@pytest.mark.parametrize(
    "made_up",
    ["ember412", "gwt-uid-7", ":r3:", "f3a91c", "550e8400-e29b-41d4-a716-446655440000", "row10007"],
)
def test_ids_that_a_page_makes_up_are_left_out(made_up: str) -> None:
    control = Control("text", name="Street", id=made_up, html_name=made_up)

    assert volatile(made_up)
    assert {one.locator.by for one in suggest(control, [control])} == {
        By.LABEL,
        By.RIGHT_OF,
        By.BELOW,
    }


@pytest.mark.parametrize("kept", ["street", "address2", "id_first-name", "__login_name", "decade"])
def test_ids_that_somebody_chose_are_kept(kept: str) -> None:
    assert not volatile(kept)


def test_an_id_with_odd_characters_becomes_css_that_finds_it() -> None:
    assert id_selector("street") == "#street"
    assert id_selector('a"b\\c') == '[id="a\\"b\\\\c"]'
    assert id_selector("form:street") == '[id="form:street"]'


def test_a_control_that_says_nothing_has_its_place_only() -> None:
    control = Control("text")

    assert suggest(control, [control]) == []
    assert said(suggest(control, [control], css="td > input")) == ["css 'td > input'"]
