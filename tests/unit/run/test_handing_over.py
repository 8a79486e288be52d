"""A bot hands the screen over: to the person who sits there, or to whoever answers later."""

import io
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from runner import handing
from runner.errors import TechnicalError
from runner.handing import (
    AGAIN,
    REJECT,
    HandOver,
    NotDoneAtTheScreenError,
    NothingToHandOverError,
    hand_over,
)
from runner.run import handing_over
from runner.run.channel import Channel
from runner.run.handing_over import HandingOver
from runner.run.holding import Holding


class Session:
    """An app whose screen is shown after so many times that a person had the window."""

    def __init__(self, *, shown_after: int = 1, in_time: bool = True, shown: bool = True) -> None:
        self.can_be_shown = shown
        self.given: list[float] = []
        self._shown_after = shown_after
        self._in_time = in_time

    def on(self, screen: str, wait: float) -> object:
        if len(self.given) < self._shown_after:
            raise TechnicalError(f"{screen} is not there")
        return SimpleNamespace()

    def give(self, seconds: float) -> bool:
        self.given.append(seconds)
        return self._in_time


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    given: list[str] = []
    asked: list[dict[str, Any]] = []

    def ask(question: str, **more: Any) -> str:
        asked.append({"question": question, **more})
        return given.pop(0)

    monkeypatch.setattr(handing_over, "ask", ask)
    yield given
    for one in asked:
        assert one["question"] == "A person is needed at the screen: Type the code."
        assert one["choices"] == [AGAIN, REJECT]


def keeper(*sessions: Session, person: bool = True) -> HandingOver:
    channel = Channel(io.StringIO(), io.StringIO(), person=person)
    apps = {f"app{number}": one for number, one in enumerate(sessions)}
    return HandingOver(channel, Holding(channel), lambda: apps)


WANTED = HandOver("Type the code.", on="home")


def test_a_screen_that_is_shown_already_needs_nobody() -> None:
    session = Session(shown_after=0)
    keeper(session).hand_over(WANTED)
    assert session.given == []


def test_a_person_who_goes_on_too_early_has_the_window_once_more() -> None:
    session = Session(shown_after=3)
    keeper(session).hand_over(WANTED)
    assert len(session.given) == 3


def test_the_limit_is_told_to_the_window() -> None:
    session = Session()
    keeper(session).hand_over(HandOver("Type the code.", on="home", within=timedelta(seconds=90)))
    assert 80 < session.given[0] <= 90


def test_where_nobody_sits_somebody_is_asked(answers: list[str]) -> None:
    answers += [AGAIN]
    session = Session(shown_after=0)
    keeper(session, person=False).hand_over(HandOver("Type the code."))
    assert answers == []
    assert session.given == []


def test_who_answers_before_it_is_done_is_asked_again(answers: list[str]) -> None:
    answers += [AGAIN, REJECT]
    with pytest.raises(NotDoneAtTheScreenError) as caught:
        keeper(Session(), person=False).hand_over(WANTED)
    assert caught.value.message == (
        "A person ended the case instead of doing this at the screen: Type the code."
    )


def test_nobody_in_time_is_as_nobody_there(answers: list[str]) -> None:
    answers += [REJECT]
    with pytest.raises(NotDoneAtTheScreenError):
        keeper(Session(in_time=False)).hand_over(WANTED)


def test_a_browser_without_a_window_cannot_be_given(answers: list[str]) -> None:
    answers += [REJECT]
    session = Session(shown=False)
    with pytest.raises(NotDoneAtTheScreenError):
        keeper(session).hand_over(WANTED)
    assert session.given == []


def test_a_bot_with_two_apps_says_which_one() -> None:
    one, other = Session(), Session()
    with pytest.raises(NothingToHandOverError) as caught:
        keeper(one, other).hand_over(WANTED)
    assert caught.value.sentence() == (
        "hand_over() cannot tell whose screen the person is to have: the bot has 2 apps. "
        "Name the bot's app: hand_over(…, app=…). It has: app0, app1."
    )
    keeper(one, other).hand_over(HandOver("Type the code.", on="home", app=other))
    assert (len(one.given), len(other.given)) == (0, 1)
    with pytest.raises(NothingToHandOverError, match="what is named is no app of the bot"):
        keeper(one).hand_over(HandOver("Type the code.", app=object()))


def test_called_directly_it_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handing.current, "keeper", None)
    hand_over("Type the code.", on="home")
