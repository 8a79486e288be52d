"""Expiry: what happens to a decision that nobody answered in time, and to its item."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, func, select, update

from runner.asking import ESCALATE, REJECT
from runner.item import ItemState
from runner.store.database import Database
from runner.store.decision_state import DecisionState
from runner.store.decision_tables import decisions
from runner.store.items import write_audit
from runner.store.runs import reopen
from runner.store.step_state import has_open_step
from runner.store.tables import items

DEADLINE = "the deadline"
"""Who answers where nobody did, for the audit."""


def pass_deadline(database: Database, connection: Connection, found: Mapping[Any, Any]) -> None:
    """Do what the question said for this moment; the caller holds the row, which is overdue."""
    now, *later = found["then"]
    if now.startswith(ESCALATE):
        escalate(database, connection, found, now.removeprefix(ESCALATE), later)
    elif now == REJECT:
        close(database, connection, found["id"], DecisionState.EXPIRED, None)
        reject(database, connection, found)
    else:
        close(database, connection, found["id"], DecisionState.ANSWERED, {"choice": now})
        go_on(database, connection, found["item"])
    details = {"decision": found["id"], "then": now}
    write_audit(connection, DEADLINE, "expired", item=found["item"], details=details)


def escalate(
    database: Database,
    connection: Connection,
    found: Mapping[Any, Any],
    to: str,
    later: Sequence[str],
) -> None:
    """Ask somebody else; he has as long."""
    connection.execute(
        update(decisions)
        .where(decisions.c.id == found["id"])
        .values(
            asked_of=to,
            deadline=database.now(timedelta(seconds=found["within"])),
            then=list(later) or None,
            escalated_at=database.now(),
        )
    )


def close(
    database: Database,
    connection: Connection,
    number: int,
    state: DecisionState,
    answer: Mapping[str, Any] | None,
) -> None:
    """Nobody can answer it any more."""
    connection.execute(
        update(decisions)
        .where(decisions.c.id == number)
        .values(
            state=state, answer=answer, answered_by=DEADLINE, answered_at=database.now(), then=None
        )
    )


def reject(database: Database, connection: Connection, found: Mapping[Any, Any]) -> None:
    """Reject the item, unless nobody knows whether something of it was entered."""
    unknown = has_open_step(connection, found["item"])
    connection.execute(
        update(items)
        .where(items.c.id == found["item"], items.c.state == ItemState.WAITING)
        .values(
            state=ItemState.IN_DOUBT if unknown else ItemState.REJECTED,
            message=f"Nobody answered decision {found['id']} in time, so it was rejected.",
            updated_at=database.now(),
        )
    )


def go_on(database: Database, connection: Connection, item: int) -> None:
    """Let an item be worked that waited for its last answer, and its run with it."""
    still = select(func.count()).where(
        decisions.c.item == item, decisions.c.state == DecisionState.OPEN
    )
    if connection.execute(still).scalar_one():
        return
    run = connection.execute(
        update(items)
        .where(items.c.id == item, items.c.state == ItemState.WAITING)
        .values(state=ItemState.NEW, not_before=None, updated_at=database.now())
        .returning(items.c.run)
    ).scalar()
    if run is not None:
        reopen(connection, [run])
