"""Standby: one prepared worker for each bot that is wanted, replaced when it would do the wrong thing."""

import json
import queue
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from runner.run import standby as module
from runner.run.channel import Message
from runner.run.engine import Engine
from runner.run.plan import RunPlan
from runner.run.standby import DEATHS_ALLOWED, Standby, changed, printed, usual_plan
from runner.settings import Settings
from runner.workspace import Workspace

BOT = '''"""Greet."""

from pydantic import BaseModel

from runner import bot


class Greeting(BaseModel):
    name: str


@bot(key="name")
def {name}(greeting: Greeting) -> str:
    """Say hello."""
    return greeting.name
'''

LONGEST_SECONDS = 30.0


class FakeWorker:
    """A worker process that does nothing but hear."""

    def __init__(self, name: str, messages: Any) -> None:
        self.name = name
        self.messages = messages
        self.process = self
        self.prepared_for = ""
        self.heard: list[str] = []
        self.killed = False

    def prepare(self, bot: str, plan: str) -> None:
        json.loads(plan)
        self.prepared_for = bot

    def tell(self, word: str) -> None:
        self.heard.append(word)

    def says(self, event: str, **data: object) -> None:
        self.messages.put((self.name, Message(event, dict(data))))

    def dies(self) -> None:
        self.messages.put((self.name, None))

    def poll(self) -> None: ...

    def wait(self, _seconds: float) -> int:
        return 0

    def kill(self) -> None:
        self.killed = True


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[FakeWorker]:
    workers: list[FakeWorker] = []

    def start(_words: list[str], *, name: str, messages: Any, **_more: object) -> FakeWorker:
        workers.append(FakeWorker(name, messages))
        return workers[-1]

    monkeypatch.setattr(module, "start_worker", start)
    monkeypatch.setattr(module, "TICK", 0.01)
    monkeypatch.setattr(module, "STALE_SECONDS", 0.01)
    monkeypatch.setattr(module, "BLANK_SECONDS", 0.02)
    return workers


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "bots").mkdir()
    for name in ("greet", "wave"):
        (tmp_path / "bots" / f"{name}.py").write_text(BOT.format(name=name))
    return Workspace(tmp_path)


@pytest.fixture
def standby(started: list[FakeWorker], workspace: Workspace) -> Iterator[Standby]:
    engine = Engine(workspace, Settings())
    store = engine.store()
    standby = Standby(engine, store)
    yield standby
    standby.close()
    store.close()


def until(true: Callable[[], object]) -> Any:
    end = time.monotonic() + LONGEST_SECONDS
    while not (found := true()):
        assert time.monotonic() < end, "what was waited for did not come"
        time.sleep(0.005)  # noqa: TID251 - the thread that keeps workers tells nobody
    return found


def of(started: list[FakeWorker], bot: str) -> list[FakeWorker]:
    return [one for one in started if one.prepared_for == bot]


def plan_for(workspace: Workspace, bot: str) -> RunPlan:
    return usual_plan(Engine(workspace, Settings()), bot)


def test_one_worker_stands_by_for_each_bot_that_is_wanted(
    standby: Standby, started: list[FakeWorker]
) -> None:
    standby.want(["greet", "wave"])
    (worker,) = until(lambda: of(started, "greet"))
    until(lambda: of(started, "wave"))
    assert not standby.is_ready("greet")
    worker.says("ready")
    until(lambda: standby.is_ready("greet"))
    standby.want(["wave"])
    until(lambda: worker.killed)
    assert worker.heard == ["end"], "it may close its browser first"
    assert len(of(started, "wave")) == 1


def test_a_worker_that_stands_by_is_given_away_once(
    standby: Standby, started: list[FakeWorker], workspace: Workspace
) -> None:
    standby.want(["greet"])
    (worker,) = until(lambda: of(started, "greet"))
    standby.want([])
    mine: Any = queue.SimpleQueue()
    taken = standby.take("greet", plan_for(workspace, "greet"), mine)
    if taken.worker is worker:
        worker.says("item")
        assert mine.get(timeout=LONGEST_SECONDS)[0] == worker.name
    again = standby.take("greet", plan_for(workspace, "greet"), mine)
    assert again.worker is not taken.worker


def test_a_worker_comes_back_and_is_ready_again(
    standby: Standby, started: list[FakeWorker], workspace: Workspace
) -> None:
    standby.want(["greet"])
    (worker,) = until(lambda: of(started, "greet"))
    taken = standby.take("greet", plan_for(workspace, "greet"), queue.SimpleQueue())
    assert taken.worker is worker
    until(lambda: standby.is_prepared or started[-1].says("blank"))
    assert len(of(started, "greet")) == 1, "nobody takes its place meanwhile"
    standby.give_back(taken, ["greet"])
    worker.says("ready")
    until(lambda: standby.is_ready("greet"))
    assert not worker.killed


def test_a_worker_whose_bot_nobody_wants_any_more_ends(
    standby: Standby, workspace: Workspace
) -> None:
    taken = standby.take("greet", plan_for(workspace, "greet"), queue.SimpleQueue())
    standby.give_back(taken, [])
    worker: Any = taken.worker
    until(lambda: worker.killed)


def test_a_worker_that_has_read_an_older_file_is_replaced(
    standby: Standby, started: list[FakeWorker], workspace: Workspace
) -> None:
    standby.want(["greet"])
    (worker,) = until(lambda: of(started, "greet"))
    file = workspace.bots / "greet.py"
    file.write_text(file.read_text() + "# changed\n")
    until(lambda: len(of(started, "greet")) == 2)
    until(lambda: worker.killed)


def test_a_worker_whose_browser_died_is_replaced(
    standby: Standby, started: list[FakeWorker]
) -> None:
    standby.want(["greet"])
    (worker,) = until(lambda: of(started, "greet"))
    worker.says("ready")
    until(lambda: standby.is_ready("greet"))
    worker.dies()
    until(lambda: len(of(started, "greet")) == 2)
    assert not standby.is_ready("greet")


def test_what_cannot_be_kept_warm_is_given_up_until_a_file_changes(
    standby: Standby, started: list[FakeWorker], workspace: Workspace
) -> None:
    standby.want(["greet"])
    for number in range(DEATHS_ALLOWED):
        until(lambda number=number: len(of(started, "greet")) == number + 1)
        of(started, "greet")[-1].says("end", message="The app lets nobody in.")
        of(started, "greet")[-1].dies()
    until(lambda: standby.trouble("greet") == "The app lets nobody in.")
    standby.want(["greet", "wave"])
    until(lambda: of(started, "wave"))
    assert len(of(started, "greet")) == DEATHS_ALLOWED
    file = workspace.bots / "greet.py"
    file.write_text(file.read_text() + "# mended\n")
    until(lambda: len(of(started, "greet")) == DEATHS_ALLOWED + 1)


def test_a_process_is_started_ahead_for_whatever_comes_next(
    standby: Standby, started: list[FakeWorker], workspace: Workspace
) -> None:
    blank = until(lambda: [one for one in started if not one.prepared_for])[0]
    blank.says("blank")
    until(lambda: standby.is_prepared)
    taken = standby.take("greet", plan_for(workspace, "greet"), queue.SimpleQueue())
    assert taken.worker is blank
    assert blank.prepared_for == "greet"


def test_a_file_that_is_gone_has_changed(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("1")
    before = (printed(file),)
    assert not changed(before)
    file.unlink()
    assert changed(before)


def test_what_was_broken_while_it_was_written_is_tried_again(
    standby: Standby, started: list[FakeWorker], workspace: Workspace
) -> None:
    file = workspace.bots / "greet.py"
    whole = file.read_text()
    file.write_text("")
    standby.want(["greet"])
    until(lambda: standby.trouble("greet"))

    file.write_text(whole)

    until(lambda: of(started, "greet"))


def test_what_was_away_while_an_editor_replaced_it_is_tried_again(
    standby: Standby, started: list[FakeWorker], workspace: Workspace
) -> None:
    file = workspace.bots / "greet.py"
    aside = file.rename(workspace.root / "greet.py~")
    standby.want(["greet"])
    until(lambda: standby.trouble("greet"))

    aside.rename(file)

    until(lambda: of(started, "greet"))
