"""Decisions: the item waits, the first answer counts, and sends the item on its way again."""

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from runner.errors import DeskhandError
from runner.item import ItemState
from runner.proposal import Met, Proposal
from runner.store.answering import Answerer
from runner.store.decision_errors import (
    AnsweredBeforeError,
    ChangedSinceError,
    NoSuchDecisionError,
    VoidError,
    WaitsForRepairError,
    WrongChoiceError,
)
from runner.store.decision_state import DecisionState
from runner.store.decision_tables import decisions
from runner.store.errors import LostItemError
from runner.store.items import Ending
from runner.store.runs import RunState, reopen
from runner.store.store import Store
from runner.store.tables import audit, items, runs
from tests.unit.store.asked import DIGEST, a_question, asked, audited, claimed

ANNA = Answerer("anna")
APPROVE = {"choice": "approve"}


def state(store: Store) -> ItemState:
    return store.outcomes.one("k").state


def test_an_item_waits_for_its_answer_and_is_worked_again(store: Store) -> None:
    number = asked(store, asked_of="anna")
    store.runs.end("r1", RunState.ENDED, 3, "")

    assert state(store) is ItemState.WAITING
    assert store.items.claim("r1", "w") is None
    assert [open_one.id for open_one in store.decisions.open("anna")] == [number]
    assert [open_one.id for open_one in store.decisions.open(run="r1")] == [number]
    assert store.decisions.open("otto") == store.decisions.open(run="r2") == []
    decision = store.decisions.answer(number, APPROVE, ANNA, seen=DIGEST)
    again = store.items.claim("r1", "w")

    assert again is not None
    assert (again.item, again.number) == (decision.item, 2)
    assert store.decisions.open() == []
    assert store.decisions.count_open() == 0
    assert store.runs.get("r1").state is RunState.STOPPED
    assert (decision.state, decision.answer, decision.answered_by) == (
        DecisionState.ANSWERED,
        APPROVE,
        "anna",
    )
    assert decision.asked_at <= datetime.now(UTC)
    assert decision.facts == {"amount": "120.00"}


def test_a_run_that_ends_while_it_is_answered_is_to_be_resumed(store: Store) -> None:
    store.decisions.answer(asked(store), APPROVE, ANNA, seen=DIGEST)
    store.runs.end("r1", RunState.ENDED, 3, "")

    assert store.runs.get("r1").state is RunState.STOPPED


def test_the_second_answer_is_refused_and_says_whose_the_first_was(store: Store) -> None:
    number = asked(store)
    store.decisions.answer(number, APPROVE, ANNA, seen=DIGEST)

    with pytest.raises(AnsweredBeforeError, match="was answered before: by anna, 20") as refused:
        store.decisions.answer(number, {"choice": "decline"}, Answerer("otto"), seen=DIGEST)
    assert "nothing was changed" in refused.value.sentence()
    assert store.decisions.one(number).answer == APPROVE
    with pytest.raises(NoSuchDecisionError, match="There is no decision 99"):
        store.decisions.answer(99, APPROVE, ANNA, seen=DIGEST)


def test_of_many_answers_at_once_one_counts(store: Store) -> None:
    number = asked(store)
    said: list[str] = []

    def answer(name: str) -> None:
        try:
            store.decisions.answer(number, APPROVE, Answerer(name), seen=DIGEST)
        except DeskhandError:
            return
        said.append(name)

    threads = [threading.Thread(target=answer, args=(f"p{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [store.decisions.one(number).answered_by] == said
    assert [action for _, action in audited(store)].count("answered") == 1


@pytest.mark.parametrize("seen", ["", "e" * 64, DIGEST.upper()])
def test_who_has_seen_something_else_is_refused(store: Store, seen: str) -> None:
    number = asked(store)

    with pytest.raises(ChangedSinceError, match=f"What decision {number} asks is not what you"):
        store.decisions.answer(number, APPROVE, ANNA, seen=seen)
    assert state(store) is ItemState.WAITING


def test_a_question_without_a_digest_cannot_be_answered_blindly(store: Store) -> None:
    number = asked(store, digest="")

    with pytest.raises(ChangedSinceError):
        store.decisions.answer(number, APPROVE, ANNA, seen="")


@pytest.mark.parametrize("answer", [{"choice": "shred it"}, {}, {"values": {"a": 1}}])
def test_only_a_choice_is_an_answer_to_choices(store: Store, answer: dict[str, object]) -> None:
    number = asked(store)

    with pytest.raises(WrongChoiceError, match="takes one of these: approve, decline"):
        store.decisions.answer(number, answer, ANNA, seen=DIGEST)
    assert state(store) is ItemState.WAITING


def test_changed_facts_void_the_answer_and_are_asked_anew(store: Store) -> None:
    first = asked(store)
    store.decisions.answer(first, APPROVE, ANNA, seen=DIGEST)
    again = store.items.claim("r1", "w")
    assert again is not None
    second = store.decisions.ask(again, a_question(facts={"amount": "9120.00"}, digest="e" * 64))

    assert second != first
    assert store.decisions.one(first).state is DecisionState.VOID
    assert store.decisions.one(first).answer == APPROVE
    assert ("the bot", "voided") in audited(store)
    with pytest.raises(VoidError, match="what it asked has changed since"):
        store.decisions.answer(first, APPROVE, ANNA, seen=DIGEST)
    with pytest.raises(ChangedSinceError):
        store.decisions.answer(second, APPROVE, ANNA, seen=DIGEST)
    assert store.decisions.last(again.item, "question", 1) == store.decisions.one(second)


def test_the_same_question_that_is_open_is_not_asked_twice(store: Store) -> None:
    number = asked(store)
    with store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE items SET state = 'new'")
    again = store.items.claim("r1", "w")
    assert again is not None

    assert store.decisions.ask(again, a_question()) == number
    assert len(store.decisions.of_item(again.item)) == 1
    assert state(store) is ItemState.WAITING


def test_who_has_lost_the_item_asks_nothing(store: Store) -> None:
    claim = claimed(store)
    store.items.finish(claim, Ending("done", ItemState.DONE))

    with pytest.raises(LostItemError):
        store.decisions.ask(claim, a_question())
    assert store.decisions.open() == []


def test_an_item_waits_until_its_last_question_is_answered(store: Store) -> None:
    first = asked(store)
    with store.database.writing() as connection:
        row = dict(connection.execute(select(decisions)).mappings().one()) | {"id": 7}
        connection.execute(decisions.insert().values(row))
    store.decisions.answer(first, APPROVE, ANNA, seen=DIGEST)
    still = state(store)
    store.decisions.answer(7, APPROVE, ANNA, seen=DIGEST)

    assert still is ItemState.WAITING
    assert state(store) is ItemState.NEW


def test_a_question_is_asked_beside_what_was_proposed_for_a_screen(store: Store) -> None:
    claim = claimed(store)
    healed = Proposal("crm", "form", "save", "f", "c", 0.9, "a sentence", Met.HEALED)
    ending = Ending(
        "waiting", ItemState.WAITING, "Pay?", proposals=(healed,), question=a_question()
    )

    assert store.repairs.finish(claim, ending) is ItemState.WAITING
    assert [one.question for one in store.decisions.open()] == ["Pay it out?"]
    assert len(store.repairs.find()) == 1


def test_what_waits_for_a_repair_is_answered_with_the_repair(store: Store) -> None:
    number = asked(store)
    with store.database.writing() as connection:
        connection.execute(decisions.update().values(form={"repair": 3}))

    with pytest.raises(WaitsForRepairError, match="waits for repair 3") as refused:
        store.decisions.answer(number, APPROVE, ANNA, seen=DIGEST)
    assert "deskhand screens repairs" in refused.value.sentence()
    assert store.decisions.one(number).is_of_repair


def test_question_and_answer_are_in_the_audit(store: Store) -> None:
    number = asked(store)
    store.decisions.answer(number, APPROVE, ANNA, seen=DIGEST)
    with store.database.reading() as connection:
        lines = connection.execute(
            select(audit.c.who, audit.c.action, audit.c.item, audit.c.details).order_by(audit.c.id)
        ).all()

    bound = {"decision": number, "digest": DIGEST}
    assert [tuple(line) for line in lines] == [
        ("the bot", "asked", 1, bound),
        ("anna", "answered", 1, {**bound, **APPROVE}),
    ]


def test_the_audit_has_no_value_that_was_typed(store: Store) -> None:
    number = asked(store)
    typed = {"values": {"street": "Neue Gasse 7", "city": "Jena"}}
    store.decisions.answer(number, typed | APPROVE, ANNA, seen=DIGEST)
    with store.database.reading() as connection:
        newest = select(audit.c.details).order_by(audit.c.id.desc()).limit(1)
        details = connection.execute(newest).scalar_one()

    assert details["fields"] == ["city", "street"]
    assert len(details["of"]) == 64
    assert "Gasse" not in str(details)


def test_an_answer_waits_for_whoever_ends_the_run_at_that_moment(store: Store) -> None:
    number = asked(store)
    answering = threading.Thread(
        target=store.decisions.answer, args=(number, APPROVE, ANNA), kwargs={"seen": DIGEST}
    )
    with store.database.writing() as connection:
        connection.execute(update(runs).values(state=RunState.ENDED))
        answering.start()
        while store.database.shared and not waits_for_a_lock(store):
            assert answering.is_alive()
    answering.join()

    assert store.runs.get("r1").state is RunState.STOPPED
    assert state(store) is ItemState.NEW


def waits_for_a_lock(store: Store) -> bool:
    query = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    with store.database.reading() as connection:
        return bool(connection.exec_driver_sql(query).scalar_one())


def test_a_run_of_the_fleet_does_not_end_over_an_item_that_has_just_come_back(store: Store) -> None:
    number = asked(store)
    with store.database.writing() as connection:
        connection.execute(update(runs).values(state=RunState.QUEUED, origin="fleet"))
    ended: list[bool] = []
    ending = threading.Thread(target=lambda: ended.append(store.fleet.end_run("r1", 3, "")))
    with store.database.writing() as connection:
        # As an answer does it: the item is back, and its run is held; nothing is committed yet.
        connection.execute(update(items).values(state=ItemState.NEW))
        connection.execute(update(decisions).values(state=DecisionState.ANSWERED))
        reopen(connection, ["r1"])
        ending.start()
        while store.database.shared and not waits_for_a_lock(store):
            assert ending.is_alive()
    ending.join()

    assert ended == [False]
    assert store.runs.get("r1").state is RunState.QUEUED
    assert store.decisions.one(number).state is DecisionState.ANSWERED
