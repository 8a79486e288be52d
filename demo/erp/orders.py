"""The orders: what may be booked, and the ledger of what was."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from filelock import FileLock

from demo.erp.articles import Article, catalogue
from demo.ledger import Entry, Ledger, entries
from demo.seed import customers

RELEASE_FROM = Decimal(5000)
"""From this total on the credit check has to be released by hand."""
MOST_LINES = 12
MOST_PIECES = 999


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an order as it was typed."""

    article: str
    pieces: str


@dataclass(frozen=True, slots=True)
class Order:
    """An order as it was typed."""

    customer: str
    reference: str
    delivery: str
    note: str
    lines: tuple[Line, ...]
    express: bool = False
    shipping: str = "Parcel"


class Orders:
    """All orders in a ledger; several programs may have it open at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.articles = catalogue()
        self._customers = customers()
        self._lock = FileLock(f"{path}.lock")
        # A ledger that cannot be read is told at the start, not at the first order.
        entries(path)

    def customer(self, number: str) -> str | None:
        """The name of a customer, or None when there is no such number."""
        found = self._customers.get(number)
        return found.name if found is not None else None

    def booked(self) -> list[Entry]:
        """Every order, oldest first."""
        return entries(self.path)

    def find(self, wanted: str) -> list[Entry]:
        """The orders with this number or this reference."""
        return [one for one in self.booked() if wanted in {one.record, one.key}]

    def total(self, lines: Iterable[Line]) -> Decimal:
        """What the lines cost that are right so far."""
        return sum((self.price(line) for line in lines), Decimal(0))

    def price(self, line: Line) -> Decimal:
        """What one line costs; 0 while it is not right."""
        article = self.articles.get(line.article)
        return article.price * int(line.pieces) if article and _pieces(line.pieces) else Decimal(0)

    def article(self, number: str) -> Article | None:
        """The article with this number."""
        return self.articles.get(number)

    def complaints(self, order: Order) -> list[str]:
        """What is wrong with an order, one sentence each; empty when it can be booked."""
        checks = (
            (self.customer(order.customer) is None, "There is no such customer."),
            (not order.reference.strip(), "The reference is mandatory."),
            (len(order.reference) > 40, "The reference is too long."),
            (_date(order.delivery) is None, "The delivery date is not a date (DD.MM.YYYY)."),
            (not order.lines, "An order needs at least one line."),
            *((bool(why), why) for why in map(self._wrong, order.lines)),
        )
        return [sentence for wrong, sentence in checks if wrong]

    def _wrong(self, line: Line) -> str:
        if line.article not in self.articles:
            return f"There is no article {line.article!r}."
        if not _pieces(line.pieces):
            return f"{line.pieces!r} is not a number of pieces from 1 to {MOST_PIECES}."
        return ""

    def book(self, order: Order) -> str:
        """Enters an order: the ledger is on disk when the number is given."""
        values = {
            "customer": order.customer,
            "reference": order.reference,
            "delivery": order.delivery,
            "note": order.note,
            "express": order.express,
            "shipping": order.shipping,
            "lines": [[line.article, line.pieces] for line in order.lines],
            "total": f"{self.total(order.lines):.2f}",
        }
        with self._lock, Ledger(self.path) as ledger:
            number = f"SO-{len(ledger.known) + 70001}"
            request = f"{os.getpid()}-{datetime.now(UTC):%H%M%S%f}"
            ledger.append("order", order.reference, record=number, request=request, values=values)
        return number


def _pieces(text: str) -> bool:
    return text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_PIECES


def _date(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%d.%m.%Y").replace(tzinfo=UTC).date()
    except ValueError:
        return None
