"""What is proposed for a thing that a person pointed at."""

from dataclasses import replace
from pathlib import Path

import pytest

from runner.healing.control import Control
from runner.picking.picked import Known, Picked, PickedForm, Proof, TableFacts, proven
from runner.picking.proposing import (
    column_names,
    element_view,
    form_rows,
    form_view,
    likely_key,
    propose_screen,
    table_name,
    table_view,
    table_ways,
)
from runner.screens.load import load
from runner.screens.model import App, By, Locator
from runner.screens.suggesting import UNWRITTEN
from runner.secret import MASK
from tests.unit.recording.made import app as made_app
from tests.unit.recording.made import on_page

LABEL = Locator(By.LABEL, "Street", UNWRITTEN)
NAME = Locator(By.NAME, "street", UNWRITTEN)
RIGHT = Locator(By.RIGHT_OF, "Street", UNWRITTEN)
HEADING = Locator(By.HEADING, "Edit address", UNWRITTEN)
STREET = Control("text", name="Street", before="Street", html_name="street")

FACTS = TableFacts(
    heads=("Order no.", "Name", "State"),
    caption="",
    rows=3,
    different=(3, 3, 1),
    row=("A-1", "Ann", "open"),
    proofs=(
        Proof(Locator(By.CSS, "table.list", UNWRITTEN), 2, mine=False),
        Proof(Locator(By.CSS, "div > table", UNWRITTEN), 1, mine=True),
    ),
    next_page=None,
)


@pytest.fixture
def app(tmp_path: Path) -> App:
    return made_app(tmp_path)


def picked(
    control: Control = STREET,
    proofs: tuple[Proof, ...] = (Proof(LABEL, 0, mine=False), Proof(NAME, 1, mine=True)),
) -> Picked:
    return on_page(control, proofs, HEADING, "Edit address - Shop")


def test_only_what_was_tried_and_finds_something_is_offered() -> None:
    ways = picked().ways()

    assert [str(one.suggestion.locator) for one in ways] == ["name 'street'"]
    assert ways[0].usable


def test_what_finds_something_else_is_shown_and_cannot_be_used() -> None:
    proofs = (Proof(RIGHT, 1, mine=False), Proof(LABEL, 2, mine=False), Proof(NAME, 1, mine=True))
    ways = picked(proofs=proofs).ways()

    assert [(str(one.suggestion.locator), one.usable, one.found) for one in ways] == [
        ("name 'street'", True, 1),
        ("label 'Street'", False, 2),
        ("right_of 'Street'", False, 1),
    ]


def test_a_masked_text_is_never_offered() -> None:
    control = Control("text", name=f"{MASK} today", before="x")
    proofs = (Proof(Locator(By.LABEL, f"{MASK} today", UNWRITTEN), 1, mine=True),)

    assert proven(control, [control], proofs) == []


def test_no_locator_holds_on_to_what_one_row_says() -> None:
    link = Control("link", name="A-1", text="A-1")
    named = Proof(Locator(By.ROLE, "link", UNWRITTEN, name="A-1"), 1, mine=True)
    place = Proof(Locator(By.CSS, "td:nth-of-type(1) a", UNWRITTEN), 1, mine=True)
    thing = replace(picked(link, (named,)), in_row=(named, place), table=FACTS)

    assert thing.data == {"A-1", "Ann"}
    assert thing.ways() == []
    assert [str(one.suggestion.locator) for one in thing.ways(in_row=True)] == [
        "css 'td:nth-of-type(1) a'"
    ]


def test_a_new_screen_is_named_after_its_heading(app: App) -> None:
    found = propose_screen(app, picked())

    assert (found.screen, found.name, found.marks) == ("", "edit_address", (HEADING,))


def test_a_new_screen_without_a_heading_is_named_after_its_title(app: App) -> None:
    found = propose_screen(app, replace(picked(), marks=()))

    assert found.name == "edit_address"
    assert [str(mark) for mark in found.marks] == ["name 'street'"]


def test_the_screen_that_is_shown_is_chosen(app: App) -> None:
    assert propose_screen(app, replace(picked(), here=("form",))).screen == "form"


def test_a_view_of_an_element_marks_what_is_personal(app: App) -> None:
    view = element_view(app, picked(Control("text", name="Date of birth", html_name="street")))

    assert (view["name"], view["personal"], view["secret"], view["writes"]) == (
        "street",
        True,
        False,
        False,
    )
    assert [way["chosen"] for way in view["ways"]] == [True]


def test_a_known_element_keeps_its_name_and_its_marks(app: App) -> None:
    thing = replace(picked(), here=("form",), known=(Known("form", "born"),))
    view = element_view(app, thing)

    assert (view["name"], view["known"], view["personal"]) == ("born", "form.born", True)
    assert view["screen"] == "form"


def test_the_names_of_a_form_are_all_different(app: App) -> None:
    thing = picked()
    form = PickedForm(thing, (thing, thing, replace(thing, known=(Known("form", "street"),))))
    rows = form_rows(app, form, "form")
    view = form_view(app, form, rows, propose_screen(app, thing))

    assert [row.name for row in rows] == ["street_2", "street_3", "street"]
    assert [row["include"] for row in view["rows"]] == [True, True, False]


def test_what_nothing_finds_is_listed_and_not_chosen(app: App) -> None:
    form = PickedForm(picked(), (picked(proofs=()),))
    rows = form_rows(app, form, "form")
    view = form_view(app, form, rows, propose_screen(app, picked()))

    assert [(row["way"], row["include"]) for row in view["rows"]] == [("", False)]


def test_the_key_of_a_table_is_the_first_column_that_differs_in_every_row(app: App) -> None:
    view = table_view(app, replace(picked(), table=FACTS), FACTS, propose_screen(app, picked()))

    assert view["key"] == "order_no"
    assert [column["name"] for column in view["columns"]] == ["order_no", "name", "state"]
    assert likely_key(replace(FACTS, different=(2, 2, 1))) is None
    assert likely_key(replace(FACTS, rows=0, different=(0, 0, 0))) is None


def test_a_table_is_found_by_what_is_its_own() -> None:
    assert [(str(one.suggestion.locator), one.usable) for one in table_ways(FACTS)] == [
        ("css 'table.list'", False),
        ("css 'div > table'", True),
    ]


def test_a_table_and_its_columns_get_names() -> None:
    assert table_name(FACTS, "hits", {"hits"}) == "hits_2"
    assert table_name(replace(FACTS, caption="Open orders"), "hits", ()) == "open_orders"
    assert column_names(replace(FACTS, heads=("No.", "No.", "☎"))) == ["no", "no_2", "column"]


def test_the_file_of_these_tests_is_valid(tmp_path: Path) -> None:
    assert load(made_app(tmp_path).path).screens
