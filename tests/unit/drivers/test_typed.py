"""How values are typed, and what counts as taken."""

from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest

from runner.drivers.values import Typed, typed, was_taken
from runner.screens.model import App, Element, Place, ReadBack
from runner.secret import Secret

PLACE = Place(Path("crm.yaml"), 1)
APP = App("crm", Path("crm.yaml"), "http://x/", date="DD.MM.YYYY", decimal=",")
FIELD = Element("field", PLACE, ())


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0012", "0012"),
        (7, "7"),
        (Decimal("1234.50"), "1234,50"),
        (Decimal("1E+3"), "1000"),
        (True, "true"),
        (date(2026, 2, 1), "01.02.2026"),
        (datetime(2026, 2, 1, 9, 5), "01.02.2026"),  # noqa: DTZ001 - as a screen shows it
        (time(9, 5), "09:05"),
        (Secret("s3cret"), "s3cret"),
        (["b", "a"], ["b", "a"]),
    ],
)
def test_types_as_the_file_says(value: object, text: object) -> None:
    assert typed(value, FIELD, APP).value == text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("M/D/YY", "2/1/26"),
        ("YYYYMMDD", "20260201"),
        ("DD.MM.YYYY HH:mm:ss", "01.02.2026 00:00:00"),
    ],
)
def test_an_element_has_its_own_date_form(form: str, text: str) -> None:
    element = Element("field", PLACE, (), date=form)
    assert typed(date(2026, 2, 1), element, APP).value == text


@pytest.mark.parametrize(
    ("wanted", "found", "rule", "taken"),
    [
        ("Köln", "Köln", ReadBack.EXACT, True),
        ("Köln", "KÖLN", ReadBack.EXACT, False),
        ("Köln", "KÖLN", ReadBack.CASE, True),
        ("a b", "a  b ", ReadBack.SPACES, True),
        ("12345678", "1234-5678", ReadBack.DIGITS, True),
        ("12345678", "1234-567", ReadBack.DIGITS, False),
        ("x", "anything", ReadBack.NONE, True),
        ("a\nb", "a\r\nb", ReadBack.EXACT, True),
        ("a ", "a", ReadBack.EXACT, False),
        ("\u00e9", "e\u0301", ReadBack.EXACT, False),
    ],
)
def test_what_counts_as_taken(wanted: str, found: str, rule: ReadBack, taken: bool) -> None:
    assert was_taken(Typed(wanted), found, None, rule) is taken


@pytest.mark.parametrize(
    ("found", "taken"),
    [("1234,50", True), ("1.234,50", True), ("1234,5 €", True), ("1234,51", False), ("12.345", False), ("", False)],
)  # fmt: skip
def test_an_amount_may_be_formatted_and_not_changed(found: str, taken: bool) -> None:
    assert was_taken(typed(Decimal("1234.50"), FIELD, APP), found, None, ReadBack.EXACT) is taken


def test_a_choice_is_taken_by_its_label_or_its_inner_value() -> None:
    assert was_taken(Typed("Germany"), "Germany", "DE", ReadBack.EXACT)
    assert was_taken(Typed("DE"), "Germany", "DE", ReadBack.EXACT)
    assert was_taken(Typed(["b", "a"]), "a\nb", "1\n2", ReadBack.EXACT)
    assert not was_taken(Typed("Greece"), "Germany", "DE", ReadBack.EXACT)
    assert not was_taken(Typed(["a"]), "a\nb", "1\n2", ReadBack.EXACT)


def test_a_password_is_hidden_and_a_user_name_is_not() -> None:
    assert typed(Secret("s3cret"), FIELD, APP).secret
    assert not typed(Secret("demo", hidden=False), FIELD, APP).secret
