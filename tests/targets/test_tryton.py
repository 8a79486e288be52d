"""The customer book of a real ERP, worked through its own web client."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.targets.applications import PARTIES

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(1500)]

CREATED = 20


def _row(code: str, number: int) -> dict[str, object]:
    return {
        "code": code,
        "name": ("Ωμέγα ΑΕ", "上海贸易", "Łódź & Söhne")[number % 3] + f" {number}",
        "phone": f"+49 40 000{number:04d}",
        "email": f"new{code}@example.org",
        "street": f"Neue Straße {number}",
        "postcode": f"0{7000 + number}",
        "city": "Jena",
    }


def _held(database: Path, code: str) -> list[dict[str, object]]:
    """What Tryton's own tables hold of a code: one entry a party."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as opened:
        parties = opened.execute(
            "SELECT p.id, p.code, p.name, a.street_unstructured, a.postal_code, a.city FROM party_party p"
            " LEFT JOIN party_address a ON a.party = p.id WHERE p.code = ?",
            (code,),
        ).fetchall()
        contacts = {
            party: sorted(
                opened.execute(
                    "SELECT type, value FROM party_contact_mechanism WHERE party = ?", (party,)
                ).fetchall()
            )
            for party, *_ in parties
        }
    fields = ("code", "name", "street", "postcode", "city")
    return [
        dict(zip(fields, values, strict=True)) | {"contacts": contacts[party]}
        for party, *values in parties
    ]


def _wanted(row: dict[str, object]) -> dict[str, object]:
    plain = {name: row[name] for name in ("code", "name", "street", "postcode", "city")}
    return plain | {"contacts": [("email", row["email"]), ("phone", row["phone"])]}


def test_parties_are_updated_and_created_and_nothing_is_entered_twice(
    tryton_at: tuple[str, Path], deskhand: Callable[..., dict[str, object]]
) -> None:
    address, database = tryton_at
    known = [_row(f"{10007 + number * 13:07d}", number) for number in range(PARTIES)]
    missing = [_row(f"77{number:05d}", number) for number in range(CREATED)]
    where = ("--address", f"tryton={address}", "--sessions", "2")

    summary = deskhand("update_party", [*known, *missing], *where, "--option", "missing=create")

    assert summary["items"]["done"] == PARTIES + CREATED  # type: ignore[index]
    for row in (*known, *missing):
        assert _held(database, str(row["code"])) == [_wanted(row)]


def test_a_missing_party_is_rejected_unless_it_may_be_created(
    tryton_at: tuple[str, Path], deskhand: Callable[..., dict[str, object]]
) -> None:
    address, database = tryton_at
    row = _row("7799999", 1)

    summary = deskhand("update_party", [row], "--address", f"tryton={address}", exit_code=1)

    assert summary["items"]["rejected"] == 1  # type: ignore[index]
    assert _held(database, "7799999") == []
