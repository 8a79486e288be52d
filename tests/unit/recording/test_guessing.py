"""What kind a value is, guessed from how it was typed."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from runner.healing.control import Control
from runner.recording.guessing import Guess, decimal_of, example, guess, strftime_of
from runner.screens.model import App

APP = App("crm", Path("crm.yaml"), "http://x/", date="DD.MM.YYYY", decimal=",")


@pytest.mark.parametrize(
    ("kind", "label", "typed", "guessed"),
    [
        ("text", "Street", "Am Markt 1", Guess.TEXT),
        ("text", "Customer no.", "0010020", Guess.TEXT),
        ("text", "Postcode", "07743", Guess.TEXT),
        ("text", "Phone", "030 1234", Guess.TEXT),
        ("text", "Born", "01.02.1980", Guess.DATE),
        ("text", "Born", "31.02.1980", Guess.TEXT),
        ("text", "Version", "1.2.3", Guess.TEXT),
        ("date", "Born", "1980-02-01", Guess.DATE),
        ("text", "Limit", "1.500,00", Guess.AMOUNT),
        ("text", "Limit", "-12,5", Guess.AMOUNT),
        ("text", "Version", "1.2", Guess.TEXT),
        ("number", "Pieces", "12", Guess.NUMBER),
        ("text", "Quantity", "12", Guess.NUMBER),
        ("text", "Room", "12", Guess.TEXT),
        ("select", "Day", "01.02.1980", Guess.DATE),
        ("select", "Rate", "1,5", Guess.TEXT),
        ("checkbox", "Active", "true", Guess.YES_OR_NO),
        ("text", "Note", "", Guess.TEXT),
        ("text", "Note", None, Guess.TEXT),
    ],
)
def test_a_kind_is_guessed(kind: str, label: str, typed: str | None, guessed: Guess) -> None:
    assert guess(APP, Control(kind, name=label), typed) is guessed


def test_several_choices_are_a_list() -> None:
    assert guess(APP, Control("listbox"), "A\nB", many=True) is Guess.TEXTS


@pytest.mark.parametrize(
    ("form", "pattern"),
    [("DD.MM.YYYY", "%d.%m.%Y"), ("YYYY-MM-DD", "%Y-%m-%d"), ("M/D/YY", "%m/%d/%y")],
)
def test_a_date_form_becomes_pythons(form: str, pattern: str) -> None:
    assert strftime_of(form) == pattern


def test_values_become_a_feed() -> None:
    values = [
        (Guess.TEXT, "0012", "0012"),
        (Guess.DATE, "01.02.1980", "1980-02-01"),
        (Guess.DATE, "1980-02-01", "1980-02-01"),
        (Guess.AMOUNT, "1.500,00", "1500.00"),
        (Guess.NUMBER, "12", 12),
        (Guess.YES_OR_NO, "true", True),
        (Guess.YES_OR_NO, "false", False),
        (Guess.TEXTS, "A\nB", ["A", "B"]),
        (Guess.TEXTS, "", []),
    ]

    assert [example(APP, kind, typed) for kind, typed, _ in values] == [one for _, _, one in values]


def test_a_point_is_a_decimal_sign_where_the_app_says_so() -> None:
    english = replace(APP, decimal=".")

    assert decimal_of("1,500.25", ".") == Decimal("1500.25")
    assert guess(english, Control("text", name="Limit"), "1,500.25") is Guess.AMOUNT
    assert decimal_of("-", ",") is None
