"""A bot's words on a surface: nothing unrecognised is touched, nothing is pressed twice."""

import time

import pytest

from runner.drivers.errors import (
    ElementNotFoundError,
    ElementNotReadyError,
    NotPressedError,
    RowNotFoundError,
    ScreenLeftError,
    ScreenNotShownError,
    TableNotReadError,
    ValueNotTakenError,
    ValueRefusedError,
)
from runner.errors import TechnicalError
from runner.recorder import Hold
from runner.secret import MASK, Secret
from tests.ui.conftest import Notes
from tests.unit.drivers.surface.program import Program, Till, Widget


def widget(program: Program, label: str) -> Widget:
    return next(one for one in program.widgets if one.label == label)


def test_fills_reads_back_and_says_what_changed(
    selling: Till, program: Program, notes: Notes
) -> None:
    selling.on("sale").fill(customer="Ünal", amount=12)

    assert widget(program, "Customer").value == "Ünal"
    assert [(one.element, one.before, one.after) for one in notes.changes] == [
        ("customer", "", "Ünal"),
        ("amount", "", "12"),
    ]


def test_a_screen_is_waited_for(selling: Till, program: Program) -> None:
    program.show("Please wait", "Saved")
    selling.stage.wait_seconds = 60
    program.changes = [lambda: program.show("Please wait"), lambda: program.show("Saved")]

    assert selling.which("sale", "saved") == "saved"


def test_a_screen_that_does_not_come_says_what_is_missing(selling: Till, program: Program) -> None:
    program.show("New sale")

    with pytest.raises(ScreenNotShownError, match=r"Missing: till\.yaml:\d+: label 'Customer'"):
        selling.on("sale", wait=0)


def test_the_evidence_says_which_locator_served(selling: Till, notes: Notes) -> None:
    selling.on("sale").fill(customer="x")

    assert (
        "found",
        {
            "screen": "sale",
            "element": "customer",
            "locator": "label 'Customer'",
            "layer": "accessibility",
        },
    ) in notes.events


def test_two_alike_are_none(selling: Till, program: Program) -> None:
    widget(program, "Customer").twin = True

    with pytest.raises(ElementNotFoundError, match=r"matches 2 elements.*no ids here"):
        selling.on("sale").fill(customer="x")
    assert program.typed[2:] == []


def test_what_is_missing_of_several_leaves_all_untouched(selling: Till, program: Program) -> None:
    with pytest.raises(ElementNotFoundError, match="'gone' was not found"):
        selling.on("sale").fill(customer="x", gone="y")
    assert program.typed[2:] == []


def test_a_value_that_is_not_taken_is_an_error(selling: Till, program: Program) -> None:
    program.swallow = True

    with pytest.raises(ValueNotTakenError, match="typed 'x', found ''"):
        selling.on("sale").fill(customer="x")


def test_a_hidden_value_is_in_no_error(selling: Till, program: Program) -> None:
    program.swallow = True

    with pytest.raises(ValueNotTakenError) as caught:
        selling.on("sale").fill(customer=Secret("sesam"), phone="0301234")
    assert "sesam" not in str(caught.value)
    assert MASK in str(caught.value)


def test_a_value_that_cannot_be_taken_is_the_cases_fault(selling: Till) -> None:
    with pytest.raises(ValueRefusedError, match="it takes 4 characters; there is 'a', 'b'"):
        selling.on("sale").fill(customer="too long")


def test_a_focus_that_was_elsewhere_is_said(selling: Till) -> None:
    with pytest.raises(ElementNotReadyError, match="the focus was elsewhere"):
        selling.on("sale").fill(customer="nowhere")


def test_what_is_disabled_is_not_touched(selling: Till, program: Program) -> None:
    widget(program, "Save").enabled = False

    with pytest.raises(ElementNotReadyError, match="it is disabled"):
        selling.on("sale").press("save")
    assert "Save" not in program.pressed


def test_a_press_is_announced_once_and_sent_once(
    selling: Till, program: Program, notes: Notes
) -> None:
    notes.presses.clear()
    selling.on("sale").press("save")

    assert notes.presses == [("sale", "save", True)]
    assert program.pressed.count("Save") == 1
    assert selling.which("saved") == "saved"


def test_a_press_that_reached_nothing_is_taken_back_and_aimed_again(
    selling: Till, program: Program, notes: Notes
) -> None:
    program.missed = 2
    selling.on("sale").press("save")

    assert notes.taken_back == ["save", "save"]
    assert program.pressed.count("Save") == 1


def test_a_press_that_never_reaches_is_an_error(
    selling: Till, program: Program, notes: Notes
) -> None:
    program.missed = 9
    with pytest.raises(NotPressedError, match="something lay over it"):
        selling.on("sale").press("save")
    assert len(notes.presses[1:]) == len(notes.taken_back) == 3


def test_what_may_not_be_pressed_is_not(selling: Till, program: Program, notes: Notes) -> None:
    notes.refuse = TechnicalError("dry run")
    with pytest.raises(TechnicalError, match="dry run"):
        selling.on("sale").press("save")
    assert "Save" not in program.pressed
    assert notes.taken_back == []


def test_nothing_is_pressed_when_its_time_is_over(
    selling: Till, program: Program, notes: Notes
) -> None:
    notes.until = time.time() - 1
    with pytest.raises(NotPressedError, match="its time was over"):
        selling.on("sale").press("save")
    assert "Save" not in program.pressed


def test_a_value_that_changed_since_stops_the_press(selling: Till, program: Program) -> None:
    sale = selling.on("sale").fill(customer="x")
    widget(program, "Customer").value = "y"

    with pytest.raises(ValueNotTakenError, match="was changed by the app afterwards"):
        sale.press("save")
    assert "Save" not in program.pressed


def test_reads_and_masks_what_is_personal(selling: Till, program: Program, notes: Notes) -> None:
    widget(program, "Phone").value = "0301234"

    assert selling.on("sale").read("phone") == "0301234"
    assert notes.met == {"phone": "0301234"}
    assert selling.stage.unseen.mask("call 0301234") == f"call {MASK}"


def test_tables_have_all_their_pages(selling: Till, program: Program) -> None:
    program.pages = [[("1", "tea"), ("2", "coffee")], [("3", "milk")]]
    program.widgets.append(Widget("Next"))

    def last(label: str) -> None:
        if label == "Next":
            widget(program, "Next").enabled = False

    program.on_press = last
    rows = selling.on("sale").rows("sales")

    assert [row["number"] for row in rows] == ["1", "2", "3"]
    assert selling.on("sale").rows("sales", limit=1) == [{"number": "3", "what": "milk"}]


def test_a_next_page_that_does_not_come_is_an_error(selling: Till, program: Program) -> None:
    program.pages = [[("1", "tea")]]
    program.widgets.append(Widget("Next"))
    program.stuck = True

    with pytest.raises(TableNotReadError, match="has a next page that does not come"):
        selling.on("sale").rows("sales")


def test_a_table_that_shows_only_a_part_is_not_taken_for_whole(
    selling: Till, program: Program
) -> None:
    program.pages, program.total = [[("1", "tea"), ("2", "milk"), ("", "")]], 1000

    assert [one["number"] for one in selling.on("sale").rows("sales")] == ["1", "2"]
    program.pages = [[("1", "tea"), ("2", "milk")]]
    with pytest.raises(TableNotReadError, match=r"only the rows that show \(1 to 2 of 1000\)"):
        selling.on("sale").rows("sales")
    assert len(selling.on("sale").rows("sales", limit=2)) == 2
    program.pages, program.first = [[("8", "tea"), ("", "")]], 7
    with pytest.raises(TableNotReadError, match="8 to 9 of 1000"):
        selling.on("sale").rows("sales")
    with pytest.raises(RowNotFoundError, match="no row among those that show"):
        selling.on("sale").press("detail", row="3")


def test_a_table_without_a_column_is_an_error(selling: Till, program: Program) -> None:
    program.pages = [[("1", "tea")]]
    program.headers = ("No.",)

    with pytest.raises(TableNotReadError, match="has no column headed 'Article'"):
        selling.on("sale").rows("sales")


def test_presses_in_the_row_with_the_key(selling: Till, program: Program) -> None:
    program.pages = [[("1", "tea")], [("7", "milk")]]
    program.widgets.append(Widget("Next"))

    selling.on("sale").press("detail", row="7")

    assert program.pressed[-2:] == ["Next", "Detail 7"]


def test_a_row_that_is_not_there_is_an_error(selling: Till, program: Program) -> None:
    program.pages = [[("1", "tea"), ("1", "milk")]]

    with pytest.raises(RowNotFoundError, match="2 rows with the key '1'"):
        selling.on("sale").press("detail", row="1")
    with pytest.raises(RowNotFoundError, match="no row with the key '2'"):
        selling.on("sale").press("detail", row="2")


def test_a_cell_is_an_element(selling: Till, program: Program) -> None:
    program.pages = [[("1", "tea"), ("2", "milk")]]

    assert selling.on("sale").read("first") == "tea"


def test_waits_for_something_to_go(selling: Till, program: Program) -> None:
    program.widgets.append(Widget("Gone"))
    program.changes = [lambda: None, lambda: program.widgets.pop() and None]
    sale = selling.on("sale")

    assert sale.shows("gone")
    assert not sale.wait_for("gone", gone=True, seconds=60).shows("gone")
    with pytest.raises(ElementNotReadyError, match="it did not appear"):
        sale.wait_for("gone", seconds=0)


def test_a_person_who_held_the_bot_must_have_left_the_screen(
    selling: Till, program: Program, notes: Notes
) -> None:
    sale = selling.on("sale")
    notes.holds = [Hold("look"), Hold("look")]
    program.changes = [lambda: program.show("Main menu", fields=("Sell",))]

    with pytest.raises(ScreenLeftError, match="the screen 'sale' was left"):
        sale.fill(customer="x")


def test_goes_on_after_a_person(selling: Till, program: Program, notes: Notes) -> None:
    sale = selling.on("sale")
    notes.holds = [Hold("look"), Hold("look")]

    sale.fill(customer="x")

    assert widget(program, "Customer").value == "x"


def test_what_a_way_chooses_is_typed_on_it(selling: Till, program: Program) -> None:
    program.show("Main menu", fields=("Sell", "Pick"))
    program.on_press = lambda _label: program.show("Count")

    assert selling.go("counted").name == "counted"
    assert program.typed[-1] == ("pick", "2")
