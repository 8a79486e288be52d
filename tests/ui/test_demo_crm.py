"""The demo CRM's habits that no bot of the examples meets, driven with its selector file."""

import csv
import os
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from benchmarks.killing import Sweep, sweeping
from demo.ledger import entries
from demo.seed import CUSTOMERS, customers
from runner.drivers.errors import ValueRefusedError
from runner.drivers.web import WebOptions, WebSession, open_web
from runner.screens.load import load
from runner.secret import Secret
from tests.ui.conftest import Notes

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
ACCOUNT = "0010020"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Sweep, WebSession]]:
    with sweeping(tmp_path_factory.mktemp("demo") / "crm", rows=0) as crm:
        credentials = {
            "CRM_USERNAME": Secret(crm.environment["CRM_USERNAME"], hidden=False),
            "CRM_PASSWORD": Secret(crm.environment["CRM_PASSWORD"]),
        }
        options = WebOptions(address=crm.address, wait_seconds=6)
        app = load(ROOT / "selectors" / "crm.yaml")
        session = open_web(app, credentials.__getitem__, options)
        try:
            session.sign_in()
            yield crm, session
        finally:
            session.close(5)


@pytest.fixture
def book(running: tuple[Sweep, WebSession], notes: Notes) -> WebSession:
    session = running[1]
    session.attach(notes)
    return session


@pytest.fixture
def ledger(running: tuple[Sweep, WebSession]) -> Path:
    return running[0].ledger


def opened(crm: WebSession) -> None:
    crm.go("search").fill(account=ACCOUNT).press("find")
    crm.on("results").press("open", row=ACCOUNT)
    crm.on("customer")


def test_branch_manager_and_tax_number_are_entered_as_a_person_would(
    book: WebSession, notes: Notes, ledger: Path
) -> None:
    opened(book)
    book.on("customer").press("edit")
    form = book.on("form").fill(
        branch="Hamburg Wandsbek", tax_number="047/1100", payment_terms="14 days",
        interests=["Mobile", "Security"], salutation="Company",
    )  # fmt: skip
    form.press("pick_manager")
    book.on("managers").press("take", row="Wójcik, Ewa")
    assert book.on("form").read("manager") == "Wójcik, Ewa"
    book.on("form").press("save")
    number = book.on("saved").read("change_number")
    last = entries(ledger)[-1]
    assert (last.record, last.key) == (number, ACCOUNT)
    wanted = {
        "branch": "Hamburg Wandsbek",
        "tax_number": "047/1100",
        "payment_terms": "14 days",
        "interests": "Mobile; Security",
        "salutation": "Company",
        "manager": "Wójcik, Ewa",
    }
    assert {name: last.values[name] for name in wanted} == wanted
    how = {change.element: change.how for change in notes.changes}
    assert (how["branch"], how["tax_number"], how["payment_terms"]) == ("list", "keys", "page")
    assert "047/1100" not in repr(notes.events) + repr(notes.changes)


def test_a_branch_that_is_not_suggested_is_refused(book: WebSession) -> None:
    opened(book)
    book.on("customer").press("edit")
    offers = "0 entries of its list say so; there is 'Hamburg Altona', 'Hamburg Wandsbek'"
    with pytest.raises(ValueRefusedError, match=offers):
        book.on("form").fill(branch="Hamburg")


def test_a_document_is_uploaded_whole(book: WebSession, ledger: Path, tmp_path: Path) -> None:
    file = tmp_path / "Angebot – 报价.pdf"
    file.write_bytes(os.urandom(70_001))
    opened(book)
    book.on("customer").press("documents")
    book.on("documents").upload(file=file).press("upload")
    rows = book.on("documents").rows("documents")
    assert rows == [{"name": file.name, "bytes": "70001"}]
    last = entries(ledger)[-1]
    assert (last.kind, last.key, last.values) == (
        "document",
        ACCOUNT,
        {"name": file.name, "size": "70001"},
    )


def test_the_export_is_kept_complete(book: WebSession, tmp_path: Path) -> None:
    file = book.on("home").download("export", folder=tmp_path / "kept")
    rows = list(csv.reader(StringIO(file.read_text("utf-8-sig")), delimiter=";"))
    assert file.name == "customers.csv"
    assert len(rows) == CUSTOMERS
    assert {row[0] for row in rows} == set(customers())
    assert book.go("search").name == "search"


def test_a_high_credit_limit_is_saved_and_its_alert_answered_by_rule(
    book: WebSession, notes: Notes, ledger: Path
) -> None:
    opened(book)
    book.on("customer").press("edit")
    book.on("form").fill(credit_limit="12500.00").press("save")
    number = book.on("saved").read("change_number")
    assert entries(ledger)[-1].record == number
    told = [detail for action, detail in notes.events if action == "dialog"]
    assert [one["kind"] for one in told] == ["confirm", "alert"]
