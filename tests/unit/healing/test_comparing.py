"""Comparing: what speaks for and against a candidate."""

from dataclasses import replace

import pytest

from runner.healing.comparing import absent, alike, compare, stability
from runner.healing.fingerprint import learn
from runner.healing.page import Page
from tests.unit.healing.pages import ADDRESS, field, form, without_ids


def test_an_attribute_is_stable_where_its_values_are_still_there() -> None:
    old = form(*ADDRESS)
    wanted = [learn(one.name, old, number) for number, one in enumerate(old)]
    stable = stability(wanted, Page(without_ids(old)))

    assert stable["name"] > 0.8
    assert stable["id"] < 0.2


def test_the_same_differing_lacking_and_new_values_are_told() -> None:
    old = form(*ADDRESS)
    wanted = learn("city", old, 2)
    changed = replace(old[2], id="other", heading="", title="A town")
    page = Page([changed])
    told = compare(wanted, 0, page, stability([wanted], page))

    assert told["name.same"] == pytest.approx(1.0)
    assert told["id.differs"] == 1.0
    assert told["heading.lacks"] == 1.0
    assert told["title.more"] == 1.0


def test_twins_aliases_and_disabled_ones_are_told() -> None:
    old = form("Net amount", "Gross amount")
    wanted = replace(learn("net", old, 0), aliases=("Net sum",))
    page = Page([replace(old[1], disabled=True), field("Net sum")])
    stable = stability([wanted], page)

    assert compare(wanted, 0, page, stable)["name.twin"] == 1.0
    assert compare(wanted, 0, page, stable)["disabled"] == 1.0
    assert compare(wanted, 1, page, stable)["name.alias"] == 1.0


def test_a_changed_number_of_equals_is_told() -> None:
    old, new = form("Name", "Name", "Name"), form("Name", "Name")
    wanted = learn("second", old, 1)
    page = Page(new)
    told = compare(wanted, 1, page, stability([wanted], page))

    assert told["nth.fewer"] == told["there.fewer"] == 1.0
    assert absent(wanted, page, stability([wanted], page))["null.nth.fewer"] == 1.0


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("First name", "first name", 1.0, 1.0),
        ("Street", "Street and number", 0.5, 0.5),
        ("Phone", "Phones", 0.8, 0.8),
        ("City", "Postcode", 0.0, 0.0),
        ("", "City", 0.0, 0.0),
    ],
)
def test_how_alike_labels_are(one: str, other: str, least: float, most: float) -> None:
    assert least <= alike(one, other) <= most
