"""What is found on a screen, and what is not."""

import pytest

from demo.host.datastream import Panel
from runner.drivers.surface.surface import Box
from runner.drivers.terminal.finding import Stroke, find
from runner.screens.model import At, By
from tests.unit.drivers.terminal.drawn import area, by, lines, place, shown

FORM = (
    Panel("form")
    .text(1, 30, "ORDER ENTRY")
    .text(3, 4, "Customer . . . :")
    .input("customer", 3, 24, 7, "0012")
    .text(4, 4, "Customer name  :")
    .text(4, 24, "Weiß, Änne")
    .text(6, 4, "Article ===>")
    .input("article", 6, 20, 4)
    .text(6, 30, "Pieces")
    .input("pieces", 6, 40, 3)
    .text(9, 4, "Note to the warehouse")
    .input("note", 10, 4, 60, "first come")
    .text(12, 4, "Password . . . :")
    .input("password", 12, 24, 8, "geheim", hidden=True)
)


def texts(locator, display=None):
    found = find(area(display or shown(FORM).display()), locator)
    return [thing.text for thing in found.things]


def test_a_label_gives_the_field_behind_it() -> None:
    (field,) = find(area(shown(FORM).display()), by(By.LABEL, "Customer")).things

    assert (field.text, field.box) == ("0012", Box(23, 2, 7, 1))
    assert field.field.takes_text


@pytest.mark.parametrize(
    ("label", "column"), [("Article", 19), ("Pieces", 39), ("Customer . . . :", 23)]
)
def test_leaders_and_arrows_belong_to_no_label(label, column) -> None:
    (field,) = find(area(shown(FORM).display()), by(By.LABEL, label)).things

    assert field.box.left == column


def test_a_label_of_what_cannot_be_typed_gives_the_text_behind_it() -> None:
    assert texts(by(By.LABEL, "Customer name")) == ["Weiß, Änne"]


def test_a_label_is_a_whole_one_unless_it_may_be_a_part() -> None:
    assert texts(by(By.LABEL, "Custom")) == []
    assert texts(by(By.LABEL, "note to", exact=False)) == ["first come"]


def test_a_field_may_stand_under_its_label() -> None:
    assert texts(by(By.LABEL, "Note to the warehouse")) == ["first come"]


def test_a_place_in_a_field_is_the_field() -> None:
    assert texts(place(10, 9)) == ["first come"]
    assert texts(place(3, 24)) == ["0012"]


def test_a_place_with_a_length_is_that_many_characters() -> None:
    assert texts(place(4, 24, 4)) == ["Weiß"]


def test_a_place_in_a_text_goes_to_the_end_of_its_field() -> None:
    assert texts(place(4, 30)) == ["Änne"]
    assert texts(place(24, 81)) == []


def test_a_text_at_a_place_is_there_or_it_is_told_where_it_stands() -> None:
    here = find(area(shown(FORM).display()), by(By.TEXT, "ORDER ENTRY", at=At(1, 30)))
    there = find(area(shown(FORM).display()), by(By.TEXT, "ORDER ENTRY", at=At(1, 31)))

    assert len(here.things) == 1
    assert (there.things, there.why) == ((), "it stands at row 1, column 30")


def test_a_text_counts_its_case_and_its_ends_unless_it_may_be_a_part() -> None:
    assert texts(by(By.TEXT, "ORDER")) == ["ORDER"]
    assert texts(by(By.TEXT, "order")) == texts(by(By.TEXT, "RDER")) == []
    assert texts(by(By.TEXT, "rder ent", exact=False)) == ["RDER ENT"]


def test_neighbours_are_fields_before_they_are_texts() -> None:
    assert texts(by(By.RIGHT_OF, "Article")) == [""]
    assert texts(by(By.LEFT_OF, "Pieces")) == [""]
    assert texts(by(By.BELOW, "Note to the warehouse")) == ["first come"]
    assert texts(by(By.ABOVE, "Customer name")) == ["Customer . . . :"]


def test_within_is_the_rows_of_what_is_named() -> None:
    assert texts(by(By.TEXT, "Customer", within=by(By.TEXT, "Customer name"))) == ["Customer"]
    assert texts(by(By.TEXT, "Pieces", within=by(By.TEXT, "ORDER ENTRY"))) == []


def test_what_is_within_nothing_says_so() -> None:
    found = find(area(shown(FORM).display()), by(By.TEXT, "x", within=by(By.TEXT, "nowhere")))

    assert found.why == "text 'nowhere' matches 0 texts"


def test_a_key_is_always_there() -> None:
    found = find(area(shown(FORM).display()), by(By.KEY, "PF3"))

    assert found.things == (Stroke("PF3"),)
    assert found.layer == "key"


def test_other_ways_find_nothing_and_say_so() -> None:
    found = find(area(shown(FORM).display()), by(By.CSS, "input"))

    assert found.why == "`css` finds nothing on a terminal"


def test_hidden_fields_have_no_text_anywhere() -> None:
    display = shown(FORM).display()

    assert "geheim" not in "".join(display.cells)
    assert texts(by(By.LABEL, "Password"), display) == [""]


@pytest.mark.parametrize(
    ("row", "label", "value"),
    [
        ("Balance:   -12.50", "Balance", "-12.50"),
        ("Rate . . . .50", "Rate", ".50"),
        ("Name* : Ada Lovelace", "Name", "Ada Lovelace"),
        ("Time: 18:48", "Time", "18:48"),
        ("SKU . . . . ____________", "SKU", "____________"),
        ("Note: Size: 3 m", "Note", "Size: 3 m"),
        ("Option ===> 3", "Option", "3"),
        ("login: ", "login", ""),
        ("数量：十二", "数量", "十二"),
    ],
)
def test_texts_behind_labels_of_programs(row, label, value) -> None:
    assert texts(by(By.LABEL, label), lines(row)) == [value]


def test_a_word_that_goes_on_is_no_label() -> None:
    assert texts(by(By.LABEL, "Name"), lines("Name of the customer")) == []


def test_what_may_be_a_value_or_the_next_label_is_neither() -> None:
    assert texts(by(By.LABEL, "Name"), lines("Name:            Unit: kg")) == []


def test_on_a_host_fields_tell_labels_from_values() -> None:
    panel = Panel("one").text(3, 4, "Note . . :").text(3, 30, "Size: 3 m")

    assert texts(by(By.LABEL, "Note"), shown(panel).display()) == ["Size: 3 m"]
