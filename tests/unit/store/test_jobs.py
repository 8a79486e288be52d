"""Jobs beside the ledger: enough of them, whatever has happened."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from runner.dispatch.distributed import Distributed
from runner.item import Draft, ItemState, Source
from runner.store import jobs
from runner.store.database import Database, open_database
from runner.store.intake import Turn
from runner.store.items import Ending
from runner.store.runs import FLEET, RunRecord, RunState
from runner.store.store import Store
from tests.postgresql import Server

pytestmark = pytest.mark.postgresql


@pytest.fixture
def database(server: Server, tmp_path):
    opened = open_database(server.fresh_database(), tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def dispatch(database: Database) -> Distributed:
    return Distributed(database)


def begin(
    store: Store,
    count: int,
    run: str = "r1",
    bot: str = "enter",
    submit: jobs.Submit = jobs.submit,
    **turn: Any,
) -> None:
    now = datetime.now(UTC)
    record = RunRecord(run, bot, FLEET, RunState.QUEUED, "f", {}, "me", now, None, None, "")
    drafts = [Draft(Source("f"), f"{run}-{n}", {"n": f"{run}-{n}"}) for n in range(count)]
    store.runs.begin(record, drafts, turn=Turn(**turn), submit=submit)


def made(store: Store, columns: str = "args->>'run'") -> list[Any]:
    with store.database.reading() as connection:
        query = f"SELECT {columns} FROM procrastinate_jobs ORDER BY priority DESC, id"
        rows = connection.execute(text(query)).all()
    return [row[0] if len(row) == 1 else tuple(row) for row in rows]


def do(store: Store, statement: str) -> None:
    with store.database.writing() as connection:
        connection.execute(text(statement))


def test_every_new_item_has_a_job_that_names_it(store: Store, dispatch: Distributed) -> None:
    begin(store, 3)
    found = made(store, "queue_name, task_name, args->>'run', (args->>'item')::integer, status")
    assert found == [("enter", "work_item", "r1", n, "todo") for n in (1, 2, 3)]


def test_what_was_not_taken_in_has_no_job_either(store: Store, dispatch: Distributed) -> None:
    def fail(connection: Any, run: str) -> None:
        jobs.submit(connection, run)
        raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        begin(store, 1, submit=fail)
    assert not made(store)
    assert not store.runs.recent(9)


def test_urgent_jobs_come_first_then_those_that_are_due_earliest(
    store: Store, dispatch: Distributed
) -> None:
    now = datetime.now(UTC)
    begin(store, 1, "usual")
    begin(store, 1, "late", due_at=now + timedelta(days=2))
    begin(store, 1, "soon", due_at=now + timedelta(hours=1))
    begin(store, 1, "last", priority=9, due_at=now)
    begin(store, 1, "first", priority=1)
    assert made(store) == ["first", "soon", "late", "usual", "last"]


def test_a_job_waits_as_long_as_its_item(store: Store, dispatch: Distributed) -> None:
    later = datetime.now(UTC) + timedelta(hours=1)
    begin(store, 1, not_before=later)
    assert made(store, "scheduled_at") == [later]


def test_lost_jobs_are_made_again_and_no_more_than_are_missing(
    store: Store, dispatch: Distributed
) -> None:
    begin(store, 3)
    begin(store, 2, "r2", bot="other")
    assert jobs.top_up(store.database) == 0
    do(store, "DELETE FROM procrastinate_jobs WHERE args->>'item' IN ('1', '2', '4')")
    with store.database.reading() as connection:
        assert jobs.missing(connection) == {"enter": 2, "other": 1}
    assert jobs.top_up(store.database) == 3
    assert sorted(made(store, "queue_name")) == ["enter"] * 3 + ["other"] * 2
    assert jobs.top_up(store.database) == 0


def test_an_item_that_comes_back_gets_a_job_when_it_is_due(
    store: Store, dispatch: Distributed
) -> None:
    begin(store, 1)
    claim = store.items.claim("r1", "w")
    assert claim is not None
    do(store, "DELETE FROM procrastinate_jobs")
    assert jobs.top_up(store.database) == 0, "an item in work needs none"
    store.items.finish(claim, Ending("technical", ItemState.NEW))
    assert jobs.top_up(store.database) == 1
    do(store, "DELETE FROM procrastinate_jobs")
    do(store, "UPDATE items SET not_before = now() + interval '5 minutes'")
    assert jobs.top_up(store.database) == 0
    do(store, "UPDATE items SET not_before = now() - interval '5 minutes'")
    assert jobs.top_up(store.database) == 1


def test_runs_that_are_not_the_fleets_get_no_jobs(store: Store, dispatch: Distributed) -> None:
    begin(store, 2)
    do(store, "UPDATE runs SET state = 'running'")
    do(store, "DELETE FROM procrastinate_jobs")
    assert jobs.top_up(store.database) == 0
    assert jobs.rebuild(store.database) == 0


def test_the_jobs_of_a_host_that_died_make_room_for_new_ones(
    store: Store, dispatch: Distributed
) -> None:
    begin(store, 3)
    do(store, "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
    do(store, "INSERT INTO procrastinate_workers (last_heartbeat) VALUES ('2020-01-01')")
    do(store, "UPDATE procrastinate_jobs SET status = 'doing', worker_id = 1 WHERE id = 1")
    do(store, "UPDATE procrastinate_jobs SET status = 'doing', worker_id = 2 WHERE id = 2")
    do(store, "UPDATE procrastinate_jobs SET status = 'failed' WHERE id = 3")
    jobs.top_up(store.database)
    found = made(store, "status, count(*) OVER (PARTITION BY status)")
    assert sorted(set(found)) == [("doing", 1), ("todo", 3)]


def test_every_job_can_be_made_again_from_the_ledger(store: Store, dispatch: Distributed) -> None:
    begin(store, 3)
    begin(store, 2, "r2", not_before=datetime.now(UTC) + timedelta(minutes=5))
    do(store, "DELETE FROM procrastinate_jobs WHERE args->>'run' = 'r2'")
    do(store, "UPDATE procrastinate_jobs SET priority = 1")
    assert jobs.rebuild(store.database) == 5
    assert sorted(made(store)) == ["r1"] * 3 + ["r2"] * 2
    assert 1 not in made(store, "priority")


def test_a_run_gets_so_many_jobs_at_a_time(
    store: Store, dispatch: Distributed, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(store, jobs.MOST + 10)
    assert len(made(store)) == jobs.MOST
    assert jobs.top_up(store.database) == 0
    do(store, "DELETE FROM procrastinate_jobs WHERE id <= 7")
    assert jobs.top_up(store.database) == 7


@pytest.mark.parametrize("bot", ["enter", "e" * 39, "e" * 40, "ü" * 20, "β" * 199])
def test_a_bot_of_any_name_has_a_queue_that_can_be_notified(
    store: Store, dispatch: Distributed, bot: str
) -> None:
    begin(store, 1, bot=bot)
    assert made(store, "queue_name") == [jobs.queue_of(bot)]
    assert len(jobs.queue_of(bot).encode()) <= jobs.LONGEST_QUEUE


def test_queued_runs_are_known_with_their_bots(store: Store, dispatch: Distributed) -> None:
    begin(store, 1)
    begin(store, 1, "r2", bot="other")
    do(store, "UPDATE runs SET state = 'ended' WHERE id = 'r1'")
    assert jobs.queued_runs(store.database) == {"r2": "other"}
