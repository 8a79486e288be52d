"""A host gets other labels: what was learned of its screens finds the fields again."""

import shutil
from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from demo.host.datastream import Panel
from runner.drivers.errors import RepairNeededError
from runner.drivers.terminal import TerminalSession
from runner.mending.deciding import prepared
from runner.mending.learned import learned_file, read_lessons
from runner.proposal import Met, Proposal
from runner.recorder import Case
from runner.screens.load import load
from runner.store.proposals import RepairState
from runner.store.repairs import Repair
from runner.survey.checking import Check
from runner.survey.findings import State
from tests.terminal.conftest import ROOT, Host, Open
from tests.ui.conftest import Notes

Opened = Callable[[], TerminalSession]
Rename = Callable[[str, str], None]


@pytest.fixture
def selectors(tmp_path: Path) -> Path:
    """A folder with the host's selector file, which may be changed."""
    folder = tmp_path / "selectors"
    folder.mkdir()
    shutil.copy(ROOT / "selectors" / "host.yaml", folder)
    return folder


@pytest.fixture
def opens(host: Host, opened: Open, selectors: Path) -> Opened:
    return lambda: opened(
        selectors / "host.yaml",
        address=host.address,
        wait=1.0,
        learned=learned_file(selectors, "host"),
    )


@pytest.fixture
def rename(monkeypatch: pytest.MonkeyPatch) -> Rename:
    """The next version of the host calls something otherwise."""

    def call(before: str, now: str) -> None:
        paint = Panel.text

        def renamed(
            self: Panel, row: int, column: int, said: str, *more: Any, **named: Any
        ) -> Panel:
            return paint(self, row, column, said.replace(before, now), *more, **named)

        monkeypatch.setattr(Panel, "text", renamed)

    return call


@pytest.fixture
def taught(opens: Opened) -> None:
    """Two orders were begun, and left."""
    session = opens()
    notes = Notes()
    for item, reference in ((1, "Ada-1"), (2, "Ada-2")):
        notes.item = Case(item, frozenset({reference, "0010020"}))
        session.attach(notes)
        session.go("entry").fill(reference=reference, customer="0010020").press("cancel")
    session.close()


def accepted(proposal: Proposal, selectors: Path) -> None:
    """As `deskhand screens repairs accept` does it."""
    now = datetime.now(UTC)
    told = {one.name: getattr(proposal, one.name) for one in fields(proposal) if one.name != "met"}
    repair = Repair(
        id=1,
        state=RepairState.OPEN,
        run="r",
        times=1,
        first_at=now,
        last_at=now,
        decided_by=None,
        decided_at=None,
        decision="",
        **told,
    )
    prepared(repair, selectors).save("repair 1")


def test_what_is_learned_holds_nothing_of_a_case(taught: None, selectors: Path) -> None:
    file = learned_file(selectors, "host")

    fields = read_lessons(file)["entry"].elements
    assert {"reference", "customer", "article", "pieces", "note"} == set(fields)
    assert fields["article"].control.name == "Article"
    assert fields["article"].control.previous == "Customer number"
    assert "Ada" not in file.read_text(encoding="utf-8")


def test_a_read_heals_and_a_fill_asks(
    taught: None, opens: Opened, rename: Rename, host: Host
) -> None:
    rename("Customer number", "Customer code")
    session, notes = opens(), Notes(item=Case(3, frozenset({"Ada-3"})))
    session.attach(notes)

    assert session.go("entry").read("customer") == ""
    [(healed, picture)] = notes.proposals
    assert (healed.met, healed.details["locator"]) == (Met.HEALED, {"label": "Customer code"})
    assert picture is not None
    colours: Any = Image.open(BytesIO(picture)).getcolors(1 << 20)
    green = [many for many, colour in colours if abs(colour[0] - 10) + abs(colour[1] - 125) < 40]
    assert sum(green) > 200

    with pytest.raises(RepairNeededError, match=r"'customer'.*label 'Customer code"):
        session.on("entry").fill(reference="Ada-3", customer="0010020")
    assert session.on("entry").read("reference") == ""
    assert notes.proposals[-1][0].met is Met.WAITS
    assert host.booked == []


def test_a_person_who_says_yes_has_it_filled(taught: None, opens: Opened, rename: Rename) -> None:
    rename("Customer number", "Customer code")
    session, notes = opens(), Notes(item=Case(3, frozenset()), answer=True)
    session.attach(notes)

    session.go("entry").fill(customer="0010020")

    assert session.on("entry").read("customer") == "0010020"
    assert notes.questions[0].startswith("'customer' on the screen 'entry' is not found")


def test_an_accepted_repair_is_written_into_the_file(
    taught: None, opens: Opened, rename: Rename, selectors: Path, tmp_path: Path
) -> None:
    rename("Pieces:", "Quantity:")
    session, notes = opens(), Notes(item=Case(3, frozenset()))
    session.attach(notes)
    with pytest.raises(RepairNeededError):
        session.go("entry").fill(pieces=3)
    session.close()

    accepted(notes.proposals[0][0], selectors)

    locators = load(selectors / "host.yaml").screens["entry"].elements["pieces"].locators
    assert [str(one) for one in locators] == ["label 'Quantity'", "label 'Pieces'"]
    session = opens()
    session.attach(notes)
    session.go("entry").fill(pieces=3)
    assert session.on("entry").read("pieces") == "3"


def test_a_check_says_what_a_lost_field_may_be(
    taught: None, opened: Open, host: Host, rename: Rename, selectors: Path
) -> None:
    rename("Customer number", "Customer code")
    lessons = read_lessons(learned_file(selectors, "host"))
    session = opened(selectors / "host.yaml", address=host.address, wait=1.0, sign_in=False)

    look = Check(session, lessons=lessons).run(["entry"])

    [entry] = [one for one in look.screens if one.screen == "entry"]
    [found] = [one for one in entry.findings if one.name == "customer"]
    assert found.state is State.MISSING
    assert "it may be field 'Customer code'" in found.notes[-1]
    assert "which label 'Customer code' finds" in found.notes[-1]
