"""Keys, duplicates, forms: what is common to every feed."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, BeforeValidator, Field, field_validator, model_validator

from runner.errors import InputError
from runner.feeds import draft_from_values, drafts, open_feed
from runner.feeds.validation import key_text
from runner.item import Draft
from tests.unit.feeds.conftest import Contact

Read = Callable[..., list[Draft]]


@pytest.fixture
def csv_file(tmp_path: Path) -> Callable[..., Path]:
    def write(*lines: str) -> Path:
        path = tmp_path / "c.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    return write


CsvFile = Callable[..., Path]


def test_the_same_row_twice_is_entered_once(csv_file: CsvFile, read: Read) -> None:
    first, second, third = read(csv_file("account,name", "1,a", "1, a ", "2,a"))

    assert (first.problems, third.problems) == ((), ())
    assert [str(problem) for problem in second.problems] == ["the same as row 2; entered once"]
    assert second.payload is None


def test_one_key_with_different_values_rejects_them_all(csv_file: CsvFile, read: Read) -> None:
    rows = read(csv_file("account,name", "C-0012,a", "x,a", "C-0012,b", "C-0012,a"))

    reason = "key 'C-0012' stands in rows 2, 4 and 5 with different values; keep one"
    assert [[str(problem) for problem in row.problems] for row in rows] == [
        [reason],
        [],
        [reason],
        [reason],
    ]


def test_an_invalid_row_and_a_valid_one_with_the_same_key_are_both_rejected(
    csv_file: CsvFile, read: Read
) -> None:
    bad, good = read(csv_file("account,email", "1,foo", "1,a@b"))

    assert len(bad.problems) == 2
    assert [str(problem) for problem in good.problems] == [
        "key '1' stands in rows 2 and 3 with different values; keep one"
    ]


def test_the_same_letters_composed_differently_are_the_same_key(
    csv_file: CsvFile, read: Read
) -> None:
    rows = read(csv_file("account", "M\u00fcller", "Mu\u0308ller"))

    assert all("stands in rows 2 and 3" in str(row.problems) for row in rows)


def test_a_key_of_several_fields(csv_file: CsvFile) -> None:
    with open_feed(csv_file("account,name", "1,a/b", "1,c")) as feed:
        keys = [draft.key for draft in drafts(Contact, ("account", "name"), feed)]

    assert keys == ["1 / a\\/b", "1 / c"]


def test_different_parts_never_make_the_same_key() -> None:
    assert key_text(["a / b", "c"]) != key_text(["a", "b / c"])


def test_form_values_take_the_same_path() -> None:
    draft = draft_from_values(
        Contact, ("account",), {"Account": " 0012 ", "due": "2026-11-21", "email": ""}, "form"
    )

    assert draft.payload is not None
    assert (draft.key, draft.payload["due"], draft.payload["email"]) == ("0012", "2026-11-21", "")
    assert str(draft.source) == "form"


def test_form_values_say_what_is_wrong_without_cells() -> None:
    draft = draft_from_values(Contact, ("account",), {"visits": "many"}, "command line")

    assert [str(problem) for problem in draft.problems] == [
        "account: must not be empty",
        "visits: 'many' is not a whole number: use 12",
    ]


def test_a_form_value_for_a_field_that_is_not_there() -> None:
    with pytest.raises(InputError) as caught:
        draft_from_values(Contact, ("account",), {"acount": "1"}, "command line")

    assert caught.value.sentence() == (
        "The bot's items have no field 'acount'; they have 'account', 'name', 'email', 'phone', "
        "'amount', 'visits', 'active', 'due'. Did you mean 'account'?"
    )


def test_personal_values_are_never_shown() -> None:
    class Person(BaseModel):
        account: str
        phone: str = Field("", max_length=4, json_schema_extra={"personal": True})
        birth: str = Field("", json_schema_extra={"personal": True})

        @field_validator("birth")
        @classmethod
        def _plausible(cls, birth: str) -> str:
            raise ValueError(f"nobody was born in {birth!r}")

        @model_validator(mode="after")
        def _never(self) -> "Person":
            return self

    draft = draft_from_values(
        Person, ("account",), {"account": "1", "phone": "0177 4711", "birth": "1066"}, "form"
    )

    assert [str(problem) for problem in draft.problems] == [
        "phone: is longer than 4 characters",
        "birth: nobody was born in '•••'",
    ]


def test_a_model_wide_rule_does_not_show_personal_values_either() -> None:
    class Person(BaseModel):
        account: str
        phone: str = Field("", json_schema_extra={"personal": True})

        @model_validator(mode="after")
        def _rule(self) -> "Person":
            raise ValueError(f"{self.phone} is no number of {self.account}")

    draft = draft_from_values(Person, ("account",), {"account": "9", "phone": "0177"}, "form")

    assert [str(problem) for problem in draft.problems] == ["••• is no number of 9"]


def test_the_model_may_read_dates_in_its_own_way() -> None:
    def german(text: object) -> object:
        return "-".join(reversed(text.split("."))) if isinstance(text, str) else text

    class Appointment(BaseModel):
        account: str
        day: Annotated[str, BeforeValidator(german)]

    draft = draft_from_values(
        Appointment, ("account",), {"account": "1", "day": "21.11.2026"}, "form"
    )

    assert draft.payload == {"account": "1", "day": "2026-11-21"}


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("kind", "z", "must be one of 'a' or 'b'"),
        ("score", "11", "must be at most 10"),
        ("code", "x", "does not have the expected form: use, for example, AB-12"),
        ("active", "perhaps", "is not yes or no: use TRUE or FALSE"),
        ("price", "12,50", "is not a number: use 12.50"),
        ("price", "1_2", "is not a number: use 12.50"),
        ("score", "1_0", "is not a whole number: use 12"),
        ("price", "NaN", "is not a number: use 12.50"),
    ],
)
def test_findings_are_worded_for_a_clerk(field: str, value: str, reason: str) -> None:
    class Case(BaseModel):
        account: str = "1"
        kind: Literal["a", "b"] = "a"
        score: int = Field(0, le=10)
        code: str = Field("", pattern=r"^[A-Z]{2}-\d+$", examples=["AB-12"])
        active: bool = False
        price: float = 0

    draft = draft_from_values(Case, ("account",), {field: value}, "form")
    decimal = draft_from_values(Contact, ("account",), {"account": "1", "amount": "12,50"}, "form")

    assert draft.problems[0].reason == reason
    assert decimal.problems[0].reason == "is not a number: use 12.50"


def test_twenty_thousand_rows_are_read(csv_file: CsvFile) -> None:
    path = csv_file("account,name", *(f"{n},name {n}" for n in range(20_000)))

    with open_feed(path) as feed:
        assert sum(1 for draft in drafts(Contact, ("account",), feed) if draft.payload) == 20_000


def test_a_person_hears_how_far_a_long_feed_was_read(csv_file: CsvFile, monkeypatch) -> None:
    monkeypatch.setattr(sys.modules["runner.feeds.drafts"], "PASSED_EVERY", 2)
    heard: list[tuple[int, int | None]] = []
    with open_feed(csv_file("account,name", *(f"{n},a" for n in range(5)))) as feed:
        told = drafts(Contact, ("account",), feed, lambda *how_far: heard.append(how_far))
        assert len(list(told)) == 5

    assert heard == [(2, None), (4, None), (2, 5), (4, 5)]
