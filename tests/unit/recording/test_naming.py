"""Names of what a person uses, found in the selector file or added to it."""

from dataclasses import replace
from pathlib import Path

import pytest

from runner.healing.control import Control
from runner.picking.picked import Known, KnownTable, Picked, Proof, TableFacts
from runner.recording.acts import Spot
from runner.recording.naming import Names, NoLocatorError
from runner.screens.load import load
from runner.screens.model import By, FrameStep, Locator
from runner.screens.suggesting import UNWRITTEN
from tests.unit.recording.made import app as made_app
from tests.unit.recording.made import on_page

HEADING = Locator(By.HEADING, "Orders", UNWRITTEN)


def located(by: By, text: str, name: str | None = None) -> Proof:
    return Proof(Locator(by, text, UNWRITTEN, name=name), 1, mine=True)


def thing(control: Control, *proofs: Proof) -> Picked:
    return on_page(control, proofs, HEADING, address="http://shop.example/orders?no=4711")


NOTE = thing(Control("text", name="Note"), located(By.LABEL, "Note"))
LINK = thing(Control("link", name="A-1", text="A-1"), located(By.ROLE, "link", "A-1"))
FACTS = TableFacts(
    heads=("State", "Order"),
    caption="",
    rows=2,
    different=(2, 2),
    row=("open", "A-1"),
    proofs=(located(By.CSS, "table.list"),),
    next_page=None,
)
IN_ROW = replace(LINK, in_row=(located(By.CSS, "td a"),), table=FACTS)


@pytest.fixture
def names(tmp_path: Path) -> Names:
    folder = tmp_path / "selectors"
    folder.mkdir()
    return Names(made_app(folder).path)


def test_what_the_file_knows_keeps_its_name(names: Names) -> None:
    known = replace(NOTE, known=(Known("hits", "open", "A-1", "hits"),))

    assert names.spot(known, set()) == Spot("hits", "open", "A-1", "number")
    assert names.difference() == ""


def test_what_is_missing_is_added_once(names: Names) -> None:
    assert names.spot(NOTE, set()) == Spot("orders", "note")
    assert names.spot(NOTE, set()) == Spot("orders", "note")

    screen = names.app.screens["orders"]
    assert list(screen.elements) == ["note"]
    assert [step.address for step in screen.reach] == ["/orders"]


def test_nothing_is_written_before_it_is_saved(names: Names) -> None:
    file = names.app.path
    before = file.read_bytes()
    names.spot(NOTE, set())
    assert file.read_bytes() == before
    names.save("test")

    assert "note" in load(file).screens["orders"].elements


def test_a_new_screen_is_reached_as_it_was(names: Names) -> None:
    framed = replace(NOTE, way=(FrameStep("name", "main"),), window="Orders of A-1001")
    names.spot(framed, {"A-1001"}, Spot("home", "search"))

    screen = names.app.screens["orders"]
    assert [(step.on, step.press) for step in screen.reach] == [("home", "search")]
    assert screen.frame == (FrameStep("name", "main"),)
    assert screen.window is None


def test_no_mark_of_a_screen_says_what_was_typed(names: Names) -> None:
    marks = (Locator(By.HEADING, "Order A-1001", UNWRITTEN), HEADING)
    spot = names.spot(replace(NOTE, marks=marks, title="Order A-1001"), {"A-1001"})

    assert spot.screen == "orders"
    assert "A-1001" not in names.difference()


def test_what_stands_in_a_row_brings_its_table_and_the_key_that_was_typed(names: Names) -> None:
    spot = names.spot(IN_ROW, {"A-1"})

    assert spot == Spot("orders", "open", "A-1", "order")
    table = names.app.screens["orders"].tables["orders"]
    assert (dict(table.columns), table.key) == ({"state": "State", "order": "Order"}, "order")
    assert names.app.screens["orders"].elements["open"].row_of == "orders"


def test_a_key_that_nobody_typed_is_the_first_column_that_differs(names: Names) -> None:
    assert names.spot(IN_ROW, set()) == Spot("orders", "open", "open", "state")


def test_what_stands_in_a_table_of_the_file_is_found_by_its_key(names: Names) -> None:
    known = replace(IN_ROW, here=("hits",), tables=(KnownTable("hits", "hits", "A-1"),))
    spot = names.spot(known, set())

    assert spot == Spot("hits", "open_2", "A-1", "number")


def test_a_table_is_added_once(names: Names) -> None:
    assert names.table(IN_ROW, set()) == Spot("orders", "orders")
    assert names.table(IN_ROW, set()) == Spot("orders", "orders")
    assert list(names.app.screens["orders"].tables) == ["orders"]


def test_what_nothing_finds_is_said(names: Names) -> None:
    with pytest.raises(NoLocatorError) as caught:
        names.spot(replace(NOTE, proofs=()), set())

    assert caught.value.sentence() == (
        "Nothing finds 'Note' for certain, so it was left out. "
        "`deskhand screens pick` shows what there is; add it by hand."
    )
