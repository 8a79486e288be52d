import pytest

from runner.drivers.desktop.atspi.tables import letters_of, number_of
from runner.drivers.desktop.things import of_spreadsheet, reading
from tests.unit.drivers.desktop.window import node, window


@pytest.mark.parametrize(
    ("name", "letters"),
    [("A1", "A"), ("AMJ1048576", "AMJ"), ("A-1", ""), ("Total", ""), ("A0", "")],
)
def test_the_column_of_a_spreadsheets_cell(name: str, letters: str) -> None:
    assert letters_of(node("cell", name)) == letters


@pytest.mark.parametrize(
    ("letters", "number"), [("A", 0), ("Z", 25), ("AA", 26), ("AMJ", 1023), ("XFD", 16383)]
)
def test_the_place_of_a_column(letters: str, number: int) -> None:
    assert number_of(letters) == number


def test_a_spreadsheets_cell_holds_its_text_and_not_its_name() -> None:
    empty, full = node("cell", "B5", text=""), node("cell", "B6", text=" two  spaces ")
    tree = window(empty, full)
    assert (reading(empty, tree), reading(full, tree)) == ("", " two  spaces ")
    assert reading(node("cell", "B5"), tree) == "B5"
    assert not of_spreadsheet(node("text", "B5"))
