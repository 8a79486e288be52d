"""`deskhand items`: many at once only when it is meant, and lists of any length in a file."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from runner.item import Draft, ItemState, Source
from runner.store.items import Ending
from runner.store.store import open_store
from tests.unit.run.conftest import a_run


@pytest.fixture
def items(workspace: Path) -> Path:
    """Three items, one of them failed with a message that looks like a formula."""
    store = open_store("store/deskhand.db", workspace, workspace / "evidence")
    drafts = [Draft(Source("a.xlsx", "S", n), f"k{n} 中文", {"n": n}) for n in range(2, 5)]
    store.runs.begin(a_run("r1"), drafts)
    claim = store.items.claim("r1", "w")
    assert claim is not None
    store.items.finish(claim, Ending("failed", ItemState.FAILED, "=1+1", "+49"))
    store.close()
    return workspace


def test_one_item_is_changed_without_a_question(items, call) -> None:
    said = call("items", "retry", "--run", "r1")

    assert (said.code, said.out.splitlines()[0]) == (0, "1 changed (retry).")


def test_many_are_refused_where_nobody_can_be_asked(items, call) -> None:
    said = call("items", "priority", "1", "--run", "r1")

    assert said.code == 2
    assert (
        "2 items would be changed (priority), and nobody was asked; nothing was done." in said.err
    )
    assert "--yes" in said.err
    assert call("items", "priority", "1", "--run", "r1", "--dry-run").out == (
        "2 would be changed (priority).\n"
    )
    assert call("items", "priority", "1", "--run", "r1", "--yes").out == "2 changed (priority).\n"


@pytest.mark.parametrize(("answer", "last"), [("yes", "2 changed"), ("n", "Nothing was changed.")])
def test_a_person_at_a_terminal_is_asked(items, call, monkeypatch, answer, last) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _question: answer)
    said = call("items", "reject", "wrong", "--run", "r1")

    assert said.code == 0
    assert said.out.startswith(last)


def test_a_workbook_has_every_item_and_no_formula(items: Path, call) -> None:
    said = call("items", "export", "list.xlsx", "--run", "r1")
    sheet = openpyxl.load_workbook(items / "list.xlsx").worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet]

    assert (said.code, said.out) == (0, "list.xlsx: 3 items.\n")
    assert rows[0][:6] == ["item", "key", "state", "source", "sheet", "row"]
    assert rows[1][:8] == [1, "k2 中文", "failed", "a.xlsx", "S", 2, "+49", "=1+1"]
    assert [sheet["H2"].data_type, sheet["H2"].quotePrefix] == ["s", True]
    assert len(rows) == 4


def test_a_csv_file_runs_nothing_and_json_keeps_everything(items: Path, call) -> None:
    call("items", "export", "list.csv", "--state", "failed")
    call("items", "export", "list.jsonl", "--state", "failed")
    with (items / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        (line,) = csv.DictReader(file)
    told = json.loads((items / "list.jsonl").read_text("utf-8"))

    assert (line["message"], line["record"], line["key"]) == ("'=1+1", "'+49", "k2 中文")
    assert (told["message"], told["record"], told["row"]) == ("=1+1", "+49", 2)


def test_a_sheet_that_is_full_is_followed_by_another(items: Path, call, monkeypatch) -> None:
    monkeypatch.setattr("runner.evidence.item_list.ROWS_A_SHEET", 2)
    call("items", "export", "list.xlsx")
    book = openpyxl.load_workbook(items / "list.xlsx")

    assert [[row[0].value for row in sheet] for sheet in book] == [["item", 1, 2], ["item", 3]]


def test_what_cannot_be_written_is_said(items: Path, call) -> None:
    (items / "list.csv").write_text("mine")
    there = call("items", "export", "list.csv")
    strange = call("items", "export", "list.pdf")

    assert (there.code, strange.code) == (2, 2)
    assert "list.csv is there already; nothing was written. Give another name" in there.err
    assert "'list.pdf' is to be of a kind that is not written." in strange.err
    assert (items / "list.csv").read_text() == "mine"
    assert call("items", "export", "list.csv", "--force").code == 0


@pytest.mark.parametrize(
    "words", [("runs",), ("items",), ("show", "r1"), ("fleet",), ("items", "export", "l.csv")]
)
def test_whoever_only_looks_needs_no_free_space(items, call, monkeypatch, words) -> None:
    monkeypatch.setattr("runner.store.sqlite.SPACE_BYTES", 2**62)

    assert call(*words).code == 0
    assert call("items", "retry", "--run", "r1").code == 4


def test_store_check_needs_no_free_space(items, call, monkeypatch) -> None:
    monkeypatch.setattr("runner.store.sqlite.SPACE_BYTES", 2**62)

    assert "integrity" in call("store", "check").out
