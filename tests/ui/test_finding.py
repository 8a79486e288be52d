"""Finding elements: by words first, exactly one, through frames and shadow roots."""

import pytest

from runner.drivers.errors import ElementNotFoundError, ScreenNotShownError
from runner.drivers.web import WebSession
from runner.screens.errors import UnknownScreenError
from tests.ui.conftest import Notes

pytestmark = pytest.mark.browser


def test_finds_things_by_their_place_and_by_many_names(desk: WebSession) -> None:
    found = desk.go("places").read_all(
        "street", "no", "changed", "loose", "before", "head_a", "head_b", "ship_city", "bill_city",
        "search", "help", "inside", "total", "part", "by_xpath",
    )  # fmt: skip
    assert found == {
        "street": "Weg 1", "no": "7", "changed": "2026-01-02", "loose": "L", "before": "",
        "head_a": "a", "head_b": "b", "ship_city": "Jena", "bill_city": "Gera", "search": "p",
        "help": "?", "inside": "deep", "total": "Total 12 Euro", "part": "Total 12 Euro",
        "by_xpath": "L",
    }  # fmt: skip


def test_an_empty_value_is_not_skipped_for_the_next_thing_beside_it(desk: WebSession) -> None:
    found = desk.go("places").read_all("fax", "mobile", "under_above")
    assert found == {"fax": "", "mobile": "0170", "under_above": ""}


def test_presses_inside_a_shadow_root(desk: WebSession) -> None:
    screen = desk.go("places").press("shadow_go")
    assert screen.shows("shadow_go")


def test_two_matches_are_an_error_that_lists_what_was_tried(desk: WebSession) -> None:
    with pytest.raises(ElementNotFoundError) as caught:
        desk.go("twins").press("go")
    assert "role 'button' named 'Go' (habits.yaml:" in str(caught.value)
    assert "matches 2 elements" in str(caught.value)
    assert "within 4 s" in str(caught.value)


def test_a_hidden_element_is_not_there(desk: WebSession) -> None:
    assert not desk.go("twins").shows("hidden")
    with pytest.raises(ElementNotFoundError, match="matches nothing, 1 hidden"):
        desk.on("twins").press("hidden")


def test_the_next_locator_is_used_when_the_first_is_not_clear(
    desk: WebSession, notes: Notes
) -> None:
    screen = desk.go("twins")
    assert screen.read("second") == "Other"
    screen.press("second")


def test_works_on_a_page_that_breaks_the_language_and_forbids_scripts(desk: WebSession) -> None:
    assert desk.go("hostile").fill(name="x").read("name") == "x"


def test_types_and_clicks_in_nested_frames_below_the_fold(desk: WebSession) -> None:
    screen = desk.go("inner").fill(name="deep").press("add")
    assert screen.read("name") == "deep!"


def test_a_screen_that_does_not_come_says_what_was_there(desk: WebSession) -> None:
    desk.go("twins")
    with pytest.raises(ScreenNotShownError) as caught:
        desk.on("places", wait=0.3)
    said = str(caught.value)
    assert "the screen 'places' did not appear within 0.3 s" in said
    assert "'Twins' at http://127.0.0.1" in said
    assert "looks like 'twins'" in said
    assert "heading 'Places'" in said


def test_an_unknown_screen_is_a_sentence(desk: WebSession) -> None:
    with pytest.raises(UnknownScreenError) as caught:
        desk.on("plases")
    assert caught.value.hint == "Did you mean 'places'?"


def test_which_of_several_screens(desk: WebSession) -> None:
    desk.go("twins")
    assert desk.which("places", "twins") == "twins"


def test_waits_for_things_to_come_and_go(desk: WebSession) -> None:
    screen = desk.go("wait").press("start").wait_for("done")
    assert not screen.wait_for("working", gone=True).shows("working")


def test_reads_all_pages_of_a_table_and_presses_in_a_row_of_another_page(
    desk: WebSession, notes: Notes
) -> None:
    rows = desk.go("list").rows("hits")
    assert len(rows) == 30
    assert rows[25] == {"account": "0025", "name": "Name 25", "price": "25,50 €"}
    assert notes.met["name"] == "Name 29"
    desk.reset()
    assert len(desk.go("list").rows("hits", limit=12)) == 12
    desk.reset()
    screen = desk.go("list").press("open", row="0025")
    assert desk.on("opened").read("account") == "0025"
    assert screen.name == "list"


def test_reads_a_cell_by_row_and_column(desk: WebSession) -> None:
    screen = desk.go("list")
    screen.rows("hits")
    assert screen.read("price") == "25,50 €"
