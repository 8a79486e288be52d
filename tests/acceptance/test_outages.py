"""An app goes away in the middle of a batch: nothing fails, and work goes on by itself."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from benchmarks.killing import PASSWORD
from demo.ledger import duplicates, entries
from tests.acceptance.conftest import ROOT, Deskhand, waited_for

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]

RULES = """version: 1
zone: UTC
apps:
  crm: {{breaker: {{after: 2, probe: 1s}}{more}}}
"""


class Crm:
    """A demo CRM that can be switched off and on again at its address."""

    def __init__(self, folder: Path) -> None:
        self.ledger = folder / "ledger.jsonl"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self._process: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}/"

    def on(self) -> None:
        words = [sys.executable, "-m", "demo", "--port", str(self._port)]
        self._process = subprocess.Popen(
            [*words, "--ledger", str(self.ledger), "--faults", '{"slow_ms": 150}'],
            cwd=ROOT,
            env=os.environ | {"DEMO_PASSWORD": PASSWORD},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self._process.stdout.readline()

    def off(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
        self._process = None

    def entered(self) -> int:
        return len(entries(self.ledger)) if self.ledger.exists() else 0


@pytest.fixture
def crm(tmp_path: Path) -> Iterator[Crm]:
    made = Crm(tmp_path)
    made.on()
    yield made
    made.off()


@pytest.fixture
def workspace(tmp_path: Path, places: dict[str, str]) -> Path:
    folder = tmp_path / "workspace"
    for name in ("bots", "selectors"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "schedules.yaml").write_text(RULES.format(more=""))
    places |= {"CRM_USERNAME": "demo", "CRM_PASSWORD": PASSWORD, "DESKHAND_PICTURES": "failure"}
    places["DESKHAND_WORKSPACE"] = str(folder)
    return folder


@pytest.fixture
def start(places: dict[str, str], tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """Start `deskhand …`; what it says stands in the file that is returned."""
    running: list[subprocess.Popen[bytes]] = []

    def call(*words: str) -> tuple["subprocess.Popen[bytes]", Path]:
        said = tmp_path / f"said-{len(running)}"
        with said.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "runner", *words],
                cwd=ROOT,
                env=os.environ | places | {"COLUMNS": "400"},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        running.append(process)
        return process, said

    yield call
    for process in running:
        process.kill()
        process.wait()


def feed(crm: Crm) -> list[str]:
    book = str(ROOT / "demo" / "customers.xlsx")
    return ["update_contact", "--from", book, "--limit", "6", "--address", f"crm={crm.address}"]


def went_away_and_came_back(crm: Crm, said: Path) -> None:
    waited_for(lambda: crm.entered() >= 2)
    crm.off()
    waited_for(lambda: "is left alone" in said.read_text("utf-8"), 90)
    assert "after 2 failures in a row" in said.read_text("utf-8")
    crm.on()


def test_a_run_waits_for_the_app_and_goes_on(workspace, crm, start, deskhand: Deskhand) -> None:
    process, said = start("run", *feed(crm), "--wait-for-apps")
    went_away_and_came_back(crm, said)
    process.wait(120)

    told = said.read_text("utf-8")
    assert process.returncode == 0, told
    assert "answers again; work goes on." in told
    assert crm.entered() == 6
    assert duplicates(entries(crm.ledger)) == []
    items = deskhand("items", "--limit", "0", "--json").json
    assert {item["state"] for item in items} == {"done"}


def test_the_fleet_leaves_the_app_alone_and_goes_on(
    workspace, crm, start, deskhand: Deskhand
) -> None:
    assert deskhand("run", *feed(crm), "--queue").code == 0
    host, said = start("workers", "--until-idle")
    went_away_and_came_back(crm, said)
    host.wait(120)

    told = said.read_text("utf-8")
    assert host.returncode == 0, told
    assert "App 'crm'" in told
    assert "answers again; work goes on." in told
    assert crm.entered() == 6
    assert deskhand("runs", "--json").json[0]["items"]["done"] == 6


def test_a_person_is_told_of_a_maintenance_and_a_run_that_cannot_wait_so_long_ends(
    workspace: Path, crm, deskhand: Deskhand
) -> None:
    begun = datetime.now(UTC) - timedelta(minutes=5)
    now = f'{{when: "{begun.minute} {begun.hour} * * *", lasts: 20h, note: backup}}'
    (workspace / "schedules.yaml").write_text(RULES.format(more=f", maintenance: [{now}]"))
    refused = deskhand("run", *feed(crm))
    assert refused.code == 2
    assert "Nothing was begun. App 'crm' is in maintenance (backup) from" in refused.said
    assert "--wait-for-apps`" in refused.said
    ended = deskhand("run", *feed(crm), "--wait-for-apps", "--deadline", "0.01")
    assert ended.code == 4
    assert "The run's deadline passes before that." in ended.said
    assert crm.entered() == 0


def test_a_password_that_is_refused_is_tried_once_by_the_whole_fleet(
    workspace: Path, crm, places: dict[str, str], deskhand: Deskhand
) -> None:
    places["CRM_PASSWORD"] = "wrong"
    assert deskhand("run", *feed(crm), "--queue").code == 0
    for _ in range(2):
        assert deskhand("workers", "--until-idle").code == 0
    paused = deskhand("fleet")
    assert "Paused: app crm by breaker" in paused.said
    assert "crm did not accept the sign-in with the credential 'crm'" in paused.said
    (attempt,) = [item for item in deskhand("items", "--json").json if item["tries"]]
    assert (attempt["state"], attempt["tries"]) == ("new", 1)
