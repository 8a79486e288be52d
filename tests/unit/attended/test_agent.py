"""What the icon tells."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from runner.attended.agent import Agent
from runner.attended.hotkeys import BadHotKeyError
from runner.attended.launcher import HERE
from runner.attended.memory import Memory
from runner.attended.signs import Sign
from runner.pages.templates import HERE as PAGES
from runner.pages.texts import Texts
from runner.run.course import Course, Stage
from runner.settings import DeskSettings, Settings


@pytest.fixture
def agent(tmp_path: Path) -> Any:
    agent = Agent.__new__(Agent)
    agent.desk = cast("Any", SimpleNamespace(runs=[]))
    texts = Texts([PAGES / "texts", HERE / "texts"], ZoneInfo("UTC"))
    agent.launcher = cast("Any", SimpleNamespace(texts=texts))
    agent.memory = Memory(tmp_path / "desk.json")
    agent._seen = 0
    return agent


def run(agent: Any, *stages: Stage) -> None:
    course = Course()
    for stage in stages:
        course.enter(stage)
    bot = SimpleNamespace(name="update_contact")
    agent.desk.runs.insert(0, SimpleNamespace(course=course, bot=bot, stop=course.enter))


def test_an_icon_is_idle_at_work_waits_or_is_in_trouble(agent: Any) -> None:
    assert agent.sign() == (Sign.IDLE, "Deskhand")
    run(agent, Stage.DONE)
    assert agent.sign()[0] is Sign.IDLE
    run(agent, Stage.FAILED)
    assert agent.sign() == (Sign.TROUBLE, "Update contact: Failed")
    run(agent, Stage.WORKING)
    assert agent.sign() == (Sign.WORKING, "Update contact: At work")
    run(agent, Stage.WORKING, Stage.ASKS)
    assert agent.sign() == (Sign.WAITS, "Update contact: Asks you")


def test_trouble_that_was_looked_at_is_none(agent: Any) -> None:
    run(agent, Stage.FAILED)
    agent._seen = 1
    assert agent.sign()[0] is Sign.IDLE


def test_the_icon_speaks_the_persons_language(agent: Any) -> None:
    agent.memory.speak("zh")
    run(agent, Stage.WORKING)
    assert agent.sign()[1] == "Update contact: 运行中"


def test_a_hot_key_that_cannot_be_had_is_said_and_the_others_work(agent: Any) -> None:
    said: list[str] = []
    grabbed: list[str] = []

    class Keys:
        def grab(self, words: str, _do: object) -> None:
            if words == "end":
                raise BadHotKeyError(words)
            grabbed.append(words)

    agent._say = said.append
    agent._settings = Settings(desk=DeskSettings(stop_key="end", hot_keys={"greet": "ctrl+alt+g"}))
    agent._grab(Keys())
    assert grabbed == ["ctrl+alt+g"]
    (sentence,) = said
    assert sentence == BadHotKeyError("end").sentence()
