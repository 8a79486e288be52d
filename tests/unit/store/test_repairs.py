"""Repairs: equal proposals are one, decided once; items wait for them and go on, or fail."""

import pytest
from sqlalchemy import select

from runner.item import Draft, ItemState, Source
from runner.proposal import Met, Proposal
from runner.store.items import Claim, Ending
from runner.store.proposals import RepairState
from runner.store.repairs import DecidedBeforeError, NoSuchRepairError
from runner.store.runs import RunState
from runner.store.store import Store
from runner.store.tables import audit
from tests.unit.run.conftest import a_run

SENTENCE = "field 'street' found by its label 'Street and number'"


def a_proposal(met: Met = Met.WAITS, candidate: str = "c1", file: str = "f1") -> Proposal:
    return Proposal("crm", "form", "street", file, candidate, 0.97, SENTENCE, met, {"a": [1]})


def begun(store: Store, count: int = 3) -> None:
    drafts = [Draft(Source("a", None, n), f"k{n}", {"n": n}) for n in range(count)]
    store.runs.begin(a_run("r1"), drafts)


def claimed(store: Store) -> Claim:
    claim = store.items.claim("r1", "w")
    assert claim is not None
    return claim


def waits(store: Store, proposal: Proposal | None = None) -> ItemState:
    ending = Ending(
        "waiting", ItemState.WAITING, "no street", proposals=(proposal or a_proposal(),)
    )
    return store.repairs.finish(claimed(store), ending)


def state(store: Store, key: str) -> ItemState:
    return store.outcomes.one(key).state


def test_equal_proposals_are_one_with_a_count(store: Store) -> None:
    begun(store)
    assert [waits(store) for _ in range(3)] == [ItemState.WAITING] * 3
    (repair,) = store.repairs.find()

    assert (repair.times, repair.state, repair.run) == (3, RepairState.OPEN, "r1")
    assert (repair.details, repair.sentence) == ({"a": [1]}, SENTENCE)
    assert len(store.repairs.waiting(repair.id)) == 3
    assert len(store.decisions.open()) == 3


def test_another_file_or_candidate_is_another_proposal(store: Store) -> None:
    begun(store)
    waits(store)
    waits(store, a_proposal(candidate="c2"))
    waits(store, a_proposal(file="f2"))

    assert [repair.times for repair in store.repairs.find(app="crm")] == [1, 1, 1]
    assert store.repairs.find(app="erp") == []


def test_accepting_lets_the_items_be_worked_again_without_a_lost_try(store: Store) -> None:
    begun(store, 2)
    waits(store)
    waits(store)
    store.runs.end("r1", RunState.ENDED, 3, "")
    items = store.repairs.accept(1, "anna", "label 'Street and number'")
    repair = store.repairs.one(1)
    again = claimed(store)

    assert (len(items), again.number, again.tries) == (2, 2, 0)
    assert (repair.state, repair.decided_by) == (RepairState.ACCEPTED, "anna")
    assert store.decisions.open() == []
    assert store.runs.get("r1").state is RunState.STOPPED
    with store.database.reading() as connection:
        told = connection.execute(select(audit.c.who, audit.c.action)).all()
    assert ("anna", "repair accepted") in told


def test_rejecting_fails_the_items_with_the_reason(store: Store) -> None:
    begun(store, 2)
    waits(store)
    waits(store)
    store.repairs.reject(1, "anna", "that is the billing address")
    outcome = store.outcomes.one("k0")

    assert (state(store, "k0"), state(store, "k1")) == (ItemState.FAILED, ItemState.FAILED)
    assert "Repair 1 was rejected by anna: that is the billing address" in outcome.message
    assert store.repairs.rejected("crm") == {"c1"}
    assert store.repairs.rejected("erp") == frozenset()


def test_the_first_decision_counts(store: Store) -> None:
    begun(store, 1)
    waits(store)
    store.repairs.accept(1, "anna", "x")

    with pytest.raises(DecidedBeforeError, match=r"Repair 1 was accepted by anna, 2"):
        store.repairs.reject(1, "otto", "no")
    with pytest.raises(NoSuchRepairError, match="There is no repair 7"):
        store.repairs.accept(7, "otto", "no")


def test_an_item_does_not_wait_for_what_was_decided_before(store: Store) -> None:
    begun(store)
    waits(store)
    waits(store, a_proposal(candidate="c2"))
    store.repairs.accept(1, "anna", "x")
    first = store.items.claim("r1", "w")
    assert first is not None
    ending = Ending("waiting", ItemState.WAITING, "no street", proposals=(a_proposal(),))
    assert store.repairs.finish(first, ending) is ItemState.NEW
    store.repairs.reject(2, "anna", "wrong")

    assert waits(store, a_proposal(candidate="c2")) is ItemState.FAILED
    assert store.decisions.open() == []


def test_a_healed_use_is_said_of_the_item_until_it_is_accepted(store: Store) -> None:
    begun(store, 1)
    ending = Ending("done", ItemState.DONE, proposals=(a_proposal(Met.HEALED),) * 2)
    store.repairs.finish(claimed(store), ending)
    (outcome,) = store.outcomes.of_run("r1")

    assert outcome.notes == (f"healed: {SENTENCE}; not accepted yet (repair 1)",)
    store.repairs.accept(1, "anna", "x")
    (outcome,) = store.outcomes.of_run("r1")
    assert outcome.notes == ()
