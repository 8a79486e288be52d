"""The demo CRM misbehaves: nothing is lost, entered twice, or claimed that was not entered."""

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.killing import Sweep, judge, sweeping
from demo.ledger import entries

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

ROWS = 2


CASES: dict[str, dict[str, object]] = {
    "session ends and 500, each at a page": {"expire_at": 11, "error_at": 24},
    "session ends before the save": {"expire_before_save": 1},
    "session ends after the save": {"expire_after_save": 1},
    "500 on save": {"error_on_save": 1},
    "connection cut after the save": {"cut_after_save": 1},
    "says saved and is not": {"lying_success": 1},
    "says failed and is saved": {"false_error": 1},
    "saved late": {"late_ms": 1500},
    "asks to confirm again": {"double_confirmation": True},
    "another order, names and ids": {"shuffle_fields": True, "rename_ids": True},
}


@pytest.mark.parametrize("name", CASES)
def test_what_goes_wrong_is_told_apart_and_entered_once(tmp_path: Path, name: str) -> None:
    with sweeping(tmp_path / "sweep", ROWS, CASES[name]) as crm:
        crm.variables = {"DESKHAND_WAIT": "3"}
        code = crm.start().wait()
        verdict = judge(crm, kills=0)

        assert verdict.bad == 0, verdict
        assert verdict.states == {"done": ROWS}, said(crm)
        assert len(entries(crm.ledger)) == ROWS
        assert code == 0


def said(crm: Sweep) -> list[str]:
    """Why each item is as it is."""
    return [str(item["message"]) for item in crm.items()]


def test_an_unexpected_question_stops_the_item_unanswered(tmp_path: Path) -> None:
    with sweeping(tmp_path / "sweep", ROWS, {"unexpected_confirm": True}) as crm:
        crm.variables = {"DESKHAND_WAIT": "3"}
        crm.start().wait()
        verdict = judge(crm, kills=0)

        assert verdict.bad == 0, verdict
        assert entries(crm.ledger) == []
        assert verdict.states == Counter({"failed": ROWS})
        assert all("Send a welcome letter?" in message for message in said(crm))
        pictures = [file.name for file in crm.folder.rglob("*dialog*")]
        assert len(pictures) == ROWS


def test_a_maintenance_page_burns_no_tries(tmp_path: Path) -> None:
    with sweeping(tmp_path / "sweep", ROWS, {"maintenance": True}) as crm:
        crm.variables = {"DESKHAND_WAIT": "2"}
        code = crm.start().wait()

        assert code == 4
        assert {str(item["state"]) for item in crm.items()} == {"new"}
        assert entries(crm.ledger) == []


def test_a_missing_customer_is_created_when_the_option_says_so(tmp_path: Path) -> None:
    feed = tmp_path / "new.csv"
    feed.write_text(
        "Customer no.,First name,Last name,City,Country,Region,Credit limit,E-mail,Date of birth\n"
        "0999901,小明,王,上海,China,上海市,12000.50,a@example.org,1980-02-01\n"
        "0999902,,Ünal & Söhne,Köln,Germany,Nordrhein-Westfalen,100,b@example.org,\n",
        encoding="utf-8",
    )
    with sweeping(tmp_path / "sweep", ROWS) as crm:
        crm.feed = feed
        crm.words = ("--option", "missing=create")
        code = crm.start().wait()
        verdict = judge(crm, kills=0)

        assert verdict.bad == 0, verdict
        assert code == 0, said(crm)
        made = {entry.key: entry for entry in entries(crm.ledger)}
        assert {entry.kind for entry in made.values()} == {"create"}
        assert len(entries(crm.ledger)) == ROWS
        shanghai = made["0999901"].values
        assert (shanghai["last_name"], shanghai["region"]) == ("王", "上海市")
        assert shanghai["credit_limit"] == "12000.50"
        assert shanghai["birth_date"] == "01.02.1980"
