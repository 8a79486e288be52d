"""A screen changes: items wait, a person accepts the repairs, the batch is resumed, all is entered."""

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from demo.ledger import duplicates, entries
from runner.mending.learned import read_lessons
from runner.screens.load import load
from tests.acceptance.conftest import ROOT, Deskhand, Done, waited_for
from tests.ui.test_mending import serving_crm

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(280)]

FIRST_ROWS = """\
Customer no.,Last name,Street,E-mail
0010007,Weber,Neue Gasse 1,a@example.org
0010020,Schulz,Neue Gasse 2,b@example.org
"""
BATCH = "Customer no.,Last name,Street,E-mail\n" + "".join(
    f"00{10033 + 13 * number},Meyer-{number},Lange Straße {number},m{number}@example.org\n"
    for number in range(6)
)


@dataclass
class Office:
    """A workspace of one's own, and the CRM that it works on."""

    folder: Path
    address: str
    ledger: Path
    deskhand: Deskhand
    faults: Any

    def run(self, *words: str) -> Done:
        return self.deskhand(
            *words,
            cwd=self.folder,
            DESKHAND_LEARN="true",
            DESKHAND_WAIT="2",
            CRM_USERNAME="demo",
            CRM_PASSWORD="geheim-12",
        )

    def batch(self, feed: Path) -> Done:
        where = f"crm={self.address}"
        return self.run("run", "update_contact", "--from", str(feed), "--address", where, "--json")

    @property
    def selector_file(self) -> Path:
        return self.folder / "selectors" / "crm.yaml"

    def states(self) -> dict[str, str]:
        items = self.run("items", "--limit", "0", "--json").json
        return {item["key"]: item["state"] for item in items}


@pytest.fixture
def office(tmp_path: Path, deskhand: Deskhand) -> Iterator[Office]:
    folder = tmp_path / "office"
    for name in ("bots", "selectors"):
        (folder / name).mkdir(parents=True)
    shutil.copy(ROOT / "bots" / "update_contact.py", folder / "bots")
    shutil.copy(ROOT / "selectors" / "crm.yaml", folder / "selectors")
    with serving_crm(tmp_path / "ledger.jsonl") as (address, faults):
        yield Office(folder, address, tmp_path / "ledger.jsonl", deskhand, faults)


def stopped_batch(office: Office, tmp_path: Path) -> Done:
    """A batch that stops because the form was redesigned after an earlier one."""
    known, batch = tmp_path / "known.csv", tmp_path / "batch.csv"
    known.write_text(FIRST_ROWS)
    batch.write_text(BATCH)
    learned = office.batch(known)
    assert learned.code == 0, learned.said
    lessons = read_lessons(office.folder / "selectors" / "learned" / "crm.json")
    assert "street" in lessons["form"].elements
    office.faults.redesign = True
    return office.batch(batch)


def test_three_items_wait_and_the_rest_is_left_alone(office: Office, tmp_path: Path) -> None:
    stopped = stopped_batch(office, tmp_path)
    listed = office.run("screens", "repairs", "--json")
    repairs = {one["element"]: one for one in listed.json}
    shown = office.run("screens", "repairs", "show", str(repairs["street"]["id"]), "--json")
    sheet = Path(shown.json["sheet"]).read_text()

    assert stopped.code == 3, stopped.said
    assert (stopped.json["items"]["waiting"], stopped.json["items"]["new"]) == (3, 3)
    assert "3 items in a row wait for the same repair" in stopped.json["message"]
    assert len(entries(office.ledger)) == 2
    assert listed.code == 3
    assert {name: one["waiting"] for name, one in repairs.items()} == {"street": 3, "email": 3}
    assert repairs["street"]["details"]["label"] == "Street and number"
    assert "data:image/jpeg;base64," in sheet
    assert "Street and number" in sheet


def test_accepted_repairs_are_edits_and_the_resumed_batch_is_done(
    office: Office, tmp_path: Path
) -> None:
    stopped_batch(office, tmp_path)
    before = office.selector_file.read_text()
    for one in office.run("screens", "repairs", "--json").json:
        accepted = office.run("screens", "repairs", "accept", str(one["id"]))
        assert accepted.code == 0, accepted.said
    after = office.selector_file.read_text()
    changed = load(office.selector_file).screens["form"].elements["street"]
    resumed = office.run("resume", "--json")
    made = entries(office.ledger)
    wanted = {line.split(",")[0]: line.split(",")[2] for line in BATCH.splitlines()[1:]}

    assert [str(one) for one in changed.locators][-1] == "right_of 'Street, no.'"
    old = '      street: {right_of: "Street, no."}'
    assert set(before.splitlines()) - set(after.splitlines()) == {"      email: {label: E-mail}"}
    assert (before.splitlines().count(old), after.splitlines().count(old)) == (2, 1)
    assert resumed.code == 0, resumed.said
    assert set(office.states().values()) == {"done"}
    assert duplicates(made) == []
    assert {one.key: one.values["street"] for one in made if one.key in wanted} == wanted

    undone = office.run("screens", "undo", "crm", "--to", "1")
    assert undone.code == 0, undone.said
    assert office.selector_file.read_text() == before


def test_a_rejected_repair_fails_its_items_and_is_not_proposed_again(
    office: Office, tmp_path: Path
) -> None:
    known, batch = tmp_path / "known.csv", tmp_path / "batch.csv"
    known.write_text(FIRST_ROWS)
    batch.write_text("\n".join(BATCH.splitlines()[:2]))
    office.batch(known)
    office.faults.redesign = True
    assert office.batch(batch).code == 3
    for one in office.run("screens", "repairs", "--json").json:
        done = office.run("screens", "repairs", "reject", str(one["id"]), "--why", "not that")
        assert done.code == 0, done.said
    retried = office.run("items", "retry", "--state", "failed", "--yes")
    assert retried.code == 0, retried.said
    resumed = office.run("resume", "--json")
    message = office.run("items", "--state", "failed", "--json").json[0]["message"]

    assert resumed.code == 1, resumed.said
    assert "A person has said that it is not that." in message
    assert office.run("screens", "repairs", "--json").json == []
    assert len(entries(office.ledger)) == 2


def test_a_file_that_changes_in_the_middle_of_a_run_changes_nothing_for_it(
    office: Office, tmp_path: Path
) -> None:
    batch = tmp_path / "batch.csv"
    batch.write_text("\n".join(BATCH.splitlines()[:4]))
    office.faults.slow_ms = 250
    changed: list[str] = []

    def edit_when_the_first_is_entered() -> None:
        waited_for(lambda: len(entries(office.ledger)) == 1)
        text = office.selector_file.read_text()
        broken = text.replace('street: {right_of: "Street, no."}', "street: {css: '#never'}")
        office.selector_file.write_text(broken)
        changed.append(broken)

    editor = threading.Thread(target=edit_when_the_first_is_entered)
    editor.start()
    done = office.batch(batch)
    editor.join()
    entered = len(entries(office.ledger))
    office.faults.slow_ms = 0
    batch.write_text("Customer no.,Last name,Street\n0010007,Weber,Andere Gasse 9\n")
    after = office.batch(batch)

    assert changed
    assert (done.code, entered) == (0, 3), done.said
    assert after.code == 1, after.said
    assert "css '#never'" in office.run("items", "--state", "failed", "--json").json[0]["message"]
