"""The host's orders: what may be entered, and the ledger of what was."""

from dataclasses import asdict, dataclass
from threading import Lock

from demo.erp.articles import catalogue
from demo.ledger import Entry, Ledger
from demo.seed import customers

FIRST_NUMBER = 40001
MOST_PIECES = 999


@dataclass(frozen=True, slots=True)
class Order:
    """An order as it was typed."""

    reference: str
    customer: str
    article: str
    pieces: str
    note: str = ""


class Orders:
    """All orders of one ledger; safe for several terminals."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._lock = Lock()
        self._customers = customers()
        self._articles = catalogue()

    def customer(self, number: str) -> str:
        """A customer's name; empty when there is no such number."""
        found = self._customers.get(number)
        return found.name if found is not None else ""

    def complaint(self, order: Order) -> str:
        """The first thing that is wrong with an order; empty when it can be booked."""
        checks = (
            (not order.reference, "OE01 REFERENCE IS MANDATORY"),
            (not self.customer(order.customer), "OE02 NO SUCH CUSTOMER"),
            (order.article not in self._articles, "OE03 NO SUCH ARTICLE"),
            (not _is_count(order.pieces), f"OE04 PIECES MUST BE 1 TO {MOST_PIECES}"),
            (self.find(order.reference) is not None, "OE05 REFERENCE IS ALREADY BOOKED"),
        )
        return next((sentence for wrong, sentence in checks if wrong), "")

    def book(self, order: Order, terminal: str) -> str:
        """Enters an order: the ledger is on disk when the number is given."""
        with self._lock:
            number = f"HO-{FIRST_NUMBER + len(self._ledger.known)}"
            values = asdict(order)
            self._ledger.append(
                "order", order.reference, record=number, request=terminal, values=values
            )
        return number

    def find(self, wanted: str) -> Entry | None:
        """The order with this number or this reference."""
        with self._lock:
            known = self._ledger.known
            return next((one for one in known if wanted in {one.record, one.key}), None)

    def page(self, number: int, size: int) -> tuple[list[Entry], int]:
        """One page of all orders, counted from 0, and how many pages there are."""
        with self._lock:
            known = list(self._ledger.known)
        pages = max(1, -(-len(known) // size))
        return known[number * size : (number + 1) * size], pages


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_PIECES
