"""Two processes at the same rows at the same time: one works them, the other says so."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from demo.ledger import entries
from tests.acceptance.conftest import ROOT, Deskhand, waited_for

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

BOOK = ROOT / "demo" / "customers.xlsx"


@pytest.fixture
def beside(places, signed_in):
    """Start `python -m runner …` without waiting for it."""

    def start(*words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "runner", *words],
            cwd=ROOT,
            env=os.environ | places | signed_in,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


def ended(run: subprocess.Popen[str]) -> tuple[int, Any, str]:
    out, err = run.communicate(timeout=90)
    return run.returncode, json.loads(out) if out.strip() else None, err


def test_same_rows_in_two_files_are_worked_by_the_run_that_had_them_first(
    beside, deskhand: Deskhand, signed_in, crm, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.xlsx"
    copy.write_bytes(BOOK.read_bytes())
    rest = ("--limit", "8", "--address", f"crm={crm.address}", "--json")
    first = beside("run", "update_contact", "--from", str(BOOK), *rest)
    waited_for(lambda: entries(crm.ledger))
    second = deskhand("run", "update_contact", "--from", str(copy), *rest, **signed_in)
    code, done, _ = ended(first)
    resumed = deskhand("resume", second.json["run"], "--json", **signed_in)

    assert (code, done["items"]["done"]) == (0, 8)
    assert second.code == 1
    assert f"in the hands of run {done['run']}" in second.json["message"]
    assert (resumed.code, resumed.json[0]["known"], resumed.json[0]["message"]) == (0, 8, "")
    assert len(entries(crm.ledger)) == 8


def test_two_resumes_of_a_run_at_once_work_it_once(
    beside, deskhand: Deskhand, signed_in, crm
) -> None:
    run = beside(
        *("run", "update_contact", "--from", str(BOOK), "--limit", "8"),
        *("--address", f"crm={crm.address}"),
    )
    waited_for(lambda: entries(crm.ledger))
    run.kill()
    run.communicate()
    name = deskhand("runs", "--json").json[0]["run"]
    both = [ended(each) for each in [beside("resume", name, "--json") for _ in range(2)]]
    refused, worked = sorted(both, key=lambda each: each[0], reverse=True)

    assert (worked[0], worked[1][0]["items"]["done"]) == (0, 8)
    assert (refused[0], refused[1]) == (2, None)
    assert refused[2].startswith(f"deskhand: Run {name} is still at work in another process. ")
    keys = [entry.key for entry in entries(crm.ledger)]
    assert len(keys) == len(set(keys)) == 8
