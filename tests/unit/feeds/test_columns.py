"""Which column feeds which field."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import AliasChoices, BaseModel, Field

from runner.feeds import FeedError, match_columns, open_feed
from runner.feeds.columns import plain_name
from runner.item import Draft
from tests.unit.feeds.conftest import Contact

Read = Callable[..., list[Draft]]


class Customer(BaseModel):
    account: str = Field(json_schema_extra={"also_called": ["Kundennr.", "客户编号"]})
    full_name: str = Field(title="Customer's name")
    email: str = Field("", alias="mail_to")
    city: str = Field("", validation_alias=AliasChoices("town", "place"))


@pytest.fixture
def csv_file(tmp_path: Path) -> Callable[[str], Path]:
    def write(*lines: str) -> Path:
        path = tmp_path / "c.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    return write


CsvFile = Callable[..., Path]


def sentence(path: Path, model: type[BaseModel] = Contact, **options: object) -> str:
    with pytest.raises(FeedError) as caught, open_feed(path, **options) as feed:  # type: ignore[arg-type]
        match_columns(model, feed)
    return caught.value.sentence()


@pytest.mark.parametrize(
    "header",
    [
        "account,full_name",
        " ACCOUNT ,Full Name",
        "Kundennr,FULL-NAME",
        "客户编号,customers name",
        "Ａｃｃｏｕｎｔ,fullname",
    ],
)
def test_columns_are_matched_by_every_name_a_field_has(csv_file: CsvFile, header: str) -> None:
    with open_feed(csv_file(header, "1,x")) as feed:
        match = match_columns(Customer, feed)

    assert {field: column.index for field, column in match.matched.items()} == {
        "account": 0,
        "full_name": 1,
    }
    assert (match.unused, match.without_column) == ((), ("email", "city"))


def test_aliases_feed_their_field(csv_file: CsvFile, read: Read) -> None:
    (draft,) = read(csv_file("account,full_name,mail_to,place", "1,x,a@b,Ulm"), Customer)

    assert draft.payload == {"account": "1", "full_name": "x", "email": "a@b", "city": "Ulm"}


def test_a_problem_of_an_aliased_field_carries_the_fields_own_name(
    csv_file: CsvFile, read: Read
) -> None:
    class Strict(BaseModel):
        account: str
        email: str = Field(alias="mail_to", min_length=3)

    (draft,) = read(csv_file("account,mail_to", "1,x"), Strict)

    assert [str(problem) for problem in draft.problems] == [
        "cell B2 email: 'x' is shorter than 3 characters"
    ]


def test_a_mapping_translates_headers_and_letters(csv_file: CsvFile, read: Read) -> None:
    path = csv_file("Nr.,Wer,Sonst", "0012,Erika,z")

    (draft,) = read(path, mapping={"nr": "Account", "B": "name"})

    assert draft.payload is not None
    assert (draft.key, draft.payload["name"]) == ("0012", "Erika")


def test_the_columns_that_feed_nothing_are_told(csv_file: CsvFile) -> None:
    with open_feed(csv_file("account,Fax,", "1,2,3")) as feed:
        match = match_columns(Contact, feed)

    assert [str(column) for column in match.unused] == ["B 'Fax'"]
    assert match.header_row == 1


def test_a_mapped_column_that_is_not_there(csv_file: CsvFile) -> None:
    assert sentence(csv_file("account,Telefon"), mapping={"Telephon": "phone"}) == (
        "'c.csv' has no column 'Telephon'; its columns are 'account', 'Telefon'. "
        "Did you mean 'Telefon'?"
    )


def test_a_mapped_field_that_is_not_there(csv_file: CsvFile) -> None:
    assert sentence(csv_file("account"), mapping={"account": "acount"}).endswith(
        "Did you mean 'account'?"
    )


def test_a_required_field_without_a_column_names_the_near_miss(csv_file: CsvFile) -> None:
    assert sentence(csv_file("acount nr,full name", "1,2"), Customer) == (
        "No column of 'c.csv' feeds the required field 'account'; "
        "the columns are 'acount nr', 'full name'. Perhaps --map \"acount nr=account\"?"
    )


def test_two_columns_for_one_field(csv_file: CsvFile) -> None:
    assert sentence(csv_file("account,E-Mail,email")) == (
        "In 'c.csv' the columns B 'E-Mail' and C 'email' could both feed the field 'email'. "
        'Say which one with --map "Column=email" (a column letter will do), or rename the other.'
    )


def test_duplicate_headers_that_feed_nothing_do_no_harm(csv_file: CsvFile, read: Read) -> None:
    assert [draft.key for draft in read(csv_file("account,x,x", "1,2,3"))] == ["1"]


def test_one_of_two_equal_headers_is_chosen_by_its_letter(csv_file: CsvFile, read: Read) -> None:
    (draft,) = read(csv_file("account,email,email", "1,a@b,c@d"), mapping={"C": "email"})

    assert draft.payload is not None
    assert draft.payload["email"] == "c@d"


def test_no_header(csv_file: CsvFile) -> None:
    assert sentence(csv_file("1,2", "3,4")).startswith(
        "No row among the first 50 of 'c.csv' names any of the fields 'account', 'name',"
    )


@pytest.mark.parametrize("row", [2, 9])
def test_a_header_row_that_is_not_there(csv_file: CsvFile, row: int) -> None:
    assert sentence(csv_file("account", "", "1"), header_row=row) == (
        f"Row {row} of 'c.csv' names no columns: it is empty or lies after the last row. "
        "Name the row with the column names with --header-row, counted from 1."
    )


def test_a_text_file_has_no_sheets(csv_file: CsvFile) -> None:
    assert "has no sheet 'x'; it has no sheets at all" in sentence(csv_file("account"), sheet="x")


def test_plain_names_keep_what_has_nothing_else() -> None:
    assert [plain_name(name) for name in ("E-Mail ", "№", "#")] == ["email", "no", "#"]
