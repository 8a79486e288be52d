"""A person starts a bot that works a program before his eyes."""

import importlib.util
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from runner.attended.desk import AttendedDesk
from runner.attended.run import AttendedRun
from runner.run.course import Stage
from runner.settings import AppSettings, load_settings
from runner.workspace import Workspace
from tests.desktop.persons import Person
from tests.desktop.programs import needs, until

pytestmark = [
    needs(),
    pytest.mark.slow,
    pytest.mark.skipif(importlib.util.find_spec("PySide6") is None, reason="needs PySide6"),
]

WINDOW = "Meridian Orders"
LONGEST_SECONDS = 120.0
BAR = "Deskhand"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "orders.jsonl"


@pytest.fixture
def desk(
    desktop, ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[AttendedDesk]:
    monkeypatch.setenv("ERP_USERNAME", "demo")
    monkeypatch.setenv("ERP_PASSWORD", "sesame-31")
    workspace = Workspace.find(Path(__file__).parent)
    places = {"store": str(tmp_path / "store.db"), "evidence": str(tmp_path), "learn": False}
    apps = {"erp": AppSettings(address=str(ledger))}
    settings = load_settings(workspace.root).model_copy(update=places | {"apps": apps})
    found = AttendedDesk(workspace, settings, warm=1)
    yield found
    found.close()


def order(reference: str) -> dict[str, str]:
    return {
        "reference": reference,
        "customer": "0010020",
        "article": "A-01",
        "pieces": "3",
        "delivery": "2026-12-24",
    }


def over(run: AttendedRun, stage: Stage) -> None:
    assert run.course.wait_for(stage, seconds=LONGEST_SECONDS)
    assert run.course.stage is stage, run.course.since(0)
    assert run.wait()


def booked(ledger: Path) -> list[str]:
    lines = ledger.read_text().splitlines() if ledger.exists() else []
    return [json.loads(line)["key"] for line in lines]


def shown(person: Person) -> list[str]:
    return [name for name, *_ in person.windows() if name.startswith((WINDOW, BAR))]


def stages(run: AttendedRun) -> list[str]:
    return [str(one.data["stage"]) for one in run.course.since(0) if one.kind == "stage"]


def test_the_program_is_there_for_the_case_and_not_longer(
    desk: AttendedDesk, person: Person, ledger: Path
) -> None:
    for reference in ("R-1", "R-2"):
        run = desk.start("book_order", order(reference))
        over(run, Stage.DONE)
        until(lambda: not shown(person))
    assert booked(ledger) == ["R-1", "R-2"]


def test_a_person_who_touches_the_mouse_goes_first(
    desk: AttendedDesk, person: Person, ledger: Path
) -> None:
    run = desk.start("book_order", order("R-3"))
    assert run.course.wait_for(Stage.WORKING, seconds=LONGEST_SECONDS)

    def moves() -> bool:
        person.move()
        return run.course.stage is Stage.YIELDS

    until(moves)
    over(run, Stage.DONE)
    assert stages(run)[-3:] == ["yields", "working", "done"]
    assert booked(ledger) == ["R-3"]


def test_a_person_takes_the_program_over_and_gives_it_back(
    desk: AttendedDesk, person: Person, ledger: Path
) -> None:
    run = desk.start("book_order", order("R-4"))
    assert run.course.wait_for(Stage.WORKING, seconds=LONGEST_SECONDS)
    run.take_over()
    assert run.course.wait_for(Stage.YOURS, seconds=LONGEST_SECONDS)

    def go_on() -> None:
        until(lambda: BAR in shown(person))
        name, left, top, width, height = person.windows()[-1]
        assert name == BAR
        person.click(left + width - 100, top + height // 2)

    hand = threading.Thread(target=go_on)
    hand.start()
    over(run, Stage.DONE)
    hand.join()
    assert "yours" in stages(run)
    assert booked(ledger) == ["R-4"]


def test_a_person_stops_it_while_he_has_the_mouse(
    desk: AttendedDesk, person: Person, ledger: Path
) -> None:
    run = desk.start("book_order", order("R-5"))
    assert run.course.wait_for(Stage.WORKING, seconds=LONGEST_SECONDS)

    def moves() -> bool:
        person.move()
        return run.course.stage is Stage.YIELDS

    until(moves)
    run.stop()
    over(run, Stage.STOPPED)
    until(lambda: not shown(person))
    assert booked(ledger) in ([], ["R-5"])
