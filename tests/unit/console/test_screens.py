"""Screens in the console: what was found, and repairs that an analyst decides on."""

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from runner.console import looks
from runner.console.looks import Looks
from runner.item import ItemState
from runner.proposal import Met, Proposal
from runner.run.canary import LONGEST_SECONDS
from runner.screens.history import digest
from runner.screens.load import load
from runner.store.items import Ending
from runner.store.people import Role
from runner.store.proposals import RepairState
from runner.survey.findings import AppLook, Finding, ScreenLook, State
from runner.survey.kept_looks import keep_look
from runner.waiting import pause
from tests.console_office import CUSTOMERS, PEOPLE, Filling, Office, close, drafts, new_office

AT = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = new_office(tmp_path, filled=False)
    yield office
    assert office.faults == []
    close(office)


@pytest.fixture
def analyst(office: Office) -> TestClient:
    return office.browser(PEOPLE[Role.ANALYST])


def propose(office: Office, element: str = "street", **details: object) -> int:
    """A repair that an item waits for; its number."""
    work = Filling(
        office.store, f"20261122-09000{element[0]}-1", "update_contact", "more.csv", AT, "w-1"
    )
    work.begin(drafts([CUSTOMERS[len(element) % 9]]))
    claim = work.claimed()
    told = {
        "locator": {"label": "Street and no."},
        "summary": "its label changed",
        "candidates": [f"text box {HOSTILE}"],
        "traits": [["label", "Street, no.", HOSTILE]],
        **details,
    }
    file = office.folder / "selectors" / "crm.yaml"
    proposal = Proposal(
        "crm", "form", element, digest(file.read_bytes()), "c" * 64, 0.97, f"{HOSTILE} looks so",
        Met.WAITS, told, work.picture(claim, "failure"),
    )  # fmt: skip
    ending = Ending("waiting", ItemState.WAITING, "Nothing finds it.", proposals=(proposal,))
    office.store.repairs.finish(claim, ending)
    return office.store.repairs.find(RepairState.OPEN)[-1].id


def test_every_element_shows_how_it_was_met(office: Office, analyst: TestClient) -> None:
    file = office.folder / "selectors" / "crm.yaml"
    assert "not looked at yet" in analyst.get("/screens").text
    line = load(file).screens["form"].elements["street"].place.line
    street = Finding("street", "element", State.DRIFTED, line, 2, 1, notes=(f"{HOSTILE} matches",))
    look = ScreenLook("form", State.FOUND, 110, findings=(street,))
    keep_look(file, AppLook("crm", "http://crm/", AT, 1.0, (look,)))
    assert "needs a look" in analyst.get("/screens").text
    page = analyst.get("/screens/crm").text
    assert "drifted" in page
    assert "locator 2" in page
    assert f"line {line}" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; matches" in page
    assert "<script>alert" not in page


def test_a_file_that_cannot_be_used_is_said(office: Office, analyst: TestClient) -> None:
    (office.folder / "selectors" / "crm.yaml").write_text("version: 1\n")
    assert "crm.yaml" in analyst.get("/screens/crm").text
    assert analyst.get("/screens").status_code == 200


@pytest.mark.parametrize("app", ["nothing", "..%2Fcrm", "crm.yaml", "%2e%2e"])
def test_there_is_no_other_app(office: Office, analyst: TestClient, app: str) -> None:
    assert analyst.get(f"/screens/{app}").status_code == 404


def test_an_accepted_repair_is_written_and_can_be_undone(
    office: Office, analyst: TestClient
) -> None:
    file = office.folder / "selectors" / "crm.yaml"
    before = file.read_text(encoding="utf-8")
    number = propose(office)
    assert f'href="/repairs/{number}"' in analyst.get("/screens").text
    page = analyst.get(f"/repairs/{number}").text
    assert "<script>alert" not in page
    assert "<ins>+" in page
    assert "1 item waits for this." in page
    assert analyst.get(f"/repairs/{number}/picture").headers["content-type"] == "image/jpeg"
    answer = analyst.post(f"/repairs/{number}/accept", data={"change": ""})
    assert answer.headers["location"] == "/screens/crm?told=accepted&count=1"
    assert "label: Street and no." in file.read_text(encoding="utf-8")
    assert "The repair is written. 1 item" in analyst.get(answer.headers["location"]).text
    assert office.store.repairs.one(number).decided_by == "jonas"
    again = analyst.post(f"/repairs/{number}/accept", data={"change": ""})
    assert again.status_code == 409
    assert "was accepted by jonas" in again.text
    undone = analyst.post("/screens/crm/undo", data={"change": ""})
    assert undone.headers["location"] == "/screens/crm?told=undone"
    assert file.read_text(encoding="utf-8") == before


def test_another_locator_may_be_typed(office: Office, analyst: TestClient) -> None:
    number = propose(office)
    typed = {"locator": "{nonsense: x}"}
    refused = analyst.post(f"/repairs/{number}/accept", data=typed)
    assert refused.status_code == 409
    assert "is no locator" in refused.text
    assert "{nonsense: x}" in refused.text
    assert office.store.repairs.one(number).state is RepairState.OPEN
    chosen = analyst.post(f"/repairs/{number}/accept", data={"locator": "name: street_2"})
    assert chosen.status_code == 303
    assert "name: street_2" in (office.folder / "selectors" / "crm.yaml").read_text("utf-8")


def test_a_rejected_repair_is_not_written(office: Office, analyst: TestClient) -> None:
    file = office.folder / "selectors" / "crm.yaml"
    before = file.read_bytes()
    number = propose(office)
    answer = analyst.post(f"/repairs/{number}/reject", data={"reason": "another field"})
    assert answer.headers["location"] == "/screens/crm?told=rejected_repair&count=1"
    assert file.read_bytes() == before
    assert "another field" in analyst.get(f"/repairs/{number}").text


def test_who_only_looks_decides_nothing(office: Office) -> None:
    number = propose(office)
    author = office.browser(PEOPLE[Role.AUTHOR])
    assert "/accept" not in author.get(f"/repairs/{number}").text
    for what in (f"/repairs/{number}/accept", f"/repairs/{number}/reject", "/screens/crm/look"):
        assert author.post(what, data={"change": ""}).status_code == 403
    assert office.store.repairs.one(number).state is RepairState.OPEN


def test_what_there_is_not(analyst: TestClient) -> None:
    for path in ("/repairs/99", "/repairs/99/picture", "/repairs/x"):
        assert analyst.get(path).status_code == 404
    assert analyst.post("/repairs/99/accept", data={"change": ""}).status_code == 404
    assert analyst.post("/screens/crm/undo", data={"change": "7"}).status_code == 409


def test_a_picture_outside_of_the_evidence_is_not_shown(
    office: Office, analyst: TestClient
) -> None:
    number = propose(office)
    name = office.store.repairs.one(number).picture
    picture = office.store.evidence / name
    secret = office.folder / "credentials.env"
    secret.write_text("A=b\n")
    picture.unlink()
    picture.symlink_to(secret)
    assert analyst.get(f"/repairs/{number}/picture").status_code == 404


def ended(asked: Looks, app: str) -> str:
    """How a look ended."""
    for _ in range(400):
        look = asked.of(app)
        assert look is not None
        if not look.running:
            return look.problem
        pause(0.05, because="the look runs in a thread")
    raise AssertionError("it does not end")


def test_a_look_is_begun_once_and_its_trouble_is_told(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    words: list[list[str]] = []

    def run(given: list[str], **how: object) -> subprocess.CompletedProcess[str]:
        words.append(given)
        assert how["timeout"] == LONGEST_SECONDS
        return subprocess.CompletedProcess(given, 4, "", "deskhand: The app is away.\n")

    monkeypatch.setattr(looks.subprocess, "run", run)
    asked = Looks(office.folder)
    assert asked.of("crm") is None
    assert asked.begin("crm")
    assert ended(asked, "crm") == "The app is away."
    assert words[0][-2:] == ["--", "crm"]


def test_a_look_at_an_app_that_is_away(office: Office, analyst: TestClient) -> None:
    file = office.folder / "selectors" / "crm.yaml"
    text = file.read_text("utf-8").replace("http://127.0.0.1:8765/", "http://127.0.0.1:9/")
    file.write_text(text, "utf-8")
    answer = analyst.post("/screens/crm/look", data={"change": ""})
    assert answer.headers["location"] == "/screens/crm?told=looking"
    for _ in range(1200):
        page = analyst.get("/screens/crm").text
        if "every 2s" not in page:
            break
        pause(0.05, because="the look is a process of its own")
    assert "The last look came to no end" in page
