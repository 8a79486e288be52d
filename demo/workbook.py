"""`python -m demo.workbook`: writes the demo's workbook, the same bytes every time."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from demo.expected import HEADER_ROW, HEADERS, Row, Value, rows

WORKBOOK = Path(__file__).with_name("customers.xlsx")
_WIDTHS = (12, 13, 16, 12, 25, 18, 30, 11, 18, 15, 20, 11, 11, 12, 38, 14, 12)
_OWN_COLUMNS = ("Agent", "Campaign")


def write(path: Path) -> None:
    """Writes the workbook: titles, the header, 200 rows, and the person's own look."""
    book = xlsxwriter.Workbook(str(path))
    made = datetime(2026, 11, 2, 9, 0, tzinfo=UTC).replace(tzinfo=None)
    book.set_properties({"title": "Address campaign", "author": "S. Haddad", "created": made})
    looks = _looks(book)
    sheet = book.add_worksheet("Contacts")
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    _titles(sheet, looks)
    for row in rows():
        _row(sheet, row, looks)
    sheet.freeze_panes(HEADER_ROW, 1)
    sheet.autofilter(HEADER_ROW - 1, 0, HEADER_ROW - 1 + len(rows()), len(_WIDTHS) - 1)
    sheet.set_landscape()
    book.close()


def _looks(book: xlsxwriter.Workbook) -> dict[str, Format]:
    base: dict[str, object] = {"font_name": "Calibri", "font_size": 10, "valign": "top"}
    head: dict[str, object] = {"bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF"}
    extras: dict[str, dict[str, object]] = {
        "title": {"bold": True, "font_size": 16, "font_color": "#1F4E79"},
        "subtitle": {"italic": True, "font_color": "#666666"},
        "head": head,
        "text": {"num_format": "@"},
        "date": {"num_format": "dd.mm.yyyy", "align": "left"},
        "amount": {"num_format": "#,##0.00 €", "bg_color": "#FFF6DD"},
        "notes": {"text_wrap": True, "font_color": "#444444"},
        "own": {"bg_color": "#E8F1E4"},
    }
    return {name: book.add_format(base | extra) for name, extra in extras.items()}


def _titles(sheet: Worksheet, looks: dict[str, Format]) -> None:
    sheet.set_row(0, 24)
    sheet.write_string(0, 0, "Address campaign, autumn 2026", looks["title"])
    sheet.write_string(1, 0, "Back office: please enter into the CRM.", looks["subtitle"])
    for column, header in enumerate((*HEADERS.values(), *_OWN_COLUMNS)):
        sheet.write_string(HEADER_ROW - 1, column, header, looks["head"])


def _row(sheet: Worksheet, row: Row, looks: dict[str, Format]) -> None:
    line = row.number - 1
    for column, name in enumerate(HEADERS):
        if row.formula and name == "credit_limit":
            stored = float(str(row.values[name]))
            sheet.write_formula(line, column, row.formula, looks["amount"], stored)
        else:
            _cell(sheet, (line, column), row.values[name], looks[_LOOK.get(name, "text")], looks)
    sheet.write_string(line, len(HEADERS), f"Desk {row.number % 7 + 1}", looks["own"])
    sheet.write_string(line, len(HEADERS) + 1, "AC-26/4", looks["own"])


_LOOK = {"notes": "notes", "credit_limit": "amount"}


def _cell(
    sheet: Worksheet,
    place: tuple[int, int],
    value: Value,
    look: Format,
    looks: dict[str, Format],
) -> None:
    line, column = place
    if isinstance(value, date):
        sheet.write_datetime(line, column, value, looks["date"])
    elif isinstance(value, bool):
        sheet.write_string(line, column, "yes" if value else "no", look)
    elif isinstance(value, Decimal):
        sheet.write_number(line, column, float(value), look)
    elif value is None:
        sheet.write_blank(line, column, None, look)
    else:
        sheet.write_string(line, column, value, look)


if __name__ == "__main__":
    write(WORKBOOK)
