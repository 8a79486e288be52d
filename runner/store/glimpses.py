"""Glimpses: what is at work and what waits, cheap enough to be asked every second."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select

from runner.item import ItemState
from runner.store.belonging import own_counts
from runner.store.database import Database
from runner.store.decision_state import DecisionState
from runner.store.decision_tables import decisions
from runner.store.fires import Fire
from runner.store.proposals import RepairState
from runner.store.runs import RunRecord, RunState, record
from runner.store.tables import attempts, items, repairs, runs
from runner.store.unattended_tables import fires

AT_WORK = (RunState.RUNNING.value, RunState.QUEUED.value)

MOST_RUNS = 40

TAIL = 3000
"""The newest attempts, which tell how fast it goes, and what went wrong lately."""

MOST = 10_000
"""Nothing is counted further: whoever reads a number as big as this knows enough."""


@dataclass(frozen=True, slots=True)
class Tried:
    """An attempt that has ended lately."""

    run: str
    item: int
    outcome: str
    message: str
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a person, or for a time; each is counted up to 10,000."""

    in_doubt: int
    decisions: int
    repairs: int
    cooling: int
    """Items that are tried again later."""


class GlimpseStore:
    """Reads only, in bounded time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def at_work(self) -> list[RunRecord]:
        """Runs that are being worked or wait for a host, the newest first; at most 40."""
        query = (
            select(runs)
            .where(runs.c.state.in_(AT_WORK))
            .order_by(runs.c.started_at.desc(), runs.c.id.desc())
            .limit(MOST_RUNS)
        )
        with self._database.reading() as connection:
            return [record(row) for row in connection.execute(query)]

    def counts(self, run: str) -> dict[ItemState, int]:
        """How many items that belong to a run stand in each state; read off an index alone."""
        with self._database.reading() as connection:
            return own_counts(connection, run)

    def tried(self, since: datetime) -> list[Tried]:
        """Attempts among the newest 3000 that ended since then, the newest first."""
        newest = select(attempts).order_by(attempts.c.id.desc()).limit(TAIL).subquery()
        columns = newest.c
        query = (
            select(columns.run, columns.item, columns.outcome, columns.message, columns.ended_at)
            .where(columns.ended_at >= since)
            .order_by(columns.ended_at.desc(), columns.id.desc())
        )
        with self._database.reading() as connection:
            return [Tried(*row) for row in connection.execute(query)]

    def schedules_of(self, names: Collection[str]) -> dict[str, Fire]:
        """The due times that runs came of, by run."""
        query = select(fires).where(fires.c.run.in_(list(names)))
        with self._database.reading() as connection:
            found = [Fire(**row) for row in connection.execute(query).mappings()]
        return {fire.run: fire for fire in found if fire.run is not None}

    def waiting(self, at_work: Collection[str]) -> Waiting:
        """What waits; `at_work` are the runs of which items are tried again later."""
        now = self._database.now()
        later = and_(items.c.state == ItemState.NEW, items.c.not_before > now)
        with self._database.reading() as connection:

            def count(query: Select[Any]) -> int:
                some = query.limit(MOST).subquery()
                return int(connection.execute(select(func.count()).select_from(some)).scalar_one())

            return Waiting(
                count(some_of(items.c.state == ItemState.IN_DOUBT)),
                count(
                    select(literal(1))
                    .select_from(decisions)
                    .where(decisions.c.state == DecisionState.OPEN)
                ),
                count(
                    select(literal(1))
                    .select_from(repairs)
                    .where(repairs.c.state == RepairState.OPEN)
                ),
                sum(count(some_of(and_(items.c.run == run, later))) for run in at_work),
            )

    def missed(self, since: datetime, besides: Collection[str], most: int) -> list[Fire]:
        """Due times later than that which came to no run, of any schedule, the latest first."""
        others = [fires.c.outcome == one for one in ("", *besides)]
        query = (
            select(fires)
            .where(fires.c.run.is_(None), fires.c.slot > since, ~or_(*others))
            .order_by(fires.c.slot.desc())
            .limit(most)
        )
        with self._database.reading() as connection:
            return [Fire(**row) for row in connection.execute(query).mappings()]


def some_of(condition: ColumnElement[bool]) -> Select[Any]:
    """Items, of which only the number is wanted."""
    return select(literal(1)).select_from(items).where(condition)
