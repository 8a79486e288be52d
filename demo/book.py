"""The CRM's customers in memory, rebuilt from the seed and the ledger at every start."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from threading import Lock

from demo import fields
from demo.fields import FIELDS, Customer, Kind
from demo.ledger import Entry, Ledger
from demo.seed import customers

PAGE = 50
"""Rows of one page of a result list."""
APPROVAL_FROM = Decimal(10000)
"""Above this credit limit the CRM says that a supervisor has to approve."""

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_ACCOUNT = re.compile(r"\d{7}")


class Book:
    """All customers, with the search, the rules for a change, and the change itself."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._one_at_a_time = Lock()
        self._customers = customers()
        for entry in ledger.known:
            self._apply(entry)

    def __len__(self) -> int:
        return len(self._customers)

    def get(self, account: str) -> Customer | None:
        """The customer with this number, or None."""
        return self._customers.get(account)

    def search(self, wanted: Mapping[str, str], sort: str) -> list[Customer]:
        """The customers that hold every wanted text, in the order of one column."""
        found = [one for one in list(self._customers.values()) if _matches(one, wanted)]
        return sorted(found, key=lambda one: _column(one, sort).casefold())

    def changes(self) -> list[tuple[str, str, str, str]]:
        """(change number, kind, customer number, at) of every entry, newest first."""
        return [
            (one.record, one.kind, one.key, one.time[:19].replace("T", " "))
            for one in reversed(self._ledger.known)
        ]

    def rows(self) -> Iterator[list[str]]:
        """Every customer as one row of the export, number first."""
        for one in list(self._customers.values()):
            yield [one.account, *(one.shown(field.name) for field in FIELDS)]

    def commit(self, kind: str, account: str, request: str, values: dict[str, str]) -> Entry:
        """Enters a change: on disk first, then in memory. Returns what the ledger holds."""
        with self._one_at_a_time:
            record = f"CH-{len(self._ledger.known) + 40001:06d}"
            entry = self._ledger.append(
                kind, account, record=record, request=request, values=values
            )
            self._apply(entry)
        return entry

    def _apply(self, entry: Entry) -> None:
        values = {name: str(value) for name, value in entry.values.items()}
        customer = self._customers.setdefault(entry.key, Customer(entry.key, {}))
        if entry.kind == "document":
            customer.documents.append((values["name"], int(values["size"])))
        else:
            customer.values.update(values)
        at = datetime.fromisoformat(entry.time).astimezone(UTC)
        customer.changed_by, customer.changed_at = "demo", at.strftime("%d.%m.%Y %H:%M:%S")
        customer.record = entry.record
        change = (entry.record, entry.kind, customer.changed_by, customer.changed_at)
        customer.history.append(change)


def complaints(account: str, values: Mapping[str, str]) -> list[str]:
    """What the CRM has against these values, one sentence each; empty when it takes them."""
    checks = (
        (not _ACCOUNT.fullmatch(account), "Customer no. must have seven digits."),
        (not values["last_name"].strip(), "Last name is mandatory."),
        (bool(values["email"]) and not _EMAIL.fullmatch(values["email"]), "E-mail is not valid."),
        (not _date(values["birth_date"]), "Date of birth is not a date."),
        (not _amount(values["credit_limit"]), "Credit limit is not an amount."),
        *((_too_long(field, values), f"{field.label} is too long.") for field in FIELDS),
        *((_no_choice(field, values), f"{field.label} is not known.") for field in FIELDS),
    )
    return [sentence for wrong, sentence in checks if wrong]


def needs_approval(values: Mapping[str, str]) -> bool:
    """Whether a supervisor has to look at the credit limit."""
    return Decimal(values["credit_limit"] or "0") > APPROVAL_FROM


def normal(values: Mapping[str, str]) -> dict[str, str]:
    """The values as the CRM keeps them: trimmed, amounts with two places."""
    kept = {field.name: values.get(field.name, "").strip() for field in FIELDS}
    kept["notes"] = kept["notes"].replace("\r\n", "\n")
    if kept["credit_limit"] and _amount(kept["credit_limit"]):
        kept["credit_limit"] = f"{Decimal(kept['credit_limit']):.2f}"
    return kept


def _matches(customer: Customer, wanted: Mapping[str, str]) -> bool:
    return all(
        not text or text.casefold() in _column(customer, name).casefold()
        for name, text in wanted.items()
    )


def _column(customer: Customer, name: str) -> str:
    if name == "account":
        return customer.account
    return customer.name if name == "name" else customer.shown(name)


def _date(text: str) -> bool:
    try:
        return not text or bool(datetime.strptime(text, "%d.%m.%Y").replace(tzinfo=UTC))
    except ValueError:
        return False


def _amount(text: str) -> bool:
    try:
        return not text or Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _too_long(field: fields.Field, values: Mapping[str, str]) -> bool:
    typed = field.kind in {Kind.TEXT, Kind.KEYS, Kind.AREA}
    return typed and len(values[field.name]) > field.length


def _no_choice(field: fields.Field, values: Mapping[str, str]) -> bool:
    allowed = fields.options(field.name, values["country"])
    if field.kind is Kind.LOOKUP:
        allowed = fields.BRANCHES
    value = values[field.name]
    chosen = value.split("; ") if field.kind is Kind.MANY else [value]
    return bool(value and allowed and not set(chosen) <= set(allowed))
