"""What a form is filled with beforehand."""

from pydantic import BaseModel, Field

from runner.attended.offers import Offer, from_case, from_clipboard
from runner.forms import fields_of


class Change(BaseModel):
    account: str = Field(title="Customer no.", pattern=r"^\d{7}$")
    name: str = Field(title="Name")
    postcode: str | None = Field(None, title="Postcode")


FIELDS = fields_of(Change)


def test_a_copied_number_goes_into_the_field_whose_pattern_it_fits() -> None:
    assert from_clipboard(FIELDS, " 0010007\n") == {"account": Offer("0010007", "clipboard")}


def test_text_that_could_be_anything_is_offered_for_nothing() -> None:
    assert from_clipboard(FIELDS, "Berger") == {}
    assert from_clipboard(FIELDS, "") == {}


def test_lines_that_name_their_fields_are_taken_apart() -> None:
    offers = from_clipboard(FIELDS, "Customer no.: 0010007\nPostcode\t53113\nMood: good\n")
    assert {name: one.value for name, one in offers.items()} == {
        "account": "0010007",
        "postcode": "53113",
    }


def test_two_fields_that_fit_alike_get_nothing() -> None:
    class Two(BaseModel):
        one: str = Field(pattern=r"^\d+$")
        two: str = Field(pattern=r"^\d+$")

    assert from_clipboard(fields_of(Two), "12") == {}


def test_another_case_offers_values_by_equal_names() -> None:
    offers = from_case(FIELDS, {"account": "0010007", "name": "", "mood": "good"}, "Greet")
    assert offers == {"account": Offer("0010007", "Greet")}
