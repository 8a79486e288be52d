"""A person pauses an attempt, takes its screen over, or stops it between two words."""

import io
import json
from typing import Any

import pytest

from runner.recorder import Hold
from runner.run.channel import GO_ON, PAUSE, STOP, TAKE_OVER, Channel
from runner.run.errors import StopAskedError
from runner.run.holding import YOURS, Holding


class Line:
    """A channel, what it was told, and what it tells."""

    def __init__(self, *, person: bool = True) -> None:
        self.output = io.StringIO()
        self.channel = Channel(self.output, io.StringIO(), person=person)
        self.holding = Holding(self.channel)

    def hear(self, word: str) -> None:
        self.channel._take(word)

    def now(self, *, looking: bool = False) -> Hold | None:
        return self.holding.now(looking=looking)

    def told(self) -> list[tuple[str, dict[str, Any]]]:
        lines = map(json.loads, self.output.getvalue().splitlines())
        return [(line["event"], line["data"]) for line in lines]


def test_nothing_holds_an_attempt_by_itself() -> None:
    assert Line().now() is None


def test_a_pause_holds_until_the_person_goes_on() -> None:
    line = Line()
    line.hear(PAUSE)
    assert line.now() == Hold()
    assert line.now() == Hold()
    line.hear(GO_ON)
    assert line.now() is None
    assert [event for event, _ in line.told()] == ["held", "gone on"], "each is told once"


def test_who_takes_over_gets_the_window_with_the_bar_in_his_language() -> None:
    line = Line()
    line.hear('words {"yours": "等待", "go_on": "继续", "stop": "停止"}')
    line.hear(TAKE_OVER)
    assert line.now() == Hold("等待", True, "继续", "停止")


def test_the_bar_has_words_where_nobody_gave_any() -> None:
    line = Line()
    line.hear(TAKE_OVER)
    assert line.now() == Hold(YOURS, True, "Go on", "Stop")


def test_the_bars_buttons_let_go_or_stop() -> None:
    line = Line()
    line.hear(TAKE_OVER)
    line.holding.released("go on")
    assert line.now() is None
    line.hear(TAKE_OVER)
    line.holding.released("stop")
    with pytest.raises(StopAskedError):
        line.now()
    assert ("stop asked", {}) in line.told()


def test_a_bot_lets_a_person_go_first() -> None:
    line = Line()
    line.holding.person_is_there(there=True)
    assert line.now() == Hold(yields=True)
    line.holding.person_is_there(there=False)
    assert line.now() is None
    assert [data.get("yields") for event, data in line.told() if event == "held"] == [True]


def test_a_pause_is_more_than_a_person_who_is_there() -> None:
    line = Line()
    line.hear(PAUSE)
    line.holding.person_is_there(there=True)
    assert line.now() == Hold()


def test_what_a_hold_turns_into_is_told() -> None:
    line = Line()
    line.hear(PAUSE)
    line.now()
    line.hear(TAKE_OVER)
    line.now()
    line.hear(GO_ON)
    line.now()
    assert [(event, data.get("given")) for event, data in line.told()] == [
        ("held", False),
        ("held", True),
        ("gone on", None),
    ]


def test_a_bot_that_hands_over_waits_for_the_person() -> None:
    line = Line()
    line.holding.hand("Solve the code")
    assert line.now() == Hold("Solve the code", given=True)
    line.holding.released("go on")
    assert line.now() is None


def test_a_stop_is_obeyed_before_the_next_word() -> None:
    line = Line()
    line.hear(STOP)
    with pytest.raises(StopAskedError):
        line.now()


def test_a_step_that_has_pressed_something_is_finished_first() -> None:
    line = Line()
    line.holding.step_begins()
    line.holding.pressed(writes=True)
    line.hear(STOP)
    assert line.now() is None
    line.holding.step_ended()
    with pytest.raises(StopAskedError):
        line.now()


def test_a_step_that_has_pressed_nothing_is_stopped() -> None:
    line = Line()
    line.holding.step_begins()
    line.hear(STOP)
    with pytest.raises(StopAskedError):
        line.now()


def test_an_item_that_is_one_step_and_a_look_are_finished() -> None:
    line = Line()
    line.hear(STOP)
    assert line.now(looking=True) is None
    line.holding.pressed(writes=True)
    assert line.now() is None


def test_where_nobody_sits_a_pause_holds_nothing() -> None:
    line = Line(person=False)
    line.hear(PAUSE)
    assert line.now() is None


def test_words_of_one_run_do_not_reach_into_the_next() -> None:
    line = Line()
    line.hear(PAUSE)
    line.hear(STOP)
    line.hear("run r2")
    assert line.channel.next_run(0) == "r2"
    assert line.now() is None
    assert not line.channel.leave_asked


def test_who_stands_by_hears_that_none_is_to_come() -> None:
    line = Line()
    line.hear("end")
    assert line.channel.next_run(0) == ""
    assert line.channel.preparation() is None


def test_a_worker_is_told_what_to_stand_by_for() -> None:
    line = Line()
    line.hear('prepare {"bot": "greet", "plan": "{}"}')
    assert line.channel.preparation() == {"bot": "greet", "plan": "{}"}
