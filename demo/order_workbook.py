"""`python -m demo.order_workbook`: writes the workbook of orders, the same bytes every time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import xlsxwriter

from demo.erp.articles import catalogue
from demo.seed import customers

WORKBOOK = Path(__file__).with_name("orders.xlsx")
HEADERS = ("Reference", "Customer no.", "Article", "Pieces", "Delivery date")
HEADER_ROW = 3
GOOD = 21


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One row, and whether it can be booked."""

    reference: str
    customer: str
    article: str
    pieces: str
    delivery: date
    good: bool = True


def rows() -> list[OrderRow]:
    """Every row of the workbook, in its order."""
    return [*_good(), *_bad()]


def _good() -> Iterator[OrderRow]:
    random = Random(1994)
    people = sorted(customers())
    articles = sorted(catalogue())
    for index in range(GOOD):
        # Every sixth is so dear that the credit check holds it.
        dear = index % 6 == 5
        yield OrderRow(
            f"WEB-2026-{4100 + index * 7}",
            people[random.randrange(len(people))],
            "H-05" if dear else random.choice(articles[:20]),
            str(random.randint(12, 40) if dear else random.randint(1, 9)),
            date(2026, 12, 1) + timedelta(days=random.randint(0, 40)),
        )


def _bad() -> Iterator[OrderRow]:
    day = date(2026, 12, 24)
    yield OrderRow("WEB-2026-5001", "0999999", "A-01", "1", day, good=False)
    yield OrderRow("WEB-2026-5002", "0010020", "H-77", "1", day, good=False)
    yield OrderRow("WEB-2026-5003", "0010020", "A-01", "0", day, good=False)


def write(path: Path) -> None:
    """Writes the workbook: a title, the header, the orders."""
    book = xlsxwriter.Workbook(str(path))
    made = datetime(2026, 11, 2, 9, 0, tzinfo=UTC).replace(tzinfo=None)
    book.set_properties({"title": "Orders of the web shop", "author": "S. Haddad", "created": made})
    title = book.add_format({"bold": True, "font_size": 14, "font_color": "#1F4E79"})
    head = book.add_format({"bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF"})
    text = book.add_format({"num_format": "@"})
    day = book.add_format({"num_format": "dd.mm.yyyy", "align": "left"})
    sheet = book.add_worksheet("Orders")
    sheet.set_column(0, len(HEADERS) - 1, 18)
    sheet.write_string(0, 0, "Web shop, orders of 2 November 2026", title)
    for column, header in enumerate(HEADERS):
        sheet.write_string(HEADER_ROW - 1, column, header, head)
    for line, row in enumerate(rows(), start=HEADER_ROW):
        for column, value in enumerate((row.reference, row.customer, row.article, row.pieces)):
            sheet.write_string(line, column, value, text)
        sheet.write_datetime(line, len(HEADERS) - 1, row.delivery, day)
    sheet.freeze_panes(HEADER_ROW, 1)
    book.close()


if __name__ == "__main__":
    write(WORKBOOK)
