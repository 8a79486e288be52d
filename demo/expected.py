"""The rows of the demo's workbook, each with what has to become of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from random import Random

from demo.fields import Customer
from demo.seed import PLACES, Place, account_number, address, customers, phone

HEADER_ROW = 4
"""The row with the columns' names; titles stand above it."""
ROWS = 200

HEADERS: dict[str, str] = {
    "account": "Customer no.",
    "first_name": "First name",
    "last_name": "Last name",
    "birth_date": "Date of birth",
    "email": "E-mail",
    "phone": "Phone",
    "street": "Street",
    "postcode": "Postcode",
    "city": "City",
    "country": "Country",
    "region": "Region",
    "language": "Language",
    "newsletter": "Newsletter",
    "credit_limit": "Credit limit",
    "notes": "Notes",
}
"""Field → the column's name; two more columns belong to the person and feed nothing."""

Value = str | date | Decimal | bool | None


class Outcome(StrEnum):
    """What becomes of a row, as the results workbook says it."""

    DONE = "done"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Row:
    """One customer of the workbook."""

    number: int
    """As the spreadsheet program numbers it."""
    values: dict[str, Value]
    outcome: Outcome = Outcome.DONE
    reason: str = ""
    """Why it is rejected, in our own words."""
    formula: str = ""
    """The credit limit is this formula, with the value as its stored result."""

    @property
    def account(self) -> str:
        return str(self.values["account"])


def rows() -> list[Row]:
    """All rows, the same every time."""
    random = Random(2026)
    book = list(customers().values())
    good = [_row(index, book[index], random) for index in range(ROWS)]
    wrong = {row.number: row for row in _wrong(good)}
    return [wrong.get(row.number, row) for row in good]


def _row(index: int, customer: Customer, random: Random) -> Row:
    place = PLACES[index % len(PLACES)]
    return Row(HEADER_ROW + 1 + index, _new_values(customer, place, random))


def _new_values(customer: Customer, place: Place, random: Random) -> dict[str, Value]:
    """What the campaign found out about a customer: always another phone, often more."""
    kept = customer.shown
    moved = address(place, random)
    birth = date(1940, 1, 1) + timedelta(days=random.randint(0, 22000))
    return {
        "account": customer.account,
        "first_name": kept("first_name"),
        "last_name": kept("last_name"),
        "birth_date": birth,
        "email": f"new{customer.account}@example.org",
        "phone": phone(place, random),
        **moved,
        "language": place.language,
        "newsletter": random.random() < 0.5,
        "credit_limit": Decimal(random.randint(100, 1100) * 1000 + random.randint(0, 99)) / 100,
        "notes": random.choice(_NOTES),
    }


def _wrong(good: list[Row]) -> Iterator[Row]:
    """The few rows that are bad or odd, in place of good ones."""
    yield _changed(good[11], "a mandatory value is missing", last_name=None)
    yield _changed(good[23], "no e-mail address", email="anna.at.example.org")
    yield _changed(good[37], "an impossible date", birth_date="31.02.1984")
    yield _changed(good[52], "a country that the CRM does not know", country="Atlantis")
    yield _changed(good[64], "longer than the field", city="Llanfairpwllgwyngyll" * 3)
    yield _changed(good[81], "two rows of one customer that differ")
    yield _changed(good[82], "two rows of one customer that differ", account=account_number(81))
    yield _changed(good[97], "a customer that the CRM does not know", account="0999999")
    yield _changed(good[120], "no customer number", account=None)
    yield _changed(good[133], "not an amount", credit_limit="about five thousand")
    yield _changed(good[150], "not a customer number", account="12-A")
    formula = {**good[30].values, "credit_limit": Decimal(7500)}
    yield Row(good[30].number, formula, formula="=6*1250")
    inert = {**good[45].values, "notes": "=SUM(A1:A9) is text here, @home + more"}
    yield Row(good[45].number, inert)


def _changed(row: Row, reason: str, **values: Value) -> Row:
    return Row(row.number, {**row.values, **values}, Outcome.REJECTED, reason)


_NOTES = (
    None,
    None,
    "Called twice, prefers e-mail",
    "VIP 🙂 since 1998",
    "Bitte nur nachmittags anrufen – Straße gesperrt",
    "Προτιμά επικοινωνία στα ελληνικά",
    "请用中文联系",
    "يفضل الاتصال مساءً",
)
