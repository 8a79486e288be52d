"""Consistency: what holds of every row whatever happens, asked of the database itself."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, and_, func, or_, select

from runner.item import ItemState
from runner.store.decision_state import DecisionState
from runner.store.decision_tables import decisions
from runner.store.step_state import OPEN, StepState
from runner.store.tables import attempts, items, metadata, steps

ENDED = (ItemState.DONE, ItemState.REJECTED, ItemState.FAILED)
WORKING = items.c.state == ItemState.WORKING
UNENDED = attempts.c.ended_at.is_(None)

RULES: dict[str, Select[Any]] = {
    "an item in work has a worker, and no other has one": select(items.c.id).where(
        or_(and_(WORKING, items.c.worker.is_(None)), and_(~WORKING, items.c.worker.is_not(None)))
    ),
    "an item's state is one that exists": select(items.c.id).where(
        items.c.state.not_in([state.value for state in ItemState])
    ),
    "a step's state is one that exists": select(steps.c.item).where(
        steps.c.state.not_in([state.value for state in StepState])
    ),
    "a decision's state is one that exists": select(decisions.c.item).where(
        decisions.c.state.not_in([state.value for state in DecisionState])
    ),
    "an item that has ended has no open step": select(items.c.id)
    .distinct()
    .join(steps, steps.c.item == items.c.id)
    .where(items.c.state.in_(ENDED), steps.c.state.in_(OPEN)),
    "only the newest attempt of an item in work is open": select(attempts.c.item)
    .join(items, items.c.id == attempts.c.item)
    .where(UNENDED, or_(~WORKING, attempts.c.token != items.c.token)),
    "no two attempts of an item have the same number": select(attempts.c.item)
    .group_by(attempts.c.item, attempts.c.number)
    .having(func.count() > 1),
    "no attempt has a newer token than its item": select(attempts.c.item)
    .join(items, items.c.id == attempts.c.item)
    .where(attempts.c.token > items.c.token),
    "a step belongs to the same item as its attempt": select(steps.c.item)
    .join(attempts, attempts.c.id == steps.c.attempt)
    .where(attempts.c.item != steps.c.item),
}


def broken_rules(connection: Connection) -> Iterator[tuple[str, list[Any]]]:
    """Every rule that does not hold, and the items that break it."""
    for rule, query in {**RULES, **dict(_references())}.items():
        rows = list(connection.execute(query).scalars())
        if rows:
            yield f"it does not hold that {rule}", rows


def _references() -> Iterator[tuple[str, Select[Any]]]:
    """Every foreign key as a rule: a server's constraint may have been taken away."""
    for table in metadata.sorted_tables:
        for key in table.foreign_keys:
            own, other = key.parent, key.column.table.alias("referred")
            there = other.c[key.column.name]
            query = select(own).outerjoin(other, own == there)
            yield (
                f"every {own.name} of {table.name} is there",
                query.where(own.is_not(None), there.is_(None)),
            )
