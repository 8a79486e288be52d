"""Reads that travel along with recognising a screen."""

from typing import cast

from runner.drivers.web.foresight import MOST, Foresight
from runner.drivers.web.window import Window

HERE = cast("Window", object())
THERE = cast("Window", object())
NUMBER, NAME = {"name": "number"}, {"name": "name"}


def seen(*values: str | None) -> Foresight:
    foresight = Foresight()
    foresight.learn("saved", [NUMBER])
    foresight.learn("saved", [NAME])
    foresight.found("saved", HERE, list(values))
    return foresight


def test_what_was_read_along_serves_every_read_until_something_is_done() -> None:
    foresight = seen("7", "Ada")
    assert foresight.take("saved", HERE, [NUMBER]) == ["7"]
    assert foresight.take("saved", HERE, [NAME, NUMBER]) == ["Ada", "7"]
    foresight.forget()
    assert foresight.take("saved", HERE, [NUMBER]) is None


def test_nothing_is_taken_from_another_window_or_screen_or_where_it_was_not_there() -> None:
    foresight = seen("7", None)
    assert foresight.take("saved", THERE, [NUMBER]) is None
    assert foresight.take("other", HERE, [NUMBER]) is None
    assert foresight.take("saved", HERE, [NUMBER, NAME]) is None
    assert foresight.take("saved", HERE, [{"name": "unknown"}]) is None


def test_what_is_learned_meanwhile_was_not_read_along() -> None:
    foresight = seen("7", "Ada")
    foresight.learn("saved", [{"name": "late"}])
    assert foresight.take("saved", HERE, [{"name": "late"}]) is None


def test_rows_and_endless_variety_are_not_learned() -> None:
    foresight = Foresight()
    foresight.learn("list", [{"name": "open", "row": "0012"}])
    foresight.learn("list", [{"name": str(number)} for number in range(2 * MOST)])
    (wanted,) = foresight.wanted(["list"])
    assert wanted is not None
    assert len(wanted) == MOST
    assert all("row" not in plan for plan in wanted)
