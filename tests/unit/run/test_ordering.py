"""A wish becomes an order, or is refused before anything is started."""

from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from runner.cli.main import main
from runner.errors import EnvironmentFault
from runner.feeds.errors import FeedError
from runner.item import Draft, Source
from runner.run.engine import Engine
from runner.run.ordering import Wish, order_of
from runner.run.preparation import NotAskedForError
from runner.run.serving import queue, queue_in
from runner.settings import AppSettings, Settings
from runner.store.intake import Turn
from runner.store.runs import RunState
from runner.workspace import NoSuchBotError, Workspace
from tests.unit.run.test_engine import BOT


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    folder = tmp_path / "mine"
    assert main(["new", "workspace", str(folder)]) == 0
    (folder / "bots" / "keep_value.py").write_text(BOT)
    return Engine(Workspace(folder), Settings(apps={"crm": AppSettings(canary=True)}))


class Heard:
    """Remembers what a person would be told of a feed."""

    def __init__(self) -> None:
        self.sentences: list[str] = []

    def passed(self, done: int, total: int | None) -> None:
        pass

    def said(self, message: str) -> None:
        self.sentences.append(message)


def test_a_file_becomes_drafts_and_a_plan(engine: Engine, tmp_path: Path) -> None:
    book = tmp_path / "values.csv"
    book.write_text("value,other\n1,x\n2,y\n")
    heard = Heard()
    wish = Wish("keep_value", feed=book, deadline=timedelta(hours=4), tries=1, needs={"desktop": 1})

    with ExitStack() as stack:
        order = order_of(engine, wish, stack, heard)
        found = [draft.key for draft in order.drafts]

    assert found == ["1", "2"]
    assert (order.feed, order.origin) == ("values.csv", "unattended")
    assert (order.plan.deadline, order.plan.tries, order.plan.needs) == (14400, 1, {"desktop": 1})
    assert order.plan.feed_path == book
    assert "Columns not used: B 'other'." in " ".join(heard.sentences)


def test_values_and_drafts_have_the_name_that_they_are_given(engine: Engine) -> None:
    made = Draft(Source("mail 7"), "9", {"value": "9"})

    with ExitStack() as stack:
        typed = order_of(engine, Wish("keep_value", values={"value": "5"}, source="night"), stack)
        given = order_of(engine, Wish("keep_value", drafts=[made], source="mails"), stack)

    assert (typed.feed, [draft.key for draft in typed.drafts]) == ("night", ["5"])
    assert (given.feed, list(given.drafts)) == ("mails", [made])


@pytest.mark.parametrize("wrong", [{}, {"feed": Path("a.csv"), "values": {"value": "1"}}])
def test_a_wish_has_one_thing_to_work_on(wrong) -> None:
    with pytest.raises(ValueError, match="one of a feed, values, or drafts"):
        Wish("keep_value", **wrong)


def test_what_is_wrong_is_said_before_anything_is_started(engine: Engine, tmp_path: Path) -> None:
    book = tmp_path / "values.csv"
    book.write_text("nothing,that,fits\n1,2,3\n")

    with ExitStack() as stack:
        with pytest.raises(NoSuchBotError):
            order_of(engine, Wish("keep_values", values={"value": "1"}), stack)
        with pytest.raises(NotAskedForError, match="no option 'fast'"):
            order_of(
                engine, Wish("keep_value", values={"value": "1"}, options={"fast": "1"}), stack
            )
        with pytest.raises(FeedError):
            order_of(engine, Wish("keep_value", feed=book), stack)


def test_what_goes_along_with_a_run_is_there_with_it_or_neither_is(engine: Engine) -> None:
    store = engine.store()
    told: list[str] = []

    def refuses(_connection: object, _run: str) -> None:
        raise EnvironmentFault("not now")

    with ExitStack() as stack:
        order = order_of(engine, Wish("keep_value", values={"value": "5"}), stack)
        with pytest.raises(EnvironmentFault):
            queue_in(store, engine, order, Turn(), refuses)
        assert store.runs.recent(5) == []
        queued = queue_in(store, engine, order, Turn(), lambda _, run: told.append(run))

    assert told == [queued.run]
    assert store.runs.get(queued.run).state is RunState.QUEUED
    store.close()


def test_runs_that_begin_in_the_same_second_have_names_of_their_own(engine: Engine) -> None:
    names = set()
    for number in range(30):
        with ExitStack() as stack:
            wish = Wish("keep_value", values={"value": str(number)})
            names.add(queue(engine, order_of(engine, wish, stack), Turn()).run)

    assert len(names) == 30
