"""Changes to pages: every mode does what it says, and no more."""

import random

import pytest
from selectolax.lexbor import LexborHTMLParser

from benchmarks.healing.cases import screen
from benchmarks.healing.changes import MODES, foreign, lines, synonym

PAGE = """
<form action="/orders/save"><table>
<tr><th><label for="street">Street</label></th><td><input id="street" name="street"></td></tr>
<tr><th><label for="city">City</label></th><td><input id="city" name="city" data-test="c"></td></tr>
<tr><th><label for="phone">Phone</label></th><td><input id="phone" name="phone"></td></tr>
</table><input type="submit" value="Save"> <a href="/orders?page=2">Orders</a></form>
"""


@pytest.mark.parametrize("mode", MODES)
def test_every_control_keeps_its_key_in_every_mode(mode: str) -> None:
    changed = screen(PAGE, mode, "seed")

    assert {key for key in changed.keys if key} == set(screen(PAGE).keys)


@pytest.mark.parametrize("mode", MODES)
def test_a_change_is_the_same_every_time(mode: str) -> None:
    assert screen(PAGE, mode, "seed") == screen(PAGE, mode, "seed")


def test_regenerated_ids_still_label_their_fields() -> None:
    city = screen(PAGE, "ids", "s").controls[1]

    assert (city.name, city.id[:1], city.html_name[:1], city.test_id[:1]) == ("City", *"fff")


def test_regenerated_links_lead_elsewhere_and_labels_stay() -> None:
    old, new = screen(PAGE), screen(PAGE, "links", "s")

    assert [one.name for one in old.controls] == [one.name for one in new.controls]
    assert old.controls[-1].href != new.controls[-1].href
    assert {one.form for one in old.controls} & {one.form for one in new.controls} == {""}


def test_another_language_leaves_no_word_and_every_id() -> None:
    old, new = screen(PAGE), screen(PAGE, "translated", "s")

    assert {one.name for one in old.controls} & {one.name for one in new.controls} == set()
    assert [one.id for one in old.controls] == [one.id for one in new.controls]


def test_reordered_lines_are_all_still_there() -> None:
    orders = {
        tuple(one.name for one in screen(PAGE, "reordered", str(seed)).controls)
        for seed in range(20)
    }

    assert len(orders) > 1
    assert len({tuple(sorted(names)) for names in orders}) == 1


def test_inserted_lines_have_no_key() -> None:
    changed = screen(PAGE, "inserted", "s")

    assert len(changed.controls) == 8
    assert changed.keys.count("") == 3


def test_a_line_is_the_row_of_one_field() -> None:
    assert [line.tag for line in lines(LexborHTMLParser(PAGE))] == ["tr", "tr", "tr"]


def test_words_keep_their_capitals_and_numbers() -> None:
    assert foreign("City", "s")[:1].isupper()
    assert foreign("2026", "s") == "2026"
    said = {synonym("Street", random.random()) for _ in range(50)}
    assert len(said) > 1
    assert all(word[:1].isupper() for word in said)
