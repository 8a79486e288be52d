"""The main job, as the README's first command runs it."""

import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from demo.expected import HEADER_ROW, Outcome, rows
from tests.acceptance.conftest import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def demo() -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-m", "runner", "demo", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=800,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_every_row_ends_as_it_should(demo) -> None:
    expected = list(rows())
    done = sum(1 for row in expected if row.outcome is Outcome.DONE)

    assert demo["items"]["done"] == done
    assert demo["items"]["rejected"] == len(expected) - done
    assert demo["items"]["failed"] == demo["items"]["in_doubt"] == 0
    assert demo["ledger"] == {"entered": done, "duplicates": 0}


def test_results_workbook_says_it_beside_each_row_and_keeps_the_rest(demo) -> None:
    results = openpyxl.load_workbook(demo["results"])
    source = openpyxl.load_workbook(ROOT / "demo" / "customers.xlsx")
    sheet, before = results["Contacts"], source["Contacts"]
    headers = {cell.value: cell.column for cell in sheet[HEADER_ROW]}

    assert results.sheetnames == source.sheetnames
    assert sheet.freeze_panes == before.freeze_panes
    assert {"Bot status", "Bot message", "Bot record"} <= set(headers)
    for row in rows():
        assert sheet.cell(row.number, headers["Bot status"]).value == row.outcome.value
        own = [cell.value for cell in before[row.number]]
        assert [cell.value for cell in sheet[row.number]][: len(own)] == own


def test_report_is_one_file_with_pictures_and_no_way_out(demo) -> None:
    report = Path(demo["report"]).read_text(encoding="utf-8")

    assert "data:image/" in report
    assert "http://" not in report.replace("http://www.w3.org", "")
    assert "default-src &#39;none&#39;" in report or "default-src 'none'" in report


def test_no_personal_value_of_the_workbook_is_in_the_log(demo) -> None:
    log = (Path(demo["report"]).parent / "log.jsonl").read_text(encoding="utf-8")
    births = {f"{row.values['birth_date']:%d.%m.%Y}" for row in rows()
              if hasattr(row.values["birth_date"], "year")}  # fmt: skip

    assert births
    assert [birth for birth in births if birth in log] == []
