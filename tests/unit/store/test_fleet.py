"""The fleet in the store: whose turn it is, who serves, what is paused, who ends a run."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from runner.item import Draft, ItemState, Source
from runner.store.fleet import Host, Pausable, Pause
from runner.store.intake import Turn
from runner.store.items import Ending
from runner.store.leases import LEASE_SECONDS, host_name, new_worker_name
from runner.store.runs import FLEET, RunRecord, RunState
from runner.store.store import Store
from runner.store.tables import audit, workers

NOW = datetime(2026, 11, 21, tzinfo=UTC)
HOST = Host("h-1", host_name(), 4, ("web",), None, "0.1", NOW)


def queue(store: Store, run: str, count: int, turn: Turn = Turn()) -> None:  # noqa: B008 - frozen
    record = RunRecord(run, "b", FLEET, RunState.QUEUED, "f", {}, "me", NOW, None, None, "")
    drafts = [Draft(Source("f", None, n), f"{run}-{n}", {"n": n, "run": run}) for n in range(count)]
    store.runs.begin(record, drafts, turn=turn)


def work(store: Store, run: str, state: ItemState = ItemState.DONE) -> None:
    claim = store.items.claim(run, new_worker_name())
    assert claim is not None
    store.items.finish(claim, Ending(state.value, state))


def test_the_run_with_the_most_urgent_item_has_its_turn(store: Store) -> None:
    queue(store, "usual", 2)
    queue(store, "urgent", 1, Turn(priority=1))
    queue(store, "due", 1, Turn(due_at=NOW))
    queue(store, "later", 1, Turn(priority=1, not_before=datetime.now(UTC) + timedelta(minutes=5)))
    order = []
    while run := store.fleet.next_run(()):
        order.append(run)
        work(store, run)
    assert order == ["urgent", "due", "usual", "usual"]
    assert store.fleet.next_run(("later",)) is None


def test_runs_that_somebody_works_himself_are_not_the_fleets(store: Store) -> None:
    queue(store, "r", 1)
    store.runs.resume("r")
    assert store.fleet.next_run(()) is None
    assert store.fleet.worked_out() == []


def test_runs_that_are_passed_over_are_not_offered_again(store: Store) -> None:
    queue(store, "first", 3)
    queue(store, "second", 1)
    assert store.fleet.next_run(("first",)) == "second"
    assert store.fleet.next_run(("first", "second")) is None
    assert store.fleet.due_items("first", 2) == 2
    assert store.fleet.due_items("first", 10) == 3


def test_a_run_is_ended_once_and_only_when_nothing_is_left(store: Store) -> None:
    queue(store, "r", 2)
    work(store, "r")
    assert not store.fleet.end_run("r", 0, "")
    work(store, "r", ItemState.IN_DOUBT)
    assert store.fleet.worked_out() == ["r"]
    assert store.fleet.end_run("r", 3, "")
    assert not store.fleet.end_run("r", 3, "")
    assert store.runs.get("r").exit_code == 3
    store.runs.reopen("r")
    assert store.runs.get("r").state is RunState.QUEUED


def test_a_host_that_gives_no_sign_of_life_is_lost(store: Store) -> None:
    store.fleet.sign_on(HOST)
    store.fleet.sign_on(replace(HOST, name="h-2", bots=("b",)))
    queue(store, "r", 1)
    store.items.claim("r", new_worker_name())
    with store.database.writing() as connection:
        older = workers.c.lease_until - LEASE_SECONDS - 1
        connection.execute(update(workers).where(workers.c.name == "h-2").values(lease_until=older))
    seen = store.fleet.hosts()
    assert [(one.host.name, one.state, one.items) for one in seen] == [
        ("h-1", "serving", 1),
        ("h-2", "lost", 1),
    ]
    assert seen[1].host.bots == ("b",)
    store.fleet.sign("h-2", "stopping")
    assert store.fleet.hosts()[1].state == "stopping"
    store.fleet.sign_off("h-1")
    assert [one.host.name for one in store.fleet.hosts()] == ["h-2"]


def test_hosts_of_long_ago_are_forgotten_when_another_one_begins(store: Store) -> None:
    store.fleet.sign_on(replace(HOST, name="old"))
    with store.database.writing() as connection:
        connection.execute(update(workers).values(lease_until=workers.c.lease_until - 100_000))
    store.fleet.sign_on(HOST)
    assert [one.host.name for one in store.fleet.hosts()] == ["h-1"]


def test_pauses_are_kept_changed_taken_back_and_audited(store: Store) -> None:
    store.fleet.pause(Pause(Pausable.BOT, "b", "anna", NOW, "the CRM is moved"))
    store.fleet.pause(Pause(Pausable.BOT, "b", "bo", NOW, "still"))
    assert [(one.who, one.reason) for one in store.fleet.pauses()] == [("bo", "still")]
    assert not store.fleet.unpause(Pausable.APP, "b", "anna")
    assert store.fleet.unpause(Pausable.BOT, "b", "anna")
    assert store.fleet.pauses() == []
    with store.database.reading() as connection:
        lines = connection.execute(select(audit.c.who, audit.c.action).order_by(audit.c.id)).all()
    assert [tuple(line) for line in lines] == [
        ("anna", "pause"),
        ("bo", "pause"),
        ("anna", "unpause"),
    ]


def test_a_pause_with_an_end_is_over_by_itself(store: Store) -> None:
    later = datetime.now(UTC) + timedelta(hours=1)
    past = datetime.now(UTC) - timedelta(seconds=1)
    store.fleet.pause(Pause(Pausable.APP, "crm", "me", NOW, "down", later))
    store.fleet.pause(Pause(Pausable.SCHEDULE, "nightly", "me", NOW, "", past))

    (lasting,) = store.fleet.pauses()
    assert (lasting.what, lasting.until) == (Pausable.APP, later)
    assert [pause.name for pause in store.fleet.clear_ended_pauses()] == ["nightly"]
    assert store.fleet.clear_ended_pauses() == []
    with store.database.reading() as connection:
        told = connection.execute(select(audit.c.who, audit.c.action, audit.c.details)).all()
    assert tuple(told[-1]) == ("the clock", "unpause", {"schedule": "nightly", "paused_by": "me"})


def test_what_is_over_is_not_there_to_be_unpaused(store: Store) -> None:
    past = datetime.now(UTC) - timedelta(seconds=1)
    store.fleet.pause(Pause(Pausable.BOT, "b", "me", NOW, "", past))
    assert not store.fleet.unpause(Pausable.BOT, "b", "me")


def test_a_host_hears_at_its_next_sign_of_life_that_it_is_to_drain(store: Store) -> None:
    store.fleet.sign_on(HOST)
    store.fleet.sign_on(replace(HOST, name="h-2"))
    assert not store.fleet.sign("h-1", "serving")
    store.fleet.drain(["h-1"], "me")
    assert store.fleet.sign("h-1", "serving")
    assert not store.fleet.sign("h-2", "serving")
