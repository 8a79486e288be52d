"""What an element is suggested to be marked as."""

import pytest

from runner.healing.control import Control
from runner.screens.marking import Marks, suggested_marks


@pytest.mark.parametrize(
    "control",
    [
        Control("text", name="Date of birth"),
        Control("text", name="E-mail"),
        Control("text", name="Geburtsdatum"),
        Control("text", name="Contact", autocomplete="tel-national"),
        Control("text", name="No.", html_name="iban"),
    ],
)
def test_personal(control: Control) -> None:
    assert suggested_marks(control) == Marks(personal=True)


@pytest.mark.parametrize(
    "control",
    [
        Control("button", name="Save changes"),
        Control("button", name="Löschen"),
        Control("button", name="保存する"),
        Control("button", name="Сохранить"),
        Control("button", text="OK", title="Send the form"),
    ],
)
def test_writing(control: Control) -> None:
    assert suggested_marks(control) == Marks(writes=True)


def test_a_password_is_secret_whatever_it_is_called() -> None:
    assert suggested_marks(Control("password", name="Date of birth")) == Marks(secret=True)


@pytest.mark.parametrize(
    "control",
    [
        Control("text", name="Street"),
        Control("button", name="Find"),
        Control("button", name="Search by e-mail"),
        Control("link", name="Delete"),
    ],
)
def test_nothing(control: Control) -> None:
    assert suggested_marks(control) == Marks()
