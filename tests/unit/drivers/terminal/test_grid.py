"""Tables: columns by where their headers stand, rows until they end."""

from demo.host import panels
from demo.ledger import Entry
from runner.drivers.terminal.finding import Spot, whole
from runner.drivers.terminal.grid import grid
from runner.screens.model import By, Table
from tests.unit.drivers.terminal.drawn import PLACE, by, lines, place, shown


def table(columns, *, found_by="Number", key=None):
    return Table("orders", PLACE, (by(By.TEXT, found_by),), columns, key=key)


def rows(display, wanted):
    found = grid(whole(display), wanted)
    assert found is not None
    return [dict(row.cells) for row in found.rows]


def entry(number: int) -> Entry:
    values = {"reference": f"R {number}", "customer": "0010007", "article": "A-01", "pieces": "5"}
    return Entry(number, "", "order", f"R {number}", f"HO-{number}", "", "", {**values, "note": ""})


def test_rows_of_a_host() -> None:
    display = shown(panels.order_list([entry(40001), entry(40002)], 0, 1)).display()
    wanted = {"number": "Number", "pieces": "Pcs", "reference": "Reference"}

    assert rows(display, table(wanted, key="number")) == [
        {"number": "HO-40001", "pieces": "5", "reference": "R 40001"},
        {"number": "HO-40002", "pieces": "5", "reference": "R 40002"},
    ]


def test_a_row_is_a_scope_of_its_own() -> None:
    display = shown(panels.order_list([entry(40001), entry(40002)], 0, 1)).display()
    found = grid(whole(display), table({"number": "Number"}))
    (select,) = found.rows[1].scope.find(place(1, 3)).things

    assert isinstance(select, Spot)
    assert select.field.takes_text
    assert select.box.top == 6


def test_numbers_stand_to_the_right_and_texts_are_cut_between_headers() -> None:
    display = lines(
        "Number  Name             Pcs  Total",
        "------  ---------------- ---  ------",
        "1       Lamp, desk       999 1,250.00",
        "2       A very long name 5       2.00",
        "",
        "3       after the table  1       1.00",
    )

    assert rows(display, table({"number": "Number", "pcs": "Pcs", "total": "Total"})) == [
        {"number": "1", "pcs": "999", "total": "1,250.00"},
        {"number": "2", "pcs": "5", "total": "2.00"},
    ]


def test_a_long_text_stays_whole_beside_one_that_has_its_own() -> None:
    display = lines("Number  Name         Pcs", "1       a very long name     5")

    assert rows(display, table({"name": "Name", "pcs": "Pcs"}, found_by="Name")) == [
        {"name": "a very long name", "pcs": "5"}
    ]


def test_a_header_that_is_a_part_of_another_one() -> None:
    display = lines("Customer Name  Name  Pcs", "Weiß           x     5")

    assert rows(display, table({"name": "Name", "pcs": "Pcs"}, found_by="Pcs")) == [
        {"name": "x", "pcs": "5"}
    ]


def test_lines_between_cells_part_them_and_say_nothing() -> None:
    display = lines(
        "┌────────┬───────┐",
        "│ Number │ Name  │",
        "├────────┼───────┤",
        "│ 1      │ 办公桌 │",
        "│ 2      │       │",
        "└────────┴───────┘",
        "F3=Exit",
    )

    assert rows(display, table({"number": "Number", "name": "Name"}, key="number")) == [
        {"number": "1", "name": "办公桌"},
        {"number": "2", "name": ""},
    ]


def test_the_line_of_keys_ends_it() -> None:
    display = lines("Number  Name", "1       a", "F3=Exit  F8=Forward")

    assert rows(display, table({"number": "Number"})) == [{"number": "1"}]


def test_without_its_key_a_row_is_none() -> None:
    display = lines("Number  Name", "1       a", "        More: +")

    assert rows(display, table({"number": "Number", "name": "Name"}, key="number")) == [
        {"number": "1", "name": "a"}
    ]


def test_headers_that_are_not_there_are_told() -> None:
    found = grid(whole(lines("Number  Name", "1  a")), table({"n": "Number", "p": "Price"}))

    assert found is not None
    assert found.missing == ("Price",)


def test_a_table_that_is_not_there() -> None:
    assert grid(whole(lines("nothing")), table({"n": "Number"})) is None
