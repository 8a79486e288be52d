"""Answering: four eyes, names and roles hold, whatever way somebody takes around them."""

import pytest

from runner.item import Draft, ItemState, Source
from runner.store.answering import (
    Answerer,
    MayNotAnswerError,
    NotAskedOfError,
    OnlyLooksError,
    OwnRunError,
    UnknownAnswererError,
)
from runner.store.decision_state import DecisionState
from runner.store.question import CUSTOMER
from runner.store.runs import RunState
from runner.store.store import Store
from tests.unit.run.conftest import a_run
from tests.unit.store.asked import (
    DIGEST,
    STARTER,
    add_person,
    asked,
    audited,
    change_person,
)

APPROVE = {"choice": "approve"}


def answer(store: Store, number: int, name: str, *, account: bool = False) -> None:
    store.decisions.answer(number, APPROVE, Answerer(name, is_account=account), seen=DIGEST)


def refused(store: Store, number: int, name: str, *, account: bool = False) -> str:
    with pytest.raises(MayNotAnswerError) as error:
        answer(store, number, name, account=account)
    assert store.decisions.one(number).state is DecisionState.OPEN
    assert store.outcomes.one("k").state is ItemState.WAITING
    assert (name, "answer refused") in audited(store)
    return type(error.value).__name__


def accepted(store: Store, number: int, name: str, *, account: bool = False) -> bool:
    answer(store, number, name, account=account)
    return store.decisions.one(number).answered_by == name


def test_without_people_every_account_answers_but_the_starter_under_four_eyes(store) -> None:
    number = asked(store, four_eyes=True, asked_of="role:approver")

    assert refused(store, number, STARTER, account=True) == OwnRunError.__name__
    assert refused(store, number, f" {STARTER.upper()} ", account=True) == OwnRunError.__name__
    assert accepted(store, number, "otto", account=True)


def test_the_starter_answers_what_is_not_four_eyes(store) -> None:
    assert accepted(store, asked(store), STARTER, account=True)


@pytest.mark.parametrize(
    ("second", "alike"),
    [
        ("anna2", {"person": "Anna  MEIER"}),
        ("anna2", {"account": STARTER}),
        (STARTER, {}),
        ("anna2", {"person": "Anna Meier", "account": "elsewhere"}),
    ],
)
def test_a_second_account_of_the_starter_is_the_starter(store, second, alike) -> None:
    add_person(store, "anna", "approver", person="Anna Meier", account=STARTER)
    add_person(store, second, "approver", **alike)
    number = asked(store, four_eyes=True)

    assert refused(store, number, second) == OwnRunError.__name__
    assert refused(store, number, "anna") == OwnRunError.__name__
    assert refused(store, number, STARTER, account=True) == OwnRunError.__name__


def test_the_starters_account_that_was_disabled_is_still_his(store) -> None:
    add_person(store, "old", "approver", person="Anna Meier", account=STARTER, disabled=True)
    add_person(store, "anna", "approver", person="Anna Meier")
    number = asked(store, four_eyes=True)

    assert refused(store, number, "anna") == OwnRunError.__name__


def test_feeding_the_row_again_by_a_colleague_does_not_free_the_first(store) -> None:
    add_person(store, "anna", "approver", account=STARTER)
    number = asked(store, four_eyes=True)
    store.runs.end("r1", RunState.STOPPED, 3, "")
    with store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE runs SET started_by = 'someone'")
    store.runs.begin(a_run("r2"), [Draft(Source("a", None, 1), "k", {"n": "k"})])

    assert refused(store, number, "anna") == OwnRunError.__name__


def test_who_is_none_of_the_people_answers_nothing(store) -> None:
    add_person(store, "otto", "approver")
    number = asked(store)

    assert refused(store, number, "stranger", account=True) == UnknownAnswererError.__name__
    # An account that is called as somebody is called at the console is not his for that.
    assert refused(store, number, "otto", account=True) == UnknownAnswererError.__name__
    assert accepted(store, number, "otto")


def test_a_role_is_looked_up_when_it_is_answered(store) -> None:
    add_person(store, "otto", "approver", "agent")
    number = asked(store, asked_of="role:approver")
    change_person(store, "otto", roles=["agent"])
    taken_away = refused(store, number, "otto")
    change_person(store, "otto", roles=["approver"], disabled=True)
    disabled = refused(store, number, "otto")
    change_person(store, "otto", disabled=False)

    assert (taken_away, disabled) == (NotAskedOfError.__name__, UnknownAnswererError.__name__)
    assert accepted(store, number, "otto")


@pytest.mark.parametrize("asked_of", ["otto", "Otto Berg", "OTTO"])
def test_a_person_is_asked_by_the_name_he_has(store, asked_of) -> None:
    add_person(store, "otto", "agent", person="Otto Berg")
    add_person(store, "anna", "approver", "admin")
    number = asked(store, asked_of=asked_of)

    assert refused(store, number, "anna") == NotAskedOfError.__name__
    assert accepted(store, number, "otto")


def test_an_admin_has_no_role_but_those_he_has(store) -> None:
    add_person(store, "root", "admin", "agent")

    assert refused(store, asked(store, asked_of="role:approver"), "root") == (
        NotAskedOfError.__name__
    )


def test_who_only_looks_or_administers_answers_nothing(store) -> None:
    for role in ("auditor", "admin", "analyst", "author"):
        add_person(store, role, role)
    add_person(store, "both", "auditor", "agent")
    number = asked(store)

    for role in ("auditor", "admin", "analyst", "author"):
        assert refused(store, number, role) == OnlyLooksError.__name__
    assert accepted(store, number, "both")


def test_anybody_writes_down_what_the_customer_said(store) -> None:
    add_person(store, "otto", "agent")

    assert accepted(store, asked(store, asked_of=CUSTOMER), "otto")


def test_refusals_say_who_why_and_what_to_do(store) -> None:
    add_person(store, "otto", "approver")
    add_person(store, "anna", "agent", account=STARTER)
    number = asked(store, four_eyes=True, asked_of="role:approver")
    said = []
    for name in ("anna", "stranger"):
        with pytest.raises(MayNotAnswerError) as error:
            answer(store, number, name)
        said.append(error.value.sentence())

    assert said == [
        (
            f"anna may not answer decision {number}: it needs a second person, and the item is from a "
            "run that the same person started. Nothing was changed. Ask somebody else to answer it."
        ),
        (
            f"stranger may not answer decision {number}: no such person, or account of one, is known "
            "here. Nothing was changed. An admin adds people, and the accounts they have: "
            "deskhand people add"
        ),
    ]
