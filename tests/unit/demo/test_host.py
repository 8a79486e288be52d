"""The demo's host: its data stream, its orders, its faults."""

import pytest

from demo.host.datastream import Panel, address, place, pressed
from demo.host.faults import Faults
from demo.host.orders import Order, Orders
from demo.ledger import Ledger

ORDER = Order("R-1", "0010007", "A-01", "3")


@pytest.mark.parametrize("where", [(1, 1), (1, 80), (12, 34), (24, 80)])
def test_places_survive_the_stream(where) -> None:
    assert place(address(*where)) == where


def test_fields_come_back_by_name() -> None:
    panel = Panel("one").input("name", 3, 10, 5).input("note", 4, 10, 9)
    record = b"\x7d" + address(3, 12) + b"\x11" + address(3, 10) + "Zoë".encode("cp037")
    key = pressed(record)

    assert key is not None
    assert (key.key, key.row) == ("Enter", 3)
    assert key.of(panel) == {"name": "Zoë", "note": ""}


def test_short_keys_tell_nothing_else() -> None:
    key = pressed(b"\x6d")

    assert key is not None
    assert (key.key, key.row, key.fields) == ("Clear", 0, {})
    assert pressed(b"\x88") is None


def test_what_the_host_has_not_is_a_question_mark() -> None:
    assert "?".encode("cp037") in Panel("one").text(1, 2, "办").record()


@pytest.fixture
def orders(tmp_path):
    with Ledger(tmp_path / "ledger.jsonl") as ledger:
        yield Orders(ledger)


def test_orders_are_booked_once(orders) -> None:
    assert orders.complaint(ORDER) == ""
    assert orders.book(ORDER, "T1") == "HO-40001"
    assert orders.complaint(ORDER) == "OE05 REFERENCE IS ALREADY BOOKED"
    assert orders.find("R-1") is orders.find("HO-40001") is not None


@pytest.mark.parametrize(
    ("order", "complaint"),
    [
        (Order("", "0010007", "A-01", "3"), "OE01 REFERENCE IS MANDATORY"),
        (Order("R", "1", "A-01", "3"), "OE02 NO SUCH CUSTOMER"),
        (Order("R", "0010007", "Z-01", "3"), "OE03 NO SUCH ARTICLE"),
        (Order("R", "0010007", "A-01", "0"), "OE04 PIECES MUST BE 1 TO 999"),
    ],
)
def test_complaints(orders, order, complaint) -> None:
    assert orders.complaint(order) == complaint


def test_pages(orders) -> None:
    for number in range(12):
        orders.book(Order(f"R-{number}", "0010007", "A-01", "3"), "T1")
    found, pages = orders.page(1, 10)

    assert ([one.key for one in found], pages) == (["R-10", "R-11"], 2)


def test_faults_count_down_and_name_what_is_wrong() -> None:
    faults = Faults.parse('{"cut_after_book": 1, "message": -1}')

    assert [faults.take("cut_after_book"), faults.take("cut_after_book")] == [True, False]
    assert faults.take("message")
    assert faults.take("message")
    with pytest.raises(ValueError, match="There is no fault 'x' of 1; there are cut_after_book"):
        Faults.parse('{"x": 1}')
