"""A host with permits: each is used for one item, or goes back; none is lost."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from runner.bots import Limits
from runner.dispatch.permit import Permit
from runner.errors import EnvironmentFault
from runner.item import Draft, ItemState, Source
from runner.run.access import Barred
from runner.run.channel import Message
from runner.run.fleet import Offer, Post
from runner.run.permitting import PermittedFleet
from runner.run.plan import AppPlan
from runner.run.seating import Rule
from runner.store.deaths import Burial
from runner.store.errors import StoreUnusableError
from runner.store.fleet import Host, Pausable, Pause
from runner.store.intake import Turn
from runner.store.runs import FLEET, RunState
from runner.store.store import Store
from tests.unit.run.conftest import a_run

DIED = EnvironmentFault("The worker died (exit code -9).")


class Silent:
    def said(self, message: str) -> None: ...

    def item_began(self, *told: Any) -> None: ...

    def item_ended(self, *told: Any) -> None: ...


@dataclass
class FakeWorker:
    name: str
    told: list[str] = field(default_factory=list)

    def tell(self, word: str) -> None:
        self.told.append(word)

    def ask_to_stop(self) -> None:
        self.told.append("stop")

    def ask_to_finish(self) -> None:
        self.told.append("finish")


class FakeAccess:
    """Says what the test says of every app, and keeps what it is told."""

    def __init__(self) -> None:
        self.now: Barred | None = None
        self.heard: list[tuple[str | None, str]] = []

    def look(self, known: Any) -> None: ...

    def barred(self, bot: str, apps: Any) -> Barred | None:
        return self.now

    def met(self, apps: Any, app_out: str | None, outcome: str, message: str) -> None:
        self.heard.append((app_out, outcome))


class FakeDispatch:
    gives_permits = True

    def submit(self, connection: object, run: str) -> None: ...

    @contextmanager
    def serve(self, counter: Any) -> Iterator[None]:
        yield

    def recover(self) -> None: ...


class Desk:
    """A host, its permits and its workers, in one thread."""

    def __init__(self, store: Store, slots: int = 2) -> None:
        self.store = store
        self.back: dict[int, datetime | None] = {}
        self.unworkable: set[str] = set()
        host = Host("h-1", "h", slots, ("web",), None, "0", datetime.now(UTC))
        self.access = FakeAccess()
        self.needs: tuple[Rule, ...] = ()
        access: Any = self.access
        post = Post(host, self.look, lambda _: None, access=access)
        self.fleet = PermittedFleet(store, Silent(), post, FakeDispatch(), ["save", "other"])

    def look(self, run: str) -> Offer | None:
        if run in self.unworkable:
            return None
        bot = self.store.runs.get(run).bot
        apps = {"crm": AppPlan(file="crm")}
        return Offer(run, bot, apps, Limits(), lambda name, _: FakeWorker(name), self.needs)

    def queue(self, run: str, count: int, bot: str = "save", **turn: Any) -> None:
        record = replace(a_run(run, bot), origin=FLEET, state=RunState.QUEUED)
        drafts = [Draft(Source("f"), f"{run}{n}", {"value": f"{run}{n}"}) for n in range(count)]
        self.store.runs.begin(record, drafts, turn=Turn(**turn))

    def permit(self, item: int, run: str, bot: str = "save") -> None:
        """One comes, and is looked at."""
        self.fleet._arrive(Permit(bot, run, item, lambda at: self.back.__setitem__(item, at)))
        self.fleet._fill_up()

    @property
    def workers(self) -> list[FakeWorker]:
        return [watch.worker for watch in self.fleet._watches.values()]

    def says(self, worker: FakeWorker, event: str, **data: Any) -> None:
        self.fleet._take(worker.name, Message(event, data))
        self.fleet._fill_up()

    def ends(self, worker: FakeWorker, state: str = "done") -> None:
        self.says(worker, "ending", state=state)
        told = {"item": 1, "key": "k", "outcome": state, "state": state, "message": ""}
        self.says(worker, "item_ended", **told)

    def dies(self, worker: FakeWorker, lost: dict[int, Burial]) -> None:
        watch = self.fleet._watches.pop(worker.name)
        self.fleet._ended(watch, DIED, lost, -9)

    def seconds(self, item: int) -> float:
        """How long a permit was put back."""
        at = self.back[item]
        assert at is not None
        return (at - datetime.now(UTC)).total_seconds()


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def test_a_permit_starts_a_worker_which_claims_when_it_asks(desk: Desk) -> None:
    desk.queue("a", 2)
    desk.permit(1, "a")
    (worker,) = desk.workers
    assert worker.told == []
    desk.says(worker, "asks")
    assert worker.told == ["claim"]
    assert desk.back == {}
    desk.ends(worker)
    assert desk.back == {1: None}


def test_the_next_permit_goes_to_the_worker_that_is_there(desk: Desk) -> None:
    desk.queue("a", 2)
    desk.permit(1, "a")
    (worker,) = desk.workers
    desk.says(worker, "asks")
    desk.ends(worker)
    desk.says(worker, "asks")
    desk.permit(2, "a")
    assert desk.workers == [worker]
    assert worker.told == ["claim", "claim"]


def test_a_permit_waits_for_a_worker_that_writes_its_item_down(store: Store) -> None:
    desk = Desk(store, slots=1)
    desk.queue("a", 2)
    desk.permit(1, "a")
    (worker,) = desk.workers
    desk.says(worker, "asks")
    desk.says(worker, "ending", state="done")
    desk.permit(2, "a")
    assert desk.back == {1: None}
    desk.says(worker, "asks")
    assert worker.told == ["claim", "claim"]


def test_an_item_that_is_to_be_tried_again_keeps_its_permit(desk: Desk) -> None:
    desk.queue("a", 1, not_before=datetime.now(UTC) + timedelta(seconds=200))
    desk.store.fleet.due_items = lambda run, most: 1  # type: ignore[method-assign]
    desk.permit(1, "a")
    (worker,) = desk.workers
    desk.says(worker, "asks")
    desk.ends(worker, "new")
    assert 150 < desk.seconds(1) < 201


def test_a_permit_for_which_nothing_is_left_starts_nobody(desk: Desk) -> None:
    desk.queue("a", 1)
    assert desk.store.items.claim("a", "somebody") is not None
    desk.permit(1, "a")
    assert desk.workers == []
    assert desk.back == {1: None}


def test_a_permit_for_a_run_that_is_not_queued_any_more_is_used_up(desk: Desk) -> None:
    desk.permit(1, "long-gone")
    assert (desk.workers, desk.back) == ([], {1: None})


def test_what_is_not_due_yet_is_put_back_until_it_is(desk: Desk) -> None:
    desk.queue("a", 1, not_before=datetime.now(UTC) + timedelta(seconds=100))
    desk.permit(1, "a")
    assert desk.workers == []
    assert 90 < desk.seconds(1) < 101


def test_a_permit_that_cannot_be_used_here_goes_back_and_no_more_are_taken(desk: Desk) -> None:
    desk.unworkable.add("a")
    desk.queue("a", 1)
    desk.permit(1, "a")
    assert 0 < desk.seconds(1) < 3
    assert desk.fleet._counter.queues == ["other"]


def test_a_paused_app_keeps_its_runs_from_being_worked(desk: Desk) -> None:
    desk.queue("a", 1)
    desk.store.fleet.pause(Pause(Pausable.APP, "crm", "me", datetime.now(UTC)))
    desk.permit(1, "a")
    assert desk.workers == []
    assert desk.seconds(1) > 0


OUT = Barred("App 'crm' is left alone.", None, stops=False, key="crm out")
SHUT = Barred("App 'crm' is in maintenance.", datetime.now(UTC), stops=True, key="crm shut")


def test_an_app_that_is_out_keeps_its_runs_from_being_worked_until_it_is_back(desk: Desk) -> None:
    desk.queue("a", 1)
    desk.access.now = OUT
    desk.permit(1, "a")
    assert (desk.workers, desk.seconds(1) > 0) == ([], True)
    desk.access.now = None
    desk.permit(2, "a")
    assert len(desk.workers) == 1


@pytest.mark.parametrize(("barred", "word"), [(OUT, "finish"), (SHUT, "stop")])
def test_what_is_in_work_is_finished_and_in_a_maintenance_stopped(
    desk: Desk, barred: Barred, word: str
) -> None:
    desk.queue("a", 1)
    desk.permit(1, "a")
    (worker,) = desk.workers
    desk.access.now = barred
    desk.fleet._look_around()
    assert worker.told == [word]


def test_what_an_attempt_has_shown_of_its_app_is_passed_on(desk: Desk) -> None:
    desk.queue("a", 2)
    desk.permit(1, "a")
    (worker,) = desk.workers
    desk.ends(worker)
    told = {"item": 2, "key": "k", "outcome": "environment", "state": "new", "message": "down"}
    desk.says(worker, "item_ended", **told, app_out="crm")
    assert desk.access.heard == [(None, "done"), ("crm", "environment")]


def test_a_permit_waits_while_what_its_run_needs_is_in_use(desk: Desk) -> None:
    desk.needs = (Rule("resource:desktop", "", 1, None),)
    desk.queue("a", 2)
    desk.permit(1, "a")
    desk.permit(2, "a")
    assert len(desk.workers) == 1
    assert desk.seconds(2) > 0
    assert 1 not in desk.back


def test_a_host_that_drains_gives_permits_back_and_lets_its_items_be_finished(desk: Desk) -> None:
    desk.store.fleet.sign_on(desk.fleet._host)
    desk.queue("a", 2)
    desk.permit(1, "a")
    (worker,) = desk.workers
    desk.store.fleet.drain([desk.fleet._host.name], "me")
    desk.fleet._sign()
    desk.permit(2, "a")
    assert worker.told == ["finish"]
    assert desk.fleet.drained
    assert 2 in desk.back
    assert not desk.fleet._over()


def test_another_run_of_the_bot_may_use_a_permit(desk: Desk) -> None:
    desk.unworkable.add("a")
    desk.queue("a", 1)
    desk.queue("b", 1)
    desk.permit(1, "a")
    assert [watch.run for watch in desk.fleet._watches.values()] == ["b"]
    assert desk.back == {}


def test_a_permit_is_not_used_for_another_bot(desk: Desk) -> None:
    desk.unworkable.add("a")
    desk.queue("a", 1)
    desk.queue("b", 1, bot="other")
    desk.permit(1, "a")
    assert desk.workers == []


def test_where_everything_waits_for_a_serial_key_the_run_rests(desk: Desk) -> None:
    desk.queue("a", 2)
    desk.permit(1, "a")
    (worker,) = desk.workers
    desk.says(worker, "asks")
    desk.says(worker, "nothing", seconds=-1.0)
    assert 0 < desk.seconds(1) < 3
    desk.permit(2, "a")
    assert desk.seconds(2) > 0, "the run rests"


def test_nothing_to_claim_any_more_uses_the_permit_up(desk: Desk) -> None:
    desk.queue("a", 1)
    desk.permit(1, "a")
    (worker,) = desk.workers
    desk.says(worker, "asks")
    desk.says(worker, "nothing", seconds=None)
    assert desk.back == {1: None}


@pytest.mark.parametrize(
    ("lost", "goes_back"),
    [
        ({}, True),
        ({1: Burial(ItemState.NEW, spent=False)}, True),
        ({1: Burial(ItemState.FAILED, spent=True)}, False),
    ],
)
def test_the_permit_of_a_worker_that_died_goes_back_unless_its_item_is_at_its_end(
    desk: Desk, lost: dict[int, Burial], goes_back: bool
) -> None:
    desk.queue("a", 1)
    desk.permit(1, "a")
    desk.dies(desk.workers[0], lost)
    assert (desk.back[1] is not None) is goes_back


def test_a_stop_gives_back_what_no_worker_has(store: Store) -> None:
    desk = Desk(store, slots=1)
    desk.queue("a", 3)
    desk.permit(1, "a")
    desk.permit(2, "a")
    assert 2 not in desk.back
    desk.fleet.ask_to_stop()
    desk.fleet._fill_up()
    assert desk.back[2] is not None
    assert desk.fleet._counter.queues == []


def test_a_worker_that_waits_makes_room_for_another_run(store: Store) -> None:
    desk = Desk(store, slots=1)
    desk.queue("a", 2)
    desk.queue("b", 1)
    desk.permit(1, "a")
    (worker,) = desk.workers
    desk.says(worker, "asks")
    desk.ends(worker)
    desk.says(worker, "asks")
    desk.permit(2, "b")
    assert worker.told == ["claim", "end"]
    desk.fleet._leaving.discard(worker.name)
    desk.dies(worker, {})
    desk.fleet._fill_up()
    assert [watch.run for watch in desk.fleet._watches.values()] == ["b"]


def test_a_worker_of_a_run_that_is_worked_out_goes_home(desk: Desk) -> None:
    desk.queue("a", 1)
    desk.permit(1, "a")
    (worker,) = desk.workers
    desk.says(worker, "asks")
    assert desk.store.items.claim("a", worker.name) is not None
    desk.ends(worker)
    desk.fleet._look_at = 0.0
    desk.says(worker, "asks")
    desk.fleet._look_at = 0.0
    desk.fleet._fill_up()
    assert worker.told == ["claim", "end"]


def test_a_permit_that_comes_after_the_end_goes_straight_back(desk: Desk) -> None:
    desk.fleet._closed = True
    desk.fleet._arrive(Permit("save", "a", 1, lambda at: desk.back.__setitem__(1, at)))
    assert desk.back[1] is not None


def test_a_store_that_goes_away_is_told_once_and_once_when_it_is_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(desk.fleet._progress, "said", said.append, raising=False)
    gone = StoreUnusableError("postgresql://h/d", "it is gone", "Start it.")

    def fail(*_: object) -> None:
        raise gone

    with monkeypatch.context() as away:
        away.setattr(desk.store.fleet, "pauses", fail)
        for _ in range(3):
            desk.fleet._look_at = 0.0
            desk.fleet._fill_up()
        desk.fleet._look_at = time.monotonic() + 60
        desk.fleet._fill_up()
    assert said == [gone.message]
    desk.fleet._look_at = 0.0
    desk.fleet._fill_up()
    assert said == [gone.message, "The store is there again."]
