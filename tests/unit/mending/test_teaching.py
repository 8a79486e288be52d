"""What is learned belongs to the screen: nothing of a case, nothing secret, nothing personal."""

from datetime import date
from pathlib import Path

import pytest

from runner.healing.control import Control
from runner.mending.learned import Lesson
from runner.mending.teaching import Teaching, holding
from runner.recorder import Case
from runner.screens.model import By, Element, Locator, Place, Screen
from runner.secret import MASK

NOWHERE = Place(Path("crm.yaml"), 1)
TODAY = date(2026, 11, 22)


def a_screen(*labels: str) -> Screen:
    elements = {
        label.lower(): Element(label.lower(), NOWHERE, (Locator(By.LABEL, label, NOWHERE),))
        for label in labels
    }
    return Screen("form", NOWHERE, (), elements=elements)


FORM = a_screen("Street", "Open")


def a_field(**more: str) -> Control:
    return Control(**{"kind": "text", "name": "Street", "id": "street", "form": "/save"} | more)


def taught(*shown: tuple[Case, list[Control]], hidden: frozenset[str] = frozenset()) -> Lesson:
    teaching = Teaching({}, lambda: TODAY)
    for case, controls in shown:
        teaching.take(FORM, case, controls, {"street": 0}, hidden)
    return teaching.lessons({"form": FORM})["form"]


def case(number: int, *values: str) -> Case:
    return Case(number, frozenset(values))


def test_texts_around_are_kept_when_two_items_showed_the_same() -> None:
    one = a_field(heading="Address", before="Street", row="Miller", previous="Name")
    other = a_field(heading="Address", before="Street", row="Weber", previous="Company")
    control = taught((case(1), [one]), (case(2), [other])).elements["street"].control

    assert (control.name, control.heading, control.before) == ("Street", "Address", "Street")
    assert (control.row, control.previous) == ("", "")


def test_of_one_item_only_what_the_analyst_wrote_and_the_page_fixes_is_kept() -> None:
    one = a_field(heading="Miller, Anna", before="Street", id="row_4711999", html_name="street")
    lesson = taught((case(1), [one]))
    control = lesson.elements["street"].control

    assert (control.name, control.html_name, control.form) == ("Street", "street", "/save")
    assert (control.heading, control.id, lesson.items) == ("", "", 1)


@pytest.mark.parametrize("value", ["Musterweg", "musterweg", "MUSTERWEG 3"])
def test_nothing_that_holds_a_value_of_the_case_is_kept(value: str) -> None:
    shown = a_field(heading="Musterweg 3 and more", placeholder="Musterweg 3")
    lesson = taught((case(1, value), [shown]), (case(2), [shown]))

    assert "Musterweg" not in str(lesson.stored())


def test_nothing_that_holds_a_secret_or_personal_value_or_its_mask_is_kept() -> None:
    shown = a_field(heading="IBAN DE12 3456", before=f"Owner {MASK}")
    lesson = taught((case(1), [shown]), (case(2), [shown]), hidden=frozenset({"DE12 3456"}))
    control = lesson.elements["street"].control

    assert (control.heading, control.before) == ("", "")


def test_names_of_look_alikes_are_kept_when_two_items_showed_them() -> None:
    mine = a_field(name="Street")
    one = [mine, a_field(name="Street of Miller"), a_field(name="Billing street")]
    other = [mine, a_field(name="Street of Weber"), a_field(name="Billing street")]
    lesson = taught((case(1), one), (case(2), other))

    assert lesson.elements["street"].twins == ("Billing street",)
    assert taught((case(1), one)).elements["street"].twins == ()


def test_choices_among_radio_buttons_teach_nothing() -> None:
    teaching = Teaching({}, lambda: TODAY)
    teaching.take(FORM, case(1), [Control("radio", "Mr")], {"street": 0}, frozenset())

    assert teaching.lessons({"form": FORM}) == {}


def test_two_different_items_show_a_screen_and_no_more() -> None:
    teaching = Teaching({}, lambda: TODAY)
    asked = []
    for number in (1, 1, 2, 3):
        asked.append(teaching.wants(FORM, case(number)))
        if asked[-1]:
            teaching.take(FORM, case(number), [a_field()], {"street": 0}, frozenset())

    assert asked == [True, False, True, False]


@pytest.mark.parametrize(
    ("learned", "items", "screen", "drifted", "wanted"),
    [
        (TODAY, 2, FORM, False, False),
        (date(2026, 11, 10), 2, FORM, False, True),
        (TODAY, 1, FORM, False, True),
        (TODAY, 2, a_screen("Street", "City"), False, True),
        (TODAY, 2, FORM, True, True),
    ],
)
def test_what_is_fresh_is_not_learned_anew(
    learned: date, items: int, screen: Screen, drifted: bool, wanted: bool
) -> None:
    of = taught((case(1), [a_field()])).of
    teaching = Teaching({"form": Lesson(learned, items, of, {})}, lambda: TODAY)
    if drifted:
        teaching.drifted("form")

    assert teaching.wants(screen, case(1)) is wanted


def test_short_values_count_only_alone() -> None:
    holds = holding(frozenset({"no", "Köln", ""}))

    assert [holds(text) for text in ("No", "Note", "in KÖLN today", "")] == [
        True,
        False,
        True,
        False,
    ]
