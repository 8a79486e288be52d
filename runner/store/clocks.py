"""Clocks: what is promised by when, what of it is late, and which waiting for a customer stops it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select, update

from runner.item import ItemState
from runner.store.bulk import insert_unless_there
from runner.store.database import Database
from runner.store.decision_state import DecisionState
from runner.store.decision_tables import decisions
from runner.store.items import write_audit
from runner.store.question import CUSTOMER
from runner.store.runs import RunState
from runner.store.tables import NEVER, items, runs
from runner.store.unattended_tables import escalations

AT_WORK = (ItemState.NEW, ItemState.WORKING)

SEVERAL = 500
"""Answers that are looked at a time."""


@dataclass(frozen=True, slots=True)
class Queue:
    """Items of a run that are alike in their turn and are not done."""

    run: str
    bot: str
    priority: int
    due_at: datetime | None
    items: int
    """Those that machines have still to work."""
    waiting: int
    """Those that wait for a person, who is not the customer."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A question to a customer that was answered, and the item whose clock stood still."""

    decision: int
    item: int
    run: str
    due_at: datetime
    asked_at: datetime
    answered_at: datetime


class ClockStore:
    """Due times of items, and whom was told of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def queues(self) -> list[Queue]:
        """What is not done of every run, in the order of its turn; there may be a million items."""
        unended = select(runs.c.id).where(runs.c.state != RunState.ENDED)
        at_work = alike().where(items.c.run.in_(unended), items.c.state.in_(AT_WORK))
        waiting = alike().where(items.c.state == ItemState.WAITING, ~asked_of_customer())
        counts: dict[tuple[str, int, datetime], list[int]] = {}
        with self._database.asking() as connection:
            for place, query in enumerate((at_work, waiting)):
                for run, priority, due, count, first in connection.execute(query):
                    found = counts.setdefault((run, priority, due), [0, 0, first])
                    found[place] = count
        bots = self._bots({run for run, _, _ in counts})
        turns = sorted(counts.items(), key=lambda one: (*one[0][1:], one[1][2]))
        return [
            Queue(run, bots[run], priority, None if due == NEVER else due, count, waits)
            for (run, priority, due), (count, waits, _) in turns
        ]

    def _bots(self, names: Collection[str]) -> dict[str, str]:
        query = select(runs.c.id, runs.c.bot).where(runs.c.id.in_(names))
        with self._database.asking() as connection:
            return {row.id: row.bot for row in connection.execute(query)}

    def tell(self, run: str, due_at: datetime, stage: str) -> bool:
        """Note that somebody is told of a run's items; False when somebody was told before."""
        values = {"run": run, "due_at": due_at, "stage": stage}
        with self._database.writing() as connection:
            made = insert_unless_there(connection, escalations).values(
                told_at=self._database.now(), **values
            )
            return connection.execute(made.returning(escalations.c.run)).first() is not None

    def told(self, run: str, due_at: datetime, stage: str) -> bool:
        """Whether somebody was told of a run's items."""
        key = (escalations.c.run == run, escalations.c.due_at == due_at)
        query = select(escalations.c.run).where(*key, escalations.c.stage == stage)
        with self._database.asking() as connection:
            return connection.execute(query).first() is not None

    def answered(self) -> list[Answered]:
        """Answers of customers by which the due time of an item that is not done was not moved."""
        query = (
            select(
                decisions.c.id,
                decisions.c.item,
                items.c.run,
                items.c.due_at,
                decisions.c.asked_at,
                decisions.c.answered_at,
            )
            .join(items, items.c.id == decisions.c.item)
            .where(decisions.c.state == DecisionState.ANSWERED)
            .where(decisions.c.asked_of == CUSTOMER, decisions.c.stopped_minutes.is_(None))
            .where(items.c.due_at < NEVER, items.c.state.in_([*AT_WORK, ItemState.WAITING]))
            .order_by(decisions.c.id)
            .limit(SEVERAL)
        )
        with self._database.asking() as connection:
            return [Answered(*row) for row in connection.execute(query)]

    def move(self, answered: Answered, due_at: datetime, minutes: float) -> bool:
        """Move an item's due time by what was waited; False when somebody else has moved it."""
        once = (decisions.c.id == answered.decision) & decisions.c.stopped_minutes.is_(None)
        with self._database.writing() as connection:
            noted = update(decisions).where(once).values(stopped_minutes=minutes)
            if connection.execute(noted).rowcount != 1:
                return False
            mine = update(items).where(items.c.id == answered.item)
            connection.execute(mine.values(due_at=due_at))
            details = {"due": due_at.isoformat(), "waited_minutes": f"{minutes:.0f}"}
            write_audit(
                connection,
                "the clock",
                "due",
                item=answered.item,
                run=answered.run,
                details=details,
            )
        return True

    def plans(self, names: Sequence[str]) -> dict[str, dict[str, object]]:
        """The plans of runs."""
        query = select(runs.c.id, runs.c.plan).where(runs.c.id.in_(names))
        with self._database.asking() as connection:
            return {name: dict(plan) for name, plan in connection.execute(query)}


def alike() -> Select[Any]:
    """Items by what decides over their turn: how many, and the first of them."""
    turn = (items.c.run, items.c.priority, items.c.due_at)
    return select(*turn, func.count(), func.min(items.c.id)).group_by(*turn)


def asked_of_customer() -> ColumnElement[bool]:
    """Whether an item waits for an answer of its customer."""
    return (
        exists()
        .where(decisions.c.item == items.c.id, decisions.c.state == DecisionState.OPEN)
        .where(decisions.c.asked_of == CUSTOMER)
    )
