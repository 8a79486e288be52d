"""Who may be taken over: the proven dead, and those whose leases have run out."""

import pytest
from sqlalchemy import update

from runner.item import Draft, ItemState, Source
from runner.run.locks import held
from runner.run.recovery import recover
from runner.store.leases import GRACE_SECONDS, LEASE_SECONDS, new_worker_name
from runner.store.outcomes import Wanted
from runner.store.store import Store
from runner.store.tables import items
from tests.unit.run.conftest import a_run


@pytest.fixture
def worker(store: Store) -> str:
    """A worker of this host that holds one item."""
    return claimed(store, new_worker_name())


def claimed(store: Store, worker: str) -> str:
    store.runs.begin(a_run(), [Draft(Source("a"), "k", {"value": "v"})])
    assert store.items.claim("r1", worker) is not None
    return worker


def let_lease_run_out(store: Store) -> None:
    with store.database.writing() as connection:
        older = items.c.lease_until - LEASE_SECONDS - GRACE_SECONDS - 1
        connection.execute(update(items).values(lease_until=older))


def state(store: Store) -> ItemState:
    (item,) = store.outcomes.find(Wanted())
    return item.state


def test_a_free_lock_is_proof_of_death(store: Store, worker: str) -> None:
    with held(store.locks, f"worker-{worker}"):
        assert recover(store) == 0
    assert recover(store) == 1
    assert state(store) is ItemState.NEW


def test_the_dead_that_one_watches_are_buried_by_oneself(store: Store, worker: str) -> None:
    assert recover(store, [worker]) == 0
    assert state(store) is ItemState.WORKING
    assert recover(store, ["another"]) == 1


def test_a_lease_that_has_run_out_frees_the_item_of_a_living_worker(
    store: Store, worker: str
) -> None:
    let_lease_run_out(store)
    with held(store.locks, f"worker-{worker}"):
        assert recover(store, [worker]) == 1
    (item,) = store.outcomes.find(Wanted())
    assert (item.state, item.message) == (ItemState.NEW, "The worker gave no sign of life.")


def test_no_lock_here_proves_anything_of_another_host(store: Store) -> None:
    claimed(store, f"elsewhere-{new_worker_name()}")
    assert recover(store) == 0
    let_lease_run_out(store)
    assert recover(store) == 1
