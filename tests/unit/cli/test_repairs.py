"""Repairs on the command line: listed, shown, accepted, rejected; changes are taken back."""

import json
from pathlib import Path

import pytest

from runner.cli.main import main
from runner.item import Draft, ItemState, Source
from runner.mending.learned import learned_file
from runner.proposal import Met, Proposal
from runner.store.items import Ending
from runner.store.store import open_store
from tests.unit.mending.test_deciding import DETAILS, TEXT
from tests.unit.run.conftest import a_run


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "office"
    assert main(["new", "workspace", str(folder)]) == 0
    (folder / "selectors" / "crm.yaml").write_text(TEXT)
    monkeypatch.setenv("DESKHAND_WORKSPACE", str(folder))
    store = open_store("store/deskhand.db", folder, folder / "evidence")
    store.runs.begin(a_run("r1"), [Draft(Source("a", None, 1), "k", {"n": 1})])
    claim = store.items.claim("r1", "w")
    assert claim is not None
    met = Proposal("crm", "form", "street", "f", "c", 0.97, "'street' is lost", Met.WAITS, DETAILS)
    store.repairs.finish(claim, Ending("waiting", ItemState.WAITING, "no", proposals=(met,)))
    store.close()
    return folder


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    capsys.readouterr()
    code = main(["screens", *words])
    captured = capsys.readouterr()
    return code, captured.out + captured.err


def test_what_is_to_be_decided_is_listed(office: Path, capsys) -> None:
    code, told = said(capsys, "repairs")
    json_code, object_ = said(capsys, "repairs", "--json")
    (repair,) = json.loads(object_)

    assert (code, json_code) == (3, 3)
    assert "crm: form.street" in told
    assert "97 % sure" in told
    assert (repair["element"], repair["waiting"], repair["state"]) == ("street", 1, "open")
    assert said(capsys, "repairs", "--app", "erp")[0] == 0


def test_the_sheet_is_written_and_named(office: Path, capsys) -> None:
    code, told = said(capsys, "repairs", "show", "1")

    assert code == 0
    assert f"Look at it: {office}/evidence/r1/repair-1.html" in told
    assert "'street' is lost (same form; label changed)." in told
    assert (office / "evidence" / "r1" / "repair-1.html").is_file()


def test_a_dry_run_shows_the_lines_and_accepting_writes_them(office: Path, capsys) -> None:
    file = office / "selectors" / "crm.yaml"
    code, told = said(capsys, "repairs", "accept", "1", "--dry-run")
    assert (code, file.read_text()) == (0, TEXT)
    assert "+          - {right_of: Street and number}" in told
    assert "Nothing was written." in told

    code, told = said(capsys, "repairs", "accept", "1", "--locator", "label: Street")
    assert code == 0
    assert "- {label: Street}  # repair 1" in file.read_text()
    assert "`deskhand screens undo crm` takes it back" in told
    assert "1 item that waited is to be worked again. Go on with: deskhand resume r1" in told
    assert said(capsys, "repairs")[0] == 0
    assert "accepted by" in said(capsys, "repairs", "--all")[1]

    assert "repair 1: form.street" in said(capsys, "undo", "crm", "--list")[1]
    assert said(capsys, "undo", "crm", "--dry-run")[0] == 0
    assert file.read_text() != TEXT
    assert said(capsys, "undo", "crm")[0] == 0
    assert file.read_text() == TEXT


def test_a_rejected_repair_says_what_failed(office: Path, capsys) -> None:
    code, told = said(capsys, "repairs", "reject", "1", "--why", "not that", "--json")

    assert (code, json.loads(told)) == (0, {"repair": 1, "why": "not that", "items": [1]})


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("repairs", "show", "7"), "There is no repair 7."),
        (("repairs", "accept", "1", "--locator", "Street"), "'Street' is no locator"),
        (("undo", "crm"), "There is no earlier version of crm.yaml"),
        (("undo", "erp"), "There is no selector file"),
        (("undo", "../selectors/crm"), "There is no selector file"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    office: Path, capsys, words: tuple[str, ...], sentence: str
) -> None:
    code, told = said(capsys, *words)

    assert code == 2
    assert sentence in told


def test_check_knows_what_was_learned(office: Path, capsys) -> None:
    file = learned_file(office / "selectors", "crm")
    file.parent.mkdir()
    file.write_text("<<<<<<< HEAD")
    capsys.readouterr()

    assert main(["check"]) == 2
    assert "learned/crm.json cannot be used" in capsys.readouterr().out
