"""Expiry: where nobody answers in time something happens, once, and late answers change nothing."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from runner.item import ItemState
from runner.run.recovery import recover
from runner.store.answering import Answerer, NotAskedOfError
from runner.store.decision_errors import AnsweredBeforeError, ExpiredError
from runner.store.decision_state import DecisionState
from runner.store.items import Ending
from runner.store.runs import RunState
from runner.store.store import Store
from tests.unit.store.asked import DIGEST, a_question, add_person, asked, audited, claimed, later

HOUR = timedelta(hours=1)
APPROVE = {"choice": "approve"}
OTTO = Answerer("otto")


def test_nothing_happens_before_its_time(store: Store) -> None:
    number = asked(store, within=HOUR, then=("reject",))

    assert store.decisions.pass_deadlines() == 0
    deadline = store.decisions.one(number).deadline
    assert deadline is not None
    assert timedelta(minutes=59) < deadline - datetime.now(UTC) < timedelta(minutes=61)
    assert store.decisions.answer(number, APPROVE, OTTO, seen=DIGEST).answer == APPROVE


def test_the_item_is_rejected_and_a_late_answer_refused(store: Store) -> None:
    number = asked(store, within=HOUR, then=("reject",))
    later(store, 72)

    with pytest.raises(ExpiredError, match=f"Decision {number} expired on 20") as refused:
        store.decisions.answer(number, APPROVE, OTTO, seen=DIGEST)
    assert "Nothing was changed" in refused.value.sentence()
    assert store.decisions.one(number).state is DecisionState.EXPIRED
    item = store.outcomes.one("k")
    assert item.state is ItemState.REJECTED
    assert item.message == f"Nobody answered decision {number} in time, so it was rejected."
    assert audited(store).count(("the deadline", "expired")) == 1


def test_the_choice_for_that_case_is_taken_and_the_item_goes_on(store: Store) -> None:
    number = asked(store, within=HOUR, then=("decline",))
    store.runs.end("r1", RunState.ENDED, 3, "")
    later(store, 2)
    recover(store)
    decision = store.decisions.one(number)
    assert (decision.state, decision.answer, decision.answered_by) == (
        DecisionState.ANSWERED,
        {"choice": "decline"},
        "the deadline",
    )
    assert store.runs.get("r1").state is RunState.STOPPED
    assert store.items.claim("r1", "w") is not None
    with pytest.raises(AnsweredBeforeError, match="by the deadline"):
        store.decisions.answer(number, APPROVE, OTTO, seen=DIGEST)


def test_another_one_is_asked_with_as_much_time_and_then_it_ends(store: Store) -> None:
    add_person(store, "otto", "agent")
    add_person(store, "lead", "approver")
    number = asked(
        store, within=HOUR, asked_of="role:agent", then=("escalate:role:approver", "reject")
    )
    later(store, 30)  # the machines were off; the manager has his hour from now
    store.decisions.pass_deadlines()
    decision = store.decisions.one(number)

    assert (decision.state, decision.asked_of) == (DecisionState.OPEN, "role:approver")
    assert decision.escalated_at is not None
    assert decision.deadline is not None
    assert decision.deadline > datetime.now(UTC) + timedelta(minutes=59)
    assert store.decisions.pass_deadlines() == 0
    with pytest.raises(NotAskedOfError):
        store.decisions.answer(number, APPROVE, OTTO, seen=DIGEST)
    later(store, 2)
    assert store.decisions.pass_deadlines() == 1
    assert store.outcomes.one("k").state is ItemState.REJECTED


def test_after_the_last_escalation_it_stays_open(store: Store) -> None:
    number = asked(store, within=HOUR, then=("escalate:boss",))
    later(store, 2)
    store.decisions.pass_deadlines()
    later(store, 200)

    assert store.decisions.pass_deadlines() == 0
    assert store.decisions.one(number).state is DecisionState.OPEN
    store.decisions.answer(number, APPROVE, Answerer("boss"), seen=DIGEST)


def test_whoever_looks_it_happens_once(store: Store) -> None:
    asked(store, within=HOUR, then=("escalate:boss", "reject"))
    later(store, 2)
    done: list[int] = []

    def look() -> None:
        done.append(store.decisions.pass_deadlines())

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(done) == 1
    assert audited(store).count(("the deadline", "expired")) == 1


def test_an_item_with_an_open_step_is_in_doubt_and_not_rejected(store: Store) -> None:
    claim = claimed(store)
    store.journal.intend(claim, "save", 1, "digest", {})
    question = a_question(within=HOUR, then=("reject",))
    ending = Ending("waiting", ItemState.WAITING, question.text, question=question)
    store.decisions.finish(claim, ending)
    later(store, 2)
    store.decisions.pass_deadlines()

    assert store.outcomes.one("k").state is ItemState.IN_DOUBT
