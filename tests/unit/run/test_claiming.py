"""A host without permits: its workers keep their places only for what is soon to be done."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from runner.bots import Limits
from runner.dispatch.embedded import Embedded
from runner.item import Draft, Source
from runner.run.claiming import ClaimingFleet
from runner.run.fleet import MANY_RUNS, Offer, Post
from runner.run.seating import Rule
from runner.run.watching import Watch
from runner.store.fleet import Host
from runner.store.runs import FLEET, RunState
from runner.store.store import Store
from tests.unit.run.conftest import a_run


class Silent:
    def said(self, message: str) -> None: ...


class FakeWorker:
    name = "w"

    def __init__(self) -> None:
        self.stopped = False

    def ask_to_stop(self) -> None:
        self.stopped = True


@pytest.mark.parametrize(("seconds", "stopped"), [(0.5, False), (59.0, False), (3600.0, True)])
def test_a_worker_waits_for_what_is_soon_and_makes_room_for_others_else(
    store: Store, seconds: float, *, stopped: bool
) -> None:
    host = Host("h-1", "h", 1, ("web",), None, "0", datetime.now(UTC))
    post = Post(host, lambda _: None, lambda _: None)
    fleet = ClaimingFleet(store, Silent(), post, Embedded())
    worker: Any = FakeWorker()

    fleet._on_waiting("w", Watch(worker, "r1", Limits()), {"seconds": seconds})

    assert worker.stopped is stopped


def host_of(store: Store, name: str, needs: tuple[Rule, ...]) -> ClaimingFleet:
    def look(run: str) -> Offer:
        return Offer(run, "save", {}, Limits(), lambda name, _: FakeWorker(), needs)

    post = Post(Host(name, "h", 2, ("web",), None, "0", datetime.now(UTC)), look, lambda _: None)
    return ClaimingFleet(store, Silent(), post, Embedded())


def test_as_many_workers_are_started_as_there_are_of_what_they_need(store: Store) -> None:
    record = replace(a_run("r1"), origin=FLEET, state=RunState.QUEUED)
    drafts = [Draft(Source("f"), f"{n}", {"value": f"{n}"}) for n in range(5)]
    store.runs.begin(record, drafts)
    needs = (Rule("resource:desktop", "", 1, None),)
    one, two = host_of(store, "h-1", needs), host_of(store, "h-2", needs)

    for host in (one, two, one):
        assert host._look_for_work()
    assert [len(host._watches) for host in (one, two)] == [1, 0]
    (seat,) = store.seats.taken()
    assert seat.worker in one._watches
    store.seats.free(seat.worker)
    two._look_for_work()
    assert len(two._watches) == 1


def test_a_host_forgets_how_runs_are_worked_that_it_works_no_more(store: Store) -> None:
    host = host_of(store, "h-1", ())
    for number in range(MANY_RUNS + 1):
        host._offer(f"r{number}")
    host._watches["w"] = Watch(FakeWorker(), "r7", Limits())
    host._look_around()
    assert set(host._offers) == {"r7"}
