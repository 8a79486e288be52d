"""Attacks on an approval that needs a second person: each is a way that somebody has tried."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from benchmarks.decision_scene import APPROVER, STARTER, Approval, change_person, digest_of
from runner.store.decision_state import DecisionState
from runner.store.decision_tables import decisions

Attack = Callable[[Approval], bool]
"""Whether it got an approval in."""

OTHER = 10**9
"""A number that no approval has."""


def without_role(approval: Approval) -> bool:
    """The role was taken away after the page was opened."""
    change_person(approval.store, APPROVER, roles=["agent"])
    try:
        return approval.answered(APPROVER)
    finally:
        change_person(approval.store, APPROVER, roles=["approver"])


def shut_out(approval: Approval) -> bool:
    """The account was disabled after the page was opened."""
    change_person(approval.store, APPROVER, disabled=True)
    try:
        return approval.answered(APPROVER)
    finally:
        change_person(approval.store, APPROVER, disabled=False)


def changed(approval: Approval) -> bool:
    """What is to be approved was exchanged while the page was open."""
    put(approval, digest=digest_of(OTHER))
    try:
        return approval.answered(APPROVER)
    finally:
        put(approval, digest=approval.seen)


def voided(approval: Approval) -> bool:
    """The old page is sent once more, after it was asked anew."""
    put(approval, state=DecisionState.VOID)
    try:
        return approval.answered(APPROVER)
    finally:
        put(approval, state=DecisionState.OPEN)


def put(approval: Approval, **values: object) -> None:
    """Change a decision behind everybody's back."""
    with approval.store.database.writing() as connection:
        connection.execute(
            update(decisions).where(decisions.c.id == approval.number).values(values)
        )


WHILE_OPEN: Mapping[str, Attack] = {
    "the starter": lambda one: one.answered(STARTER),
    "the starter's account": lambda one: one.answered(f"{STARTER}-os", account=True),
    "the starter, spelled otherwise": lambda one: one.answered(f" {STARTER.upper()} "),
    "a second account of the same person": lambda one: one.answered("anna2"),
    "a second name of the same account": lambda one: one.answered("anna3"),
    "without the role": lambda one: one.answered("agent"),
    "who only looks": lambda one: one.answered("auditor"),
    "a disabled account": lambda one: one.answered("gone"),
    "a stranger": lambda one: one.answered("mallory"),
    "an account called as an approver": lambda one: one.answered(APPROVER, account=True),
    "nothing seen": lambda one: one.answered(APPROVER, seen=""),
    "another decision's digest": lambda one: one.answered(APPROVER, seen=digest_of(OTHER)),
    "changed facts": changed,
    "an old page": voided,
    "a role taken away": without_role,
    "shut out meanwhile": shut_out,
}


def expired(approval: Approval) -> bool:
    """Answered when its time was over."""
    put(approval, deadline=datetime.now(UTC) - timedelta(seconds=1))
    return approval.answered(APPROVER)


AFTER_ANSWER: Mapping[str, Attack] = {
    "a second time": lambda one: one.answered(APPROVER),
    "by another one": lambda one: one.answered("third"),
    "the page of another one": lambda one: replace(one, number=one.number + OTHER).answered(
        "third"
    ),
}
