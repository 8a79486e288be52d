"""A run that a person follows: his wishes reach the worker, and clocks stand still while he has it."""

import time
from math import inf
from typing import Any

import pytest

from runner.bots import Limits
from runner.item import Draft, Source
from runner.run import attending
from runner.run.attending import AttendedSupervisor
from runner.run.channel import Message
from runner.run.course import Course, Stage
from runner.store.store import Store
from tests.unit.run.conftest import a_run

LONGEST_SECONDS = 30.0


class Quiet:
    def began(self, *_: object) -> None: ...
    def item_began(self, *_: object) -> None: ...
    def item_ended(self, *_: object) -> None: ...
    def said(self, *_: object) -> None: ...
    def confirm(self, _question: str) -> bool | None: ...
    def ended(self) -> None: ...


class FakeWorker:
    """A worker process that hears, and says what a test has it say."""

    def __init__(self, name: str, messages: Any) -> None:
        self.name, self.messages = name, messages
        self.heard: list[str] = []
        self.killed = 0
        self.process = self
        self.returncode = 0

    def ask_to_stop(self) -> None:
        self.heard.append("stop")

    def ask_to_pause(self, *, take_over: bool = False) -> None:
        self.heard.append("take over" if take_over else "pause")

    def ask_to_go_on(self) -> None:
        self.heard.append("go on")

    def browser_gone(self) -> bool:
        return False

    def memory(self) -> int:
        return 0

    def kill(self) -> None:
        self.killed += 1
        if self.killed == 1:
            self.messages.put((self.name, None))

    def says(self, event: str, **data: object) -> None:
        self.messages.put((self.name, Message(event, dict(data))))


class Scene:
    """A supervisor with one worker at one item."""

    def __init__(self, store: Store) -> None:
        self.course = Course()
        self.given_back: list[str] = []
        self.supervisor = AttendedSupervisor(
            "r1",
            store,
            lambda _name, messages: FakeWorker("w", messages),
            sessions=1,
            limits=Limits(),
            progress=Quiet(),
            course=self.course,
            give_back=self.given_back.append,
        )
        self.supervisor._fill_up()
        self.watch = self.supervisor._watches["w"]
        self.worker: Any = self.watch.worker
        self.says("item", item=1, key="A", number=1, deadline=600.0)

    def says(self, event: str, **data: object) -> None:
        self.worker.says(event, **data)
        self.supervisor._round()

    def until_over(self) -> None:
        end = time.monotonic() + LONGEST_SECONDS
        while self.supervisor._watches and time.monotonic() < end:
            self.supervisor._round()
        assert not self.supervisor._watches


@pytest.fixture
def scene(store: Store, monkeypatch: pytest.MonkeyPatch) -> Scene:
    monkeypatch.setattr(attending, "PATIENCE_SECONDS", 0.01)
    store.runs.begin(a_run(), [Draft(Source("form"), "k", {"value": "v"})])
    return Scene(store)


def test_wishes_reach_the_worker(scene: Scene) -> None:
    scene.supervisor.pause()
    scene.supervisor.pause(take_over=True)
    scene.supervisor.go_on()
    scene.supervisor._round()
    assert scene.worker.heard == ["pause", "take over", "go on"]


def test_clocks_stand_still_while_a_person_has_the_screen(scene: Scene) -> None:
    scene.says("step", name="save", deadline=60.0)
    item, step = scene.watch.item_ends, scene.watch.step_ends
    assert item is not None
    assert step is not None
    scene.says("held", given=True, text="Solve the code", yields=False)
    assert (scene.watch.item_ends, scene.watch.step_ends) == (inf, None)
    assert scene.course.stage is Stage.YOURS
    scene.says("gone on")
    assert scene.course.stage is Stage.WORKING
    assert scene.watch.item_ends is not None
    assert scene.watch.step_ends is not None
    assert scene.watch.item_ends >= item
    assert scene.watch.step_ends >= step


def test_a_pause_is_told_from_a_window_that_is_given(scene: Scene) -> None:
    scene.says("held", given=False, text="", yields=False)
    assert scene.course.stage is Stage.PAUSED


def test_a_pause_may_become_a_window_that_is_given(scene: Scene) -> None:
    item = scene.watch.item_ends
    assert item is not None
    scene.says("held", given=False, text="", yields=False)
    scene.says("held", given=True, text="Solve the code", yields=False)
    assert scene.course.stage is Stage.YOURS
    scene.says("gone on")
    assert scene.watch.item_ends is not None
    assert item <= scene.watch.item_ends < inf


def test_a_bot_that_lets_the_person_go_first_says_so(scene: Scene) -> None:
    scene.says("held", given=False, text="", yields=True)
    assert scene.course.stage is Stage.YIELDS


def test_what_happens_is_told(scene: Scene) -> None:
    scene.says("act", action="press", screen="home", element="find")
    scene.says("step", name="save", deadline=60.0)
    scene.says("step_ended", name="save", state="applied")
    assert [event.kind for event in scene.course.since(0)] == ["stage", "act", "step", "step_ended"]


def test_a_worker_that_does_not_stop_is_ended(scene: Scene) -> None:
    scene.supervisor.stop()
    scene.until_over()
    assert scene.worker.heard == ["stop"]
    assert scene.worker.killed
    assert scene.course.stage is Stage.STOPPED


def test_a_worker_that_stops_is_kept(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attending, "PATIENCE_SECONDS", LONGEST_SECONDS)
    scene.supervisor.stop()
    scene.supervisor._round()
    scene.says("item_ended", item=1, key="A", outcome="stopped", state="new", message="")
    assert scene.course.stage is Stage.STOPPED
    scene.says("run over")
    assert scene.given_back == ["w"]
    assert not scene.worker.killed
    assert not scene.supervisor._watches


def test_the_bars_stop_is_the_persons_stop(scene: Scene) -> None:
    scene.says("stop asked")
    assert scene.supervisor.stops_asked


def test_how_the_item_ended_is_how_the_case_stands(scene: Scene) -> None:
    message = "there is no such account"
    scene.says("item_ended", item=1, key="A", outcome="business", state="rejected", message=message)
    assert scene.course.stage is Stage.REJECTED
    assert scene.course.since(0)[-1].data["message"] == message
