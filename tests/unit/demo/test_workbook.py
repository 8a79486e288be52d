from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl

from demo.expected import HEADER_ROW, HEADERS, ROWS, Outcome, rows
from demo.fields import COUNTRIES
from demo.seed import customers
from demo.workbook import WORKBOOK, write


def test_the_committed_workbook_is_what_the_program_writes(tmp_path: Path) -> None:
    write(tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == WORKBOOK.read_bytes()


def test_every_row_stands_where_it_says_and_keeps_its_types() -> None:
    sheet = openpyxl.load_workbook(WORKBOOK, data_only=True)["Contacts"]
    assert [cell.value for cell in sheet[HEADER_ROW]][: len(HEADERS)] == list(HEADERS.values())
    assert sheet.max_row == HEADER_ROW + ROWS
    for row in rows():
        held = dict(zip(HEADERS, (cell.value for cell in sheet[row.number]), strict=False))
        assert held["account"] == row.values["account"]
        assert held["notes"] == row.values["notes"]
        if isinstance(row.values["birth_date"], date):
            assert held["birth_date"].date() == row.values["birth_date"]
        if isinstance(row.values["credit_limit"], Decimal):
            assert Decimal(str(held["credit_limit"])) == row.values["credit_limit"]


def test_the_formula_has_its_stored_result() -> None:
    (row,) = [row for row in rows() if row.formula]
    column = list(HEADERS).index("credit_limit") + 1
    stored = openpyxl.load_workbook(WORKBOOK, data_only=True)["Contacts"].cell(row.number, column)
    written = openpyxl.load_workbook(WORKBOOK)["Contacts"].cell(row.number, column)
    assert (stored.value, written.value) == (7500, "=6*1250")


def test_good_rows_change_something_and_no_customer_is_good_twice() -> None:
    book = customers()
    good = [row for row in rows() if row.outcome is Outcome.DONE]
    assert len(good) == ROWS - 11
    assert max(Counter(row.account for row in good).values()) == 1
    for row in good:
        assert row.values["country"] in COUNTRIES
        assert book[row.account].shown("email") != row.values["email"]


def test_every_rejected_row_says_why() -> None:
    assert all(row.reason for row in rows() if row.outcome is Outcome.REJECTED)
