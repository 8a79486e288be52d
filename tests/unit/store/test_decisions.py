"""Decisions: the item waits, the first answer counts, and sends the item on its way again."""

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from runner.errors import DeskhandError
from runner.item import Draft, ItemState, Source
from runner.store.decisions import (
    AnsweredBeforeError,
    DecisionState,
    NoSuchDecisionError,
    Question,
)
from runner.store.errors import LostItemError
from runner.store.items import Claim, Ending
from runner.store.runs import RunState
from runner.store.store import Store
from runner.store.tables import audit, decisions
from tests.unit.run.conftest import a_run

QUESTION = Question("Which of the two?", {"choices": ["left", "right"]}, "anna")


def claimed(store: Store) -> Claim:
    store.runs.begin(a_run("r1"), [Draft(Source("a", None, 1), "k", {"n": 1})])
    claim = store.items.claim("r1", "w")
    assert claim is not None
    return claim


def state(store: Store) -> ItemState:
    return store.outcomes.one("k").state


def test_an_item_waits_for_its_answer_and_is_worked_again(store: Store) -> None:
    number = store.decisions.ask(claimed(store), QUESTION)
    store.runs.end("r1", RunState.ENDED, 3, "")

    assert state(store) is ItemState.WAITING
    assert store.items.claim("r1", "w") is None
    assert [open_one.id for open_one in store.decisions.open("anna")] == [number]
    assert store.decisions.open("otto") == []
    item = store.decisions.answer(number, {"choice": "left"}, "anna")
    again = store.items.claim("r1", "w")

    assert again is not None
    assert (again.item, again.number) == (item, 2)
    assert store.decisions.open() == []
    assert store.runs.get("r1").state is RunState.STOPPED
    decision = store.decisions.of_item(item)[0]
    assert (decision.state, decision.answer, decision.answered_by) == (
        DecisionState.ANSWERED,
        {"choice": "left"},
        "anna",
    )
    assert decision.asked_at <= datetime.now(UTC)


def test_the_second_answer_is_refused_and_says_whose_the_first_was(store: Store) -> None:
    number = store.decisions.ask(claimed(store), QUESTION)
    store.decisions.answer(number, {"choice": "left"}, "anna")

    with pytest.raises(AnsweredBeforeError, match="was answered before: by anna, 20") as refused:
        store.decisions.answer(number, {"choice": "right"}, "otto")
    assert "nothing was changed" in refused.value.sentence()
    assert store.decisions.of_item(1)[0].answer == {"choice": "left"}
    with pytest.raises(NoSuchDecisionError, match="There is no decision 99"):
        store.decisions.answer(99, {}, "otto")


def test_of_many_answers_at_once_one_counts(store: Store) -> None:
    number = store.decisions.ask(claimed(store), QUESTION)
    said: list[str] = []

    def answer(name: str) -> None:
        try:
            store.decisions.answer(number, {"choice": name}, name)
        except DeskhandError:
            return
        said.append(name)

    threads = [threading.Thread(target=answer, args=(f"p{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [store.decisions.of_item(1)[0].answered_by] == said


def test_who_has_lost_the_item_asks_nothing(store: Store) -> None:
    claim = claimed(store)
    store.items.finish(claim, Ending("done", ItemState.DONE))

    with pytest.raises(LostItemError):
        store.decisions.ask(claim, QUESTION)
    assert store.decisions.open() == []


def test_an_item_waits_until_its_last_question_is_answered(store: Store) -> None:
    first = store.decisions.ask(claimed(store), QUESTION)
    with store.database.writing() as connection:
        row = dict(connection.execute(select(decisions)).mappings().one()) | {"id": 7}
        connection.execute(decisions.insert().values(row))
    store.decisions.answer(first, {}, "anna")
    still = state(store)
    store.decisions.answer(7, {}, "anna")

    assert still is ItemState.WAITING
    assert state(store) is ItemState.NEW


def test_question_and_answer_are_in_the_audit(store: Store) -> None:
    number = store.decisions.ask(claimed(store), QUESTION)
    store.decisions.answer(number, {"choice": "left"}, "anna")
    with store.database.reading() as connection:
        lines = connection.execute(
            select(audit.c.who, audit.c.action, audit.c.item).order_by(audit.c.id)
        ).all()

    assert [tuple(line) for line in lines] == [("the bot", "asked", 1), ("anna", "answered", 1)]
