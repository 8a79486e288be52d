"""Questions as they are written: with the end of an attempt, and what was asked before made void."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, insert, select, update

from runner.store.database import Database
from runner.store.decision_state import DecisionState
from runner.store.decision_tables import decisions
from runner.store.items import Claim, write_audit
from runner.store.question import Question

BOT = "the bot"
"""Who asks, for the audit."""


def hold_decisions(connection: Connection, item: int) -> None:
    """Take an item's decisions before the item, as answers do, so that nobody waits for ever."""
    mine = select(decisions.c.id).where(decisions.c.item == item).order_by(decisions.c.id)
    connection.execute(mine.with_for_update()).all()


def write_question(
    database: Database, connection: Connection, claim: Claim, question: Question
) -> None:
    """Ask, in the transaction that ends the attempt; what was asked there before is void.

    The same question that is still open stays as it is.
    """
    here = and_(
        decisions.c.item == claim.item,
        decisions.c.name == question.name,
        decisions.c.ordinal == question.ordinal,
    )
    same = and_(
        here, decisions.c.state == DecisionState.OPEN, decisions.c.digest == question.digest
    )
    if question.digest and connection.execute(select(decisions.c.id).where(same)).first():
        return
    if question.digest:
        void(database, connection, claim.item, here)
    made = connection.execute(
        insert(decisions).values(row_of(database, claim.item, question)).returning(decisions.c.id)
    )
    details = {"decision": int(made.scalar_one()), "digest": question.digest}
    write_audit(connection, BOT, "asked", item=claim.item, details=details)


def void(database: Database, connection: Connection, item: int, here: ColumnElement[bool]) -> None:
    """An answer counts for what was asked; of something else nobody has been asked yet."""
    standing = decisions.c.state.in_([DecisionState.OPEN, DecisionState.ANSWERED])
    gone = connection.execute(
        update(decisions)
        .where(here, standing)
        .values(state=DecisionState.VOID, answered_at=database.now())
        .returning(decisions.c.id)
    )
    for number in gone.scalars().all():
        details = {"decision": number, "why": "what was asked has changed since"}
        write_audit(connection, BOT, "voided", item=item, details=details)


def row_of(database: Database, item: int, question: Question) -> dict[str, Any]:
    """A question as the table has it."""
    within = question.within
    return {
        "item": item,
        "state": DecisionState.OPEN,
        "question": question.text,
        "form": dict(question.form),
        "asked_of": question.asked_of,
        "asked_at": database.now(),
        "deadline": None if within is None else database.now(within),
        "name": question.name,
        "ordinal": question.ordinal,
        "digest": question.digest,
        "facts": dict(question.facts),
        "pictures": list(question.pictures),
        "recommended": question.recommended,
        "four_eyes": question.four_eyes,
        "within": None if within is None else within.total_seconds(),
        "then": list(question.then) or None,
    }
