"""Rows of a list on a screen: each that is new becomes an item, once."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from runner.run.engine import Engine
from runner.run.pausing import PausedError
from runner.store.breakers import Failed
from runner.store.fleet import Pausable, Pause
from runner.triggers import screen_list
from runner.triggers.list_reading import ListNotReadError, ListPlace, ListSignInRefusedError
from runner.triggers.mapping import UnknownPartError
from runner.triggers.screen_list import AppBusyError, ListTrigger, NoSuchListError
from runner.triggers.trigger import Problem
from tests.unit.triggers.conftest import items_of, starter

STOP = threading.Event()

APP = """\
version: 1
app: cases
kind: web
address: http://localhost/
screens:
  open:
    shown_by: {heading: Open cases}
    tables:
      rows:
        locators: {css: table}
        columns: {number: No., subject: Subject}
        key: number
"""


@pytest.fixture(autouse=True)
def _app(made_workspace: Path) -> None:
    (made_workspace / "selectors" / "cases.yaml").write_text(APP)


class Screen:
    """What the list shows, and whether it can be read."""

    def __init__(self) -> None:
        self.rows: list[dict[str, str]] = []
        self.error: Exception | None = None
        self.looks = 0
        self.place: ListPlace | None = None

    def __call__(self, place: ListPlace, stop: threading.Event) -> list[dict[str, str]]:
        del stop
        self.looks += 1
        self.place = place
        if self.error is not None:
            raise self.error
        return self.rows


@pytest.fixture
def screen() -> Screen:
    return Screen()


def trigger(engine: Engine, screen: Screen, told: list[Problem], **entry: Any) -> ListTrigger:
    values = {"list": "cases.open.rows", "every": "15m", "map": {"number": "value"}} | entry
    begins = starter(engine, "open_cases", **values)
    return ListTrigger("open_cases", engine, begins, told.append, read=screen)


def row(number: str, subject: str = "s") -> dict[str, str]:
    return {"number": number, "subject": subject}


def test_new_rows_become_items_once_by_the_key_of_the_table(engine, store, told, screen) -> None:
    made = trigger(engine, screen, told)
    screen.rows = [row("0012"), row("0013")]
    made.look(store, STOP)
    screen.rows = [row("0013", "changed"), row("0014"), row("0014")]
    made.look(store, STOP)
    screen.rows = []
    made.look(store, STOP)
    screen.rows = [row("0012")]
    trigger(engine, screen, told).look(store, STOP)

    assert items_of(store) == ["0012", "0013", "0014"]
    assert store.runs.get("last").feed == "1 row of cases.open.rows"
    assert screen.place == ListPlace(engine.workspace.root, "cases", "open", "rows")


def test_other_columns_may_tell_rows_from_each_other(engine, store, told, screen) -> None:
    made = trigger(engine, screen, told, key=["number", "subject"])
    screen.rows = [row("1", "a"), row("1", "b")]
    made.look(store, STOP)

    assert len(items_of(store)) == 2


@pytest.mark.parametrize(
    ("entry", "kind", "said"),
    [
        ({"list": "cases.closed.rows"}, NoSuchListError, "cases.yaml has no screen 'closed'"),
        ({"list": "cases.open.row"}, NoSuchListError, "Did you mean 'rows'?"),
        ({"key": "account"}, UnknownPartError, "'account', which is no column"),
    ],
)
def test_what_is_not_there_is_said_at_once(engine, told, screen, entry, kind, said) -> None:
    with pytest.raises(kind) as caught:
        trigger(engine, screen, told, **entry)

    assert said in caught.value.sentence()


def test_an_app_that_is_paused_or_does_not_answer_is_left_alone(
    engine, store, told, screen
) -> None:
    made = trigger(engine, screen, told)
    store.fleet.pause(Pause(Pausable.APP, "cases", "me", datetime.now(UTC), "down"))
    with pytest.raises(PausedError):
        made.look(store, STOP)
    store.fleet.unpause(Pausable.APP, "cases", "me")
    down = Failed("cases", "", "It does not answer.")
    store.breakers.failed(down, after=1, probe=timedelta(minutes=1))
    with pytest.raises(AppBusyError) as caught:
        made.look(store, STOP)

    assert str(caught.value) == "The list of 'open_cases' is not read now: It does not answer."
    assert screen.looks == 0


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (ListSignInRefusedError("cases.open.rows", "no."), screen_list.REFUSED_SECONDS),
        (AppBusyError("open_cases", "maintenance."), screen_list.BUSY_SECONDS),
        (None, 900.0),
    ],
)
def test_how_soon_it_looks_again(engine, store, told, screen, monkeypatch, error, seconds) -> None:
    made = trigger(engine, screen, told)
    screen.error = error
    waited: list[float] = []

    class Stop(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waited.append(timeout or 0)
            self.set()
            return True

    made.attend(store, Stop())

    assert waited == [seconds]
    assert len(told) == (error is not None)


def test_a_list_that_cannot_be_read_is_tried_again_with_growing_rests(
    engine, store, told, screen
) -> None:
    screen.error = ListNotReadError("cases.open.rows", "the screen is not there.")
    made = trigger(engine, screen, told)
    with pytest.raises(ListNotReadError):
        made.attend(store, threading.Event())
