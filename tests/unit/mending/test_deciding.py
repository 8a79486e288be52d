"""An accepted repair is an edit of the selector file; the sheet shows it before."""

import re
from pathlib import Path

import pytest

from runner.item import Draft, ItemState, Source
from runner.mending.deciding import BadLocatorError, accept, parse_locator
from runner.mending.sheet import Sheet, certainty
from runner.proposal import Met, Proposal
from runner.screens.errors import UnknownElementError
from runner.screens.history import History
from runner.screens.load import load
from runner.store.database import open_database
from runner.store.items import Ending
from runner.store.proposals import RepairState
from runner.store.repairs import DecidedBeforeError
from runner.store.store import Store
from tests.unit.run.conftest import a_run

TEXT = """\
version: 1
app: crm
address: http://x/
screens:
  form:
    shown_by: {heading: Customer}
    elements:
      street: {right_of: "Street, no."}   # the old one
"""
DETAILS = {
    "label": "<b>Street</b> and number",
    "locator": {"right_of": "Street and number"},
    "line": 8,
    "summary": "same form; label changed",
    "traits": [["label", "Street, no.", "<b>Street</b> and number"], ["id", "a", ""]],
    "candidates": ["field '<b>Street</b> and number'", "field 'City'"],
}


@pytest.fixture
def selectors(tmp_path: Path) -> Path:
    folder = tmp_path / "selectors"
    folder.mkdir()
    (folder / "crm.yaml").write_text(TEXT)
    return folder


@pytest.fixture
def store(tmp_path: Path):
    opened = Store(open_database("store.db", tmp_path), tmp_path / "evidence")
    opened.runs.begin(a_run("r1"), [Draft(Source("a", None, 1), "k", {"n": 1})])
    claim = opened.items.claim("r1", "w")
    assert claim is not None
    met = Proposal(
        "crm", "form", "street", "f", "c", 0.97, "'street' is lost", Met.WAITS, DETAILS, "r1/p.jpg"
    )
    opened.repairs.finish(claim, Ending("waiting", ItemState.WAITING, "no", proposals=(met,)))
    yield opened
    opened.close()


def street(selectors: Path) -> list[str]:
    return [
        str(one) for one in load(selectors / "crm.yaml").screens["form"].elements["street"].locators
    ]


def test_dying_between_the_file_and_the_ledger_costs_a_second_accept_and_nothing_else(
    store: Store, selectors: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(store.repairs, "accept", _die)
        with pytest.raises(KeyboardInterrupt):
            accept(store.repairs, 1, selectors, "ann")
    assert store.repairs.one(1).state is RepairState.OPEN
    again = accept(store.repairs, 1, selectors, "ann")

    assert (again.difference, again.items) == ("", (1,))
    assert street(selectors) == ["right_of 'Street and number'", "right_of 'Street, no.'"]


def _die(*_: object) -> None:
    raise KeyboardInterrupt


def test_accepting_writes_the_locator_above_the_old_one(store: Store, selectors: Path) -> None:
    change = accept(store.repairs, 1, selectors, "anna")

    assert street(selectors) == ["right_of 'Street and number'", "right_of 'Street, no.'"]
    assert change.items == (1,)
    assert "+          - {right_of: Street and number}  # repair 1, 2" in change.difference
    assert "# the old one" in (selectors / "crm.yaml").read_text()
    assert History(selectors / "crm.yaml").versions()[0].why == "repair 1: form.street"
    assert store.repairs.one(1).decision == "right_of 'Street and number'"


def test_another_locator_may_be_given(store: Store, selectors: Path) -> None:
    accept(store.repairs, 1, selectors, "anna", parse_locator("label: Street and number"))

    assert street(selectors)[0] == "label 'Street and number'"


def test_a_dry_run_writes_and_decides_nothing(store: Store, selectors: Path) -> None:
    change = accept(store.repairs, 1, selectors, "anna", dry_run=True)

    assert "Street and number" in change.difference
    assert (selectors / "crm.yaml").read_text() == TEXT
    assert store.repairs.one(1).state is RepairState.OPEN


def test_a_file_that_cannot_take_it_decides_nothing(store: Store, selectors: Path) -> None:
    (selectors / "crm.yaml").write_text(TEXT.replace("street:", "road:"))

    with pytest.raises(UnknownElementError, match="no element 'street'"):
        accept(store.repairs, 1, selectors, "anna")
    assert store.repairs.one(1).state is RepairState.OPEN


def test_what_was_decided_is_not_written_again(store: Store, selectors: Path) -> None:
    accept(store.repairs, 1, selectors, "anna")
    text = (selectors / "crm.yaml").read_text()

    with pytest.raises(DecidedBeforeError, match="Repair 1 was accepted by anna"):
        accept(store.repairs, 1, selectors, "otto", parse_locator("css: x"))
    assert (selectors / "crm.yaml").read_text() == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("label: Street", "label 'Street'"),
        ('label: "Street: no"', "label 'Street: no'"),
        ("label: 'true'", "label 'true'"),
        ("css: '#a > b'", "css '#a > b'"),
        ("{role: button, name: Go}", "role 'button' named 'Go'"),
        ("{at: {row: 3, column: 4}}", "at row 3, column 4"),
        ("id: QLineEdit.street", "id 'QLineEdit.street'"),
        ("{label: City, within: {heading: Home}}", "label 'City' within heading 'Home'"),
    ],
)
def test_a_locator_is_typed_as_in_the_file(text: str, said: str) -> None:
    assert str(parse_locator(text)) == said


@pytest.mark.parametrize(
    "text", ["Street", "", "lable: x", "{label: a, css: b}", "[{css: a}, {css: b}]"]
)
def test_what_is_no_locator_is_said(text: str) -> None:
    with pytest.raises(BadLocatorError, match=r"is no locator: .*"):
        parse_locator(text)


def test_the_sheet_holds_everything_and_every_value_is_text(store: Store, selectors: Path) -> None:
    (store.evidence / "r1").mkdir(parents=True)
    (store.evidence / "r1" / "p.jpg").write_bytes(b"jpeg")
    path = Sheet(selectors, store.evidence).write(store.repairs.one(1), 1)
    text = path.read_text()

    assert "<b>" not in text
    assert "&lt;b&gt;Street&lt;/b&gt; and number" in text
    assert "data:image/jpeg;base64,anBlZw==" in text
    assert "97 % sure" in text
    assert "1 item wait" in re.sub("s? for it", " for it", text)
    assert '<span class="added">+          - {right_of: Street and number}' in text
    assert "deskhand screens repairs accept 1" in text
    assert "default-src &#39;none&#39;" in text or "default-src 'none'" in text
    assert path.stat().st_mode & 0o077 == 0


def test_the_sheet_says_what_is_missing_and_what_was_decided(store: Store, selectors: Path) -> None:
    store.repairs.accept(1, "anna", "x")
    (selectors / "crm.yaml").unlink()
    repair = store.repairs.one(1)
    text = Sheet(selectors, store.evidence).text(repair)

    assert "There is no picture" in text
    assert "accepted by anna" in text
    assert "there is no file" in text
    assert "repairs accept" not in text
    assert certainty(repair) == "97 % sure"
