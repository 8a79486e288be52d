"""Handling many items at once: try again, release, reject, put first or last. Every change audited."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, insert, select, update

from runner.item import ItemState
from runner.store.database import Database
from runner.store.outcomes import Wanted
from runner.store.runs import reopen
from runner.store.tables import NEVER, audit, items

MESSAGE = 2000
"""Characters of a person's reason that are kept."""


class Handle(StrEnum):
    """What is done with items."""

    RETRY = "retry"
    """Failed and rejected ones get a new attempt; what was entered stays entered."""
    RELEASE = "release"
    """What waits for a time is tried at once."""
    REJECT = "reject"
    """What was not begun is not worked at all."""
    PRIORITY = "priority"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Handling:
    """One change, ready to be made."""

    what: Handle
    details: Mapping[str, str]
    """For the audit."""
    values: Mapping[str, Any]
    allowed: ColumnElement[bool]
    reopens: bool = False


def retry() -> Handling:
    """Give failed and rejected items a new attempt. Rows that never validated stay rejected."""
    states = items.c.state.in_([ItemState.FAILED, ItemState.REJECTED])
    values = {"state": ItemState.NEW, "tries": 0, "deaths": 0, "not_before": None, "message": ""}
    allowed = and_(states, items.c.payload.is_not(None))
    return Handling(Handle.RETRY, {}, values, allowed, reopens=True)


def release() -> Handling:
    """Try at once what waits for its time."""
    waits = and_(items.c.state == ItemState.NEW, items.c.not_before.is_not(None))
    return Handling(Handle.RELEASE, {}, {"not_before": None}, waits)


def reject(reason: str) -> Handling:
    """Reject what was not begun."""
    values = {"state": ItemState.REJECTED, "message": reason[:MESSAGE], "not_before": None}
    untouched = items.c.state == ItemState.NEW
    return Handling(Handle.REJECT, {"reason": reason[:MESSAGE]}, values, untouched)


def priority(number: int) -> Handling:
    """Put new items before or behind others: 1 comes first, 9 last."""
    new = items.c.state == ItemState.NEW
    return Handling(Handle.PRIORITY, {"priority": str(number)}, {"priority": number}, new)


def due(at: datetime | None) -> Handling:
    """Say when new items are due; None takes it back."""
    told = at.isoformat() if at is not None else "never"
    new = items.c.state == ItemState.NEW
    return Handling(Handle.DUE, {"due": told}, {"due_at": at or NEVER}, new)


Chosen = Wanted | ColumnElement[bool]
"""Items by what is asked of them, or a condition of `browsing`."""


def count(database: Database, wanted: Chosen, handling: Handling) -> int:
    """How many items it would change."""
    with database.reading() as connection:
        query = select(func.count()).select_from(items).where(chosen(wanted), handling.allowed)
        return int(connection.execute(query).scalar_one())


def apply(database: Database, wanted: Chosen, handling: Handling, who: str) -> list[str]:
    """Change them all, or none; returns the runs that have something to do again.

    Items in work, in doubt or done are never among them.
    """
    with database.writing() as connection:
        affected = select(items.c.id, items.c.run).where(chosen(wanted), handling.allowed)
        write_audits(connection, affected, handling, who)
        again = select(items.c.run).where(chosen(wanted), handling.allowed).distinct()
        runs_again = sorted(connection.execute(again).scalars()) if handling.reopens else []
        connection.execute(
            update(items)
            .where(chosen(wanted), handling.allowed)
            .values(**handling.values, updated_at=datetime.now(UTC))
        )
        reopen(connection, runs_again)
    return runs_again


def write_audits(
    connection: Connection, affected: Select[Any], handling: Handling, who: str
) -> None:
    """One line of the audit for each item."""
    details = dict(handling.details)
    lines = [
        {
            "at": datetime.now(UTC),
            "who": who,
            "action": handling.what.value,
            "item": item,
            "run": run,
            "details": details,
        }
        for item, run in connection.execute(affected)
    ]
    if lines:
        connection.execute(insert(audit), lines)


def chosen(wanted: Chosen) -> ColumnElement[bool]:
    """The items that somebody named."""
    if not isinstance(wanted, Wanted):
        return wanted
    named = {
        items.c.run: wanted.run,
        items.c.state: wanted.state,
        items.c.bot: wanted.bot,
        items.c.key: wanted.key,
        items.c.id: wanted.item,
    }
    late = [] if wanted.late_at is None else [items.c.due_at < wanted.late_at]
    return and_(True, *late, *(c == value for c, value in named.items() if value is not None))
