"""Leases: who may press, who may take over, and one item of a serial key at a time."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from runner.item import Draft, ItemState, Source
from runner.store import leases
from runner.store.deaths import Burial, Death
from runner.store.errors import LostItemError
from runner.store.intake import USUAL_TURN, Turn
from runner.store.items import Claim, Ending
from runner.store.runs import RunRecord, RunState
from runner.store.step_state import StepState
from runner.store.store import Store
from runner.store.tables import items

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def begin(store: Store, *customers: str, turn: Turn = USUAL_TURN) -> None:
    record = RunRecord("r", "b", "attended", RunState.RUNNING, "f", {}, "me", NOW, None, None, "")
    drafts = [
        Draft(Source("f", None, n), f"k{n}", {"n": n, "customer": customer})
        for n, customer in enumerate(customers)
    ]
    store.runs.begin(record, drafts, turn=turn)


def claimed(store: Store, worker: str = "w") -> Claim:
    claim = store.items.claim("r", worker)
    assert claim is not None
    return claim


def age(store: Store, seconds: float) -> None:
    """As if so much time had gone since the last heartbeat."""
    with store.database.writing() as connection:
        older = items.c.lease_until - seconds
        connection.execute(update(items).values(lease_until=older))


def test_a_claim_may_press_until_its_lease_has_run_out(store: Store) -> None:
    begin(store, "a")
    claim = claimed(store)
    store.journal.refuse_lost(claim)
    age(store, leases.LEASE_SECONDS - 1)
    store.journal.refuse_lost(claim)
    age(store, 2)
    with pytest.raises(LostItemError):
        store.journal.refuse_lost(claim)
    with pytest.raises(LostItemError):
        store.journal.intend(claim, "save", 1, "d", {})


def test_a_heartbeat_renews_what_a_worker_holds_and_nothing_that_has_run_out(store: Store) -> None:
    begin(store, "a", "b")
    mine, other = claimed(store, "mine"), claimed(store, "other")
    age(store, leases.LEASE_SECONDS - 1)
    assert store.items.renew(["mine"]) == 1
    age(store, 2)
    store.journal.refuse_lost(mine)
    with pytest.raises(LostItemError):
        store.journal.refuse_lost(other)
    assert store.items.renew(["other"]) == 0


def test_only_after_lease_and_grace_may_somebody_take_over(store: Store) -> None:
    begin(store, "a")
    claim = claimed(store)
    store.journal.intend(claim, "save", 1, "d", {})
    age(store, leases.LEASE_SECONDS + leases.GRACE_SECONDS - 1)
    assert store.items.run_out() == set()
    assert store.items.bury("w", Death("?"), only_run_out=True) == {}
    age(store, 2)
    assert store.items.run_out() == {"w"}
    assert store.items.bury("w", Death("?"), only_run_out=True) == {
        claim.item: Burial(ItemState.NEW, spent=False)
    }

    taken = claimed(store, "second")
    assert [one.state for one in store.journal.open(taken.item)] == [StepState.INTENT]
    for write in (
        lambda: store.journal.intend(claim, "save", 2, "d", {}),
        lambda: store.journal.settle(claim, 1, StepState.APPLIED, by="me"),
        lambda: store.items.finish(claim, Ending("done", ItemState.DONE)),
        lambda: store.journal.refuse_lost(claim),
    ):
        with pytest.raises(LostItemError):
            write()


def test_a_lease_of_an_earlier_start_of_the_machine_has_run_out(store: Store) -> None:
    begin(store, "a")
    claimed(store)
    with store.database.writing() as connection:
        connection.execute(update(items).values(lease_clock="boot:before"))
    assert store.items.run_out() == {"w"}


def test_one_item_of_a_customer_is_in_work_at_a_time(store: Store) -> None:
    begin(store, "a", "a", "b", turn=Turn(serial=("customer",)))
    first = claimed(store)
    assert first.payload["customer"] == "a"
    second = claimed(store)
    assert second.payload["customer"] == "b"
    assert store.items.claim("r", "w") is None
    store.items.finish(first, Ending("done", ItemState.DONE))
    assert claimed(store).payload["customer"] == "a"


def test_worker_names_tell_hosts_apart() -> None:
    name = leases.new_worker_name()
    assert leases.is_local(name)
    assert not leases.is_local(f"elsewhere-{name}")
    assert len(name) <= 80
