"""The order program's book: what it takes, and what its ledger holds."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from demo.erp.articles import catalogue
from demo.erp.faults import Faults
from demo.erp.orders import Line, Order, Orders
from demo.ledger import duplicates, entries

ORDER = Order("0010020", "Ref Ω-1", "24.12.2026", "vor 10 Uhr", (Line("A-01", "2"),))


def test_an_order_is_on_disk_with_its_number(tmp_path: Path) -> None:
    orders = Orders(tmp_path / "orders.jsonl")

    assert orders.complaints(ORDER) == []
    number = orders.book(ORDER)

    [entry] = entries(tmp_path / "orders.jsonl")
    assert (entry.record, entry.key) == (number, "Ref Ω-1")
    assert entry.values["total"] == "79.80"
    assert orders.find(number) == orders.find("Ref Ω-1") == [entry]


def test_two_programs_share_a_ledger(tmp_path: Path) -> None:
    one, other = (Orders(tmp_path / "orders.jsonl") for _ in range(2))

    numbers = [each.book(ORDER) for each in (one, other, one)]

    assert numbers == ["SO-70001", "SO-70002", "SO-70003"]
    assert len(duplicates(one.booked())) == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"customer": "0099999"}, "There is no such customer."),
        ({"reference": " "}, "The reference is mandatory."),
        ({"reference": "x" * 41}, "The reference is too long."),
        ({"delivery": "2026-12-24"}, "The delivery date is not a date (DD.MM.YYYY)."),
        ({"lines": ()}, "An order needs at least one line."),
        ({"lines": (Line("Z-1", "1"),)}, "There is no article 'Z-1'."),
        ({"lines": (Line("A-01", "²"),)}, "'²' is not a number of pieces from 1 to 999."),
        ({"lines": (Line("A-01", "1000"),)}, "'1000' is not a number of pieces from 1 to 999."),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, wrong: dict[str, object], said: str) -> None:
    orders = Orders(tmp_path / "orders.jsonl")

    assert orders.complaints(replace(ORDER, **wrong)) == [said]  # type: ignore[arg-type]


def test_what_is_not_right_yet_costs_nothing(tmp_path: Path) -> None:
    orders = Orders(tmp_path / "orders.jsonl")

    assert orders.total([Line("A-01", "3"), Line("A-01", ""), Line("?", "3")]) == Decimal("119.70")


def test_the_catalogue_has_names_in_several_scripts() -> None:
    names = " ".join(article.name for article in catalogue().values())

    assert all(word in names for word in ("Bürostuhl", "Καρέκλα", "Стол", "办公桌", "حامل"))


def test_faults_are_named() -> None:
    faults = Faults.parse('{"surprise": 1}')

    assert [faults.take("surprise") for _ in range(2)] == [True, False]
    with pytest.raises(ValueError, match="There is no fault 'unknown'"):
        Faults.parse('{"unknown": 1}')
