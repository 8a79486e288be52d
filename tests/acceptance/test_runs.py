"""Runs as a person sees them: repeated, stopped, resumed, looked at, dry."""

import csv
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from demo.ledger import entries
from tests.acceptance.conftest import ROOT, Deskhand, waited_for

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

ROWS = [
    {"Customer no.": "0010007", "Last name": "Krüger", "City": "Köln"},
    {"Customer no.": "0010020", "Last name": "Παπαδόπουλος", "City": "Αθήνα"},
    {"Customer no.": "9", "Last name": "short number"},
]


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    file = tmp_path / "customers.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, ["Customer no.", "Last name", "City"])
        writer.writeheader()
        writer.writerows(ROWS)
    return file


@pytest.fixture
def words(feed: Path, crm) -> list[str]:
    return ["run", "update_contact", "--from", str(feed), "--address", f"crm={crm.address}"]


def test_the_same_file_twice_enters_nothing_twice(deskhand, words, signed_in, crm) -> None:
    first = deskhand(*words, "--json", **signed_in)
    second = deskhand(*words, "--json", **signed_in)

    assert first.json["items"]["done"] == second.json["items"]["done"] == 2
    assert (first.json["known"], second.json["known"]) == (0, 3)
    assert len(entries(crm.ledger)) == 2


def test_dry_run_touches_screens_and_enters_nothing(deskhand, words, signed_in, crm) -> None:
    dry = deskhand(*words, "--dry-run", "--json", **signed_in)
    real = deskhand(*words, "--json", **signed_in)

    assert dry.json["items"]["done"] == 2
    assert entries(crm.ledger) != []
    assert real.json["known"] == 0


def test_set_makes_one_item_without_a_file(deskhand, signed_in, crm) -> None:
    values = ["--set", "account=0010007", "--set", "last_name=Krüger", "--set", "city=Bonn"]
    done = deskhand(
        "run", "update_contact", *values, "--address", f"crm={crm.address}", **signed_in
    )
    shown = deskhand("show", "0010007")

    assert done.code == 0
    assert "1 done" in done.said
    assert "step change_customer: applied" in shown.said
    assert "Bonn" in shown.said


def test_rejected_row_is_named_with_cell_and_reason(deskhand, words, signed_in) -> None:
    done = deskhand(*words, **signed_in)
    rejected = deskhand("items", "--state", "rejected", "--json").json

    assert done.code == 1
    assert [item["source"]["row"] for item in rejected] == [4]
    assert "A4" in rejected[0]["message"]


def test_ctrl_c_stops_after_the_step_and_resume_goes_on(
    deskhand: Deskhand, crm, signed_in, places
) -> None:
    book = ROOT / "demo" / "customers.xlsx"
    words = ["run", "update_contact", "--from", str(book), "--limit", "12"]
    run = subprocess.Popen(
        [sys.executable, "-m", "runner", *words, "--address", f"crm={crm.address}", "--json"],
        cwd=ROOT,
        env=os.environ | places | signed_in,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    waited_for(lambda: entries(crm.ledger))
    run.send_signal(signal.SIGINT)
    run.communicate(timeout=60)
    entered = len(entries(crm.ledger))
    stopped = deskhand("runs", "--json").json[0]
    resumed = deskhand("resume", "--json", **signed_in).json[0]

    assert run.returncode == 130
    assert stopped["state"] == "stopped"
    assert stopped["items"]["working"] == 0
    assert 0 < entered < 12
    assert resumed["items"]["new"] == 0
    keys = [entry.key for entry in entries(crm.ledger)]
    assert len(keys) == len(set(keys)) == resumed["items"]["done"]


def test_several_sessions_share_one_feed(deskhand: Deskhand, crm, signed_in) -> None:
    book = ROOT / "demo" / "customers.xlsx"
    words = ["run", "update_contact", "--from", str(book), "--limit", "10", "--sessions", "2"]
    done = deskhand(*words, "--address", f"crm={crm.address}", "--json", **signed_in)

    assert done.json["items"]["done"] == len(entries(crm.ledger)) == 10


def test_secrets_are_nowhere_in_what_a_run_leaves(
    deskhand: Deskhand, words, signed_in, tmp_path, places
) -> None:
    deskhand(*words, "--pictures", "all", **signed_in)
    password = signed_in["CRM_PASSWORD"].encode()
    folders = [Path(places["DESKHAND_EVIDENCE"]), Path(places["DESKHAND_STORE"]).parent]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    leaks = [path.name for path in files if password in path.read_bytes()]

    assert len(files) > 5
    assert leaks == []
