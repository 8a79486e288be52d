"""Runs whose rows are in other hands: said with the run's name, never ended as if all were done."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update

from runner.cli.main import main
from runner.errors import ExitCode
from runner.item import Draft, ItemState, Source
from runner.run.engine import Engine, Order, RunResult, feed_lock
from runner.run.errors import FeedInWorkError, RunInWorkError
from runner.run.locks import held
from runner.run.pausing import PausedError
from runner.run.plan import AppPlan, RunPlan
from runner.run.progress import Progress
from runner.settings import Settings
from runner.store.fleet import Pausable, Pause
from runner.store.items import Ending
from runner.store.leases import new_worker_name
from runner.store.runs import RunState
from runner.store.store import Store
from runner.store.tables import runs
from runner.workspace import Workspace
from tests.unit.run.conftest import a_run

BOT = '''
"""Keep a value."""
from pydantic import BaseModel
from runner import bot

class Value(BaseModel):
    value: str

@bot(key="value")
def keep_value(value: Value) -> str:
    """Keep a value."""
    return value.value
'''


class Quiet(Progress):
    """Tells nobody."""


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    folder = tmp_path / "mine"
    assert main(["new", "workspace", str(folder)]) == 0
    (folder / "bots" / "keep_value.py").write_text(BOT)
    return Engine(Workspace(folder), Settings())


@pytest.fixture
def store(engine: Engine):
    opened = engine.store()
    yield opened
    opened.close()


def rows(*keys: str) -> list[Draft]:
    return [Draft(Source("a.csv", None, n + 2), k, {"value": k}) for n, k in enumerate(keys)]


def start(engine: Engine, *keys: str, file: Path | None = None) -> RunResult:
    bot = engine.workspace.load_bot("keep_value")
    plan = RunPlan(feed_path=file)
    return engine.run(Order(bot, plan, "a.csv", rows(*keys)), Quiet())


def test_rows_that_a_living_run_holds_are_named_and_the_run_is_not_all_done(engine, store) -> None:
    store.runs.begin(a_run("r1", "keep_value"), rows("a", "b"))
    with held(store.locks, "run-r1"):
        second = start(engine, "a", "b")

    assert second.exit_code == ExitCode.SOME_FAILED
    assert second.known == 0
    assert second.message == (
        "2 items of this feed are in the hands of run r1, so this run left them alone. "
        f"Wait until it has ended, then say: deskhand resume {second.run}."
    )
    assert store.runs.get(second.run).state is RunState.STOPPED
    assert store.runs.counts("r1")[ItemState.NEW] == 2


def test_rows_that_the_other_run_has_done_meanwhile_end_the_second_run(engine, store) -> None:
    store.runs.begin(a_run("r1", "keep_value"), rows("a"))
    with held(store.locks, "run-r1"):
        second = start(engine, "a")
    claim = store.items.claim("r1", "w")
    store.items.finish(claim, Ending("done", ItemState.DONE))
    resumed = engine.resume(store.runs.get(second.run), Quiet())

    assert (resumed.exit_code, resumed.message, resumed.known) == (ExitCode.OK, "", 1)
    assert store.runs.get(second.run).state is RunState.ENDED


def test_item_in_the_hands_of_a_worker_that_lives_never_ends_its_run(engine, store) -> None:
    store.runs.begin(a_run("r1", "keep_value"), rows("a"))
    store.items.claim("r1", "w")
    with held(store.locks, "worker-w"):
        resumed = engine.resume(store.runs.get("r1"), Quiet())

    assert resumed.exit_code == ExitCode.SOME_FAILED
    assert store.runs.get("r1").state is RunState.STOPPED


def test_run_is_at_work_from_the_moment_its_feed_is_taken_in(engine, store) -> None:
    seen = []

    def drafts():
        lock = next(store.locks.glob("run-*.lock")).stem
        with held(store.locks, lock) as free:
            seen.append(free)
        yield from ()

    bot = engine.workspace.load_bot("keep_value")
    engine.run(Order(bot, RunPlan(), "a.csv", drafts()), Quiet())

    assert seen == [False]


def test_same_file_twice_at_the_same_time_names_the_run_that_has_it(
    engine, store, tmp_path
) -> None:
    file = tmp_path / "a.csv"
    other = a_run("r2", "keep_value")
    first = start(engine, file=file)
    store.runs.begin(other, [])

    with pytest.raises(FeedInWorkError) as refused, at_work(store, first.run, "r2", file=file):
        start(engine, "a", file=file)
    assert refused.value.sentence() == (
        f"Run {first.run} is working on a.csv at this moment. "
        f"Wait for it, or watch it: deskhand show {first.run}."
    )
    assert refused.value.exit_code is ExitCode.USAGE


def test_same_file_in_a_run_that_has_no_name_yet(engine, store, tmp_path) -> None:
    file = tmp_path / "a.csv"
    with pytest.raises(FeedInWorkError, match=r"^Another run is working on a\.csv"):  # noqa: SIM117
        with at_work(store, file=file):
            start(engine, "a", file=file)
    assert store.runs.recent(5) == []


def test_run_that_is_resumed_twice_at_once_is_worked_once(engine, store) -> None:
    store.runs.begin(a_run("r1", "keep_value"), rows("a"))
    with held(store.locks, "run-r1"), pytest.raises(RunInWorkError) as refused:
        engine.resume(store.runs.get("r1"), Quiet())

    assert refused.value.exit_code is ExitCode.USAGE
    assert refused.value.message == "Run r1 is still at work in another process."
    assert store.runs.counts("r1")[ItemState.NEW] == 1


@contextmanager
def at_work(store: Store, *runs: str, file: Path) -> Iterator[None]:
    """Other processes that hold a file's feed and some runs."""
    with ExitStack() as stack:
        for name in (feed_lock("keep_value", file), *(f"run-{run}" for run in runs)):
            assert stack.enter_context(held(store.locks, name))
        yield


ELSEWHERE = "elsewhere-1234abcd-77-0011"


def test_a_run_that_another_host_works_is_refused_until_its_lease_is_over(engine, store) -> None:
    store.runs.begin(a_run("r1", "keep_value"), rows("a"), holder=ELSEWHERE)

    with pytest.raises(RunInWorkError, match="Run r1 is still at work on another host") as refused:
        engine.resume(store.runs.get("r1"), Quiet())
    assert "free within a minute and a half" in refused.value.sentence()
    with store.database.writing() as connection:
        connection.execute(update(runs).values(lease_until=-1e9))
    assert engine.resume(store.runs.get("r1"), Quiet()).exit_code != ExitCode.USAGE


def test_of_two_hosts_that_go_on_with_a_run_at_once_one_has_it(engine, store) -> None:
    store.runs.begin(a_run("r1", "keep_value"), [])

    assert store.runs.hold("r1", ELSEWHERE)
    assert not store.runs.hold("r1", new_worker_name())
    assert store.runs.renew("r1", ELSEWHERE)
    assert not store.runs.renew("r1", "somebody")
    store.runs.let_go("r1", ELSEWHERE)
    assert store.runs.hold("r1", new_worker_name())


def test_what_a_dead_process_of_this_machine_held_is_free_at_once(engine, store) -> None:
    store.runs.begin(a_run("r1", "keep_value"), [], holder=new_worker_name())

    assert engine.resume(store.runs.get("r1"), Quiet()).exit_code == ExitCode.OK
    with store.database.reading() as connection:
        assert connection.execute(select(runs.c.worker)).scalars().all() == [None]


@pytest.mark.parametrize(("what", "name"), [("bot", "keep_value"), ("app", "crm")])
def test_what_is_paused_is_not_started_by_hand_unless_meant(engine, store, what, name) -> None:
    at = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
    store.fleet.pause(Pause(Pausable(what), name, "anna", at, "month end."))
    bot = engine.workspace.load_bot("keep_value")
    plan = RunPlan(apps={"crm": AppPlan(file="crm")} if what == "app" else {})
    order = Order(bot, plan, "a.csv", [])

    with pytest.raises(PausedError) as refused:
        engine.run(order, Quiet())
    said = refused.value.sentence()
    assert said.startswith(f"{what.capitalize()} {name!r} is paused, by anna since 2026-11-22 ")
    assert f"because: month end. Let it go on with `deskhand unpause {what} {name}`" in said
    assert store.runs.recent(5) == []
    if what == "bot":
        assert engine.run(replace(order, even_if_paused=True), Quiet()).exit_code == ExitCode.OK


def test_a_pause_also_keeps_a_run_from_being_resumed(engine, store) -> None:
    store.runs.begin(a_run("r1", "keep_value"), [])
    store.fleet.pause(Pause(Pausable.BOT, "keep_value", "anna", datetime.now(UTC)))
    record = store.runs.get("r1")

    with pytest.raises(PausedError):
        engine.resume(record, Quiet())
    assert engine.resume(record, Quiet(), even_if_paused=True).exit_code == ExitCode.OK
