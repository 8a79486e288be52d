"""A run whose workers fail here without working anything is left alone for a while."""

from datetime import UTC, datetime
from typing import Any

import pytest

from runner.bots import Limits
from runner.dispatch.embedded import Embedded
from runner.errors import EnvironmentFault
from runner.item import ItemState
from runner.run.claiming import ClaimingFleet
from runner.run.fleet import FREE_DEATHS, Post
from runner.run.watching import Watch
from runner.store.deaths import Burial
from runner.store.fleet import Host
from runner.store.store import Store

LOST = {1: Burial(ItemState.NEW, spent=False)}
DIED = EnvironmentFault("The worker died (exit code -9).")


class Silent:
    def said(self, message: str) -> None: ...

    def item_ended(self, *told: Any) -> None: ...


@pytest.fixture
def fleet(store: Store) -> ClaimingFleet:
    host = Host("h-1", "h", 1, ("web",), None, "0", datetime.now(UTC))
    post = Post(host, lambda _: None, lambda _: None)
    return ClaimingFleet(store, Silent(), post, Embedded())


def watch(*, claimed: bool) -> Watch:
    class Worker:
        name = "w"

    return Watch(Worker(), "r1", Limits(), has_claimed=claimed)


def test_a_worker_that_dies_before_it_ever_claimed_cools_its_run_down(fleet) -> None:
    fleet._ended(watch(claimed=False), DIED, {}, 1)
    assert fleet._waits()


def test_a_death_after_the_item_was_recorded_cools_nothing(fleet) -> None:
    fleet._ended(watch(claimed=True), DIED, {}, -9)
    assert not fleet._waits()


def test_a_death_that_its_item_pays_for_cools_nothing(fleet) -> None:
    fleet._ended(watch(claimed=True), DIED, LOST, -9)
    assert not fleet._waits()


def test_a_worker_that_ends_as_it_should_cools_nothing(fleet) -> None:
    fleet._ended(watch(claimed=True), DIED, {}, 0)
    assert not fleet._waits()


def test_death_after_death_without_an_item_ended_cools_in_the_end(fleet) -> None:
    for _ in range(FREE_DEATHS):
        fleet._ended(watch(claimed=True), DIED, LOST, -9)
    assert not fleet._waits()
    fleet._ended(watch(claimed=True), DIED, LOST, -9)
    assert fleet._waits()


def test_an_item_that_ends_makes_good_what_went_before(fleet) -> None:
    for _ in range(FREE_DEATHS):
        fleet._ended(watch(claimed=True), DIED, LOST, -9)
    fleet._worked(watch(claimed=True), "done")
    fleet._ended(watch(claimed=True), DIED, LOST, -9)
    assert not fleet._waits()


def test_a_fault_of_the_surroundings_cools_its_run_down(fleet) -> None:
    faulty = watch(claimed=True)
    faulty.fault = EnvironmentFault("The browser does not start.")
    fleet._ended(faulty, DIED, {}, 4)
    assert fleet._waits()
