"""Workbooks made by hand: openpyxl for honest ones, zip surgery for the rest."""

import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from pydantic import BaseModel, Field

from runner.feeds import drafts, open_feed
from runner.item import Draft


class Contact(BaseModel):
    account: str
    name: str = Field("", max_length=40)
    email: str = Field("", pattern=r"^$|^[^@ ]+@[^@ ]+$")
    phone: str = Field("", json_schema_extra={"personal": True})
    amount: Decimal | None = None
    visits: int | None = None
    active: bool | None = None
    due: date | None = None


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    def make(rows: Iterable[Sequence[object]], name: str = "contacts.xlsx") -> Path:
        workbook = Workbook()
        sheet = workbook.active
        assert isinstance(sheet, Worksheet)
        sheet.title = "Kunden"
        for row in rows:
            sheet.append(list(row))
        path = tmp_path / name
        workbook.save(path)
        workbook.close()
        return path

    return make


@pytest.fixture
def with_part() -> Callable[[Path, str, Callable[[bytes], bytes]], Path]:
    """Rewrite one part of a workbook (an absent one is given as empty bytes)."""

    def change(path: Path, part: str, edit: Callable[[bytes], bytes]) -> Path:
        with zipfile.ZipFile(path) as package:
            parts = {info.filename: package.read(info) for info in package.infolist()}
        parts[part] = edit(parts.get(part, b""))
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            for name, content in parts.items():
                package.writestr(name, content)
        return path

    return change


@pytest.fixture
def read() -> Callable[..., list[Draft]]:
    def all_drafts(path: Path, model: type[BaseModel] = Contact, **options: object) -> list[Draft]:
        with open_feed(path, **options) as feed:  # type: ignore[arg-type]
            return list(drafts(model, ("account",), feed))

    return all_drafts
