"""Happenings: what the ledger knows of unattended work as a whole, each asked in bounded time."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from runner.item import ItemState
from runner.store.database import Database
from runner.store.decision_state import DecisionState
from runner.store.decision_tables import decisions
from runner.store.deliveries import DeliveryState
from runner.store.fires import WAITS, Fire
from runner.store.runs import RunRecord, RunState, record
from runner.store.tables import items, run_items, runs
from runner.store.unattended_tables import deliveries, fires

ENDED = (RunState.ENDED.value, RunState.STOPPED.value)

PERSONS = (ItemState.IN_DOUBT, ItemState.WAITING)

LOOKED_AT = 2000
"""Items whose messages are read to find reasons; a run of a million has the same ones."""

LONGEST_RUN = timedelta(days=14)
"""Runs that began earlier are not looked through for their end."""

SEVERAL = 500
"""Runs, fires or decisions that are read at a time."""


@dataclass(frozen=True, slots=True)
class Undone:
    """An item that was not done: why, and what is its own and must not be told."""

    state: ItemState
    message: str
    key: str | None
    payload: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What persons are asked about items of a run."""

    decisions: int
    repairs: int


class HappeningStore:
    """Reads only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ended(self, since: datetime) -> list[tuple[Fire, RunRecord]]:
        """Scheduled runs that ended since then, the earliest first; not more than 500."""
        query = (
            select(fires, runs)
            .join(runs, runs.c.id == fires.c.run)
            .where(runs.c.state.in_(ENDED), runs.c.ended_at >= since)
            .where(runs.c.started_at >= since - LONGEST_RUN)
            .order_by(runs.c.ended_at)
            .limit(SEVERAL)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        width = len(fires.c)
        names = [column.name for column in fires.c]
        ids = [row[width] for row in rows]
        records = self._records(ids)
        return [
            (Fire(**dict(zip(names, row[:width], strict=True))), records[row[width]])
            for row in rows
        ]

    def _records(self, ids: Sequence[str]) -> dict[str, RunRecord]:
        with self._database.reading() as connection:
            found = connection.execute(select(runs).where(runs.c.id.in_(ids))).all()
        return {one.id: one for one in map(record, found)}

    def not_run(
        self, schedule: str, after: datetime | None, besides: Collection[str] = ()
    ) -> list[Fire]:
        """Due times of a schedule that came to no run, the latest first; not more than 500.

        Args:
            schedule: Its name.
            after: Only later ones.
            besides: Outcomes that mean something else.
        """
        query = select(fires).where(fires.c.schedule == schedule, gone(besides))
        if after is not None:
            query = query.where(fires.c.slot > after)
        return self._fires(query.order_by(fires.c.slot.desc()).limit(SEVERAL))

    def before(self, schedule: str, slot: datetime) -> Fire | None:
        """The due time before another one that came to a run."""
        earlier = and_(fires.c.schedule == schedule, fires.c.slot < slot, fires.c.run.is_not(None))
        found = self._fires(select(fires).where(earlier).order_by(fires.c.slot.desc()).limit(1))
        return found[0] if found else None

    def of_run(self, run: str) -> Fire | None:
        """The due time that a run came of."""
        found = self._fires(select(fires).where(fires.c.run == run).limit(1))
        return found[0] if found else None

    def last_success(self, schedules: Collection[str]) -> dict[str, datetime]:
        """When each schedule's latest run ended in which everything was done.

        Of each schedule the latest 500 runs are looked at.
        """
        with self._database.reading() as connection:
            found = {name: connection.execute(went_well(name)).scalar() for name in schedules}
        return {name: ended for name, ended in found.items() if ended is not None}

    def undone(self, run: str, states: Collection[ItemState]) -> list[Undone]:
        """Items of a run's feed that stand so, with what they were told; not more than 2000."""
        query = (
            select(items.c.state, items.c.message, items.c.key, items.c.payload)
            .join(run_items, run_items.c.item == items.c.id)
            .where(run_items.c.run == run, items.c.state.in_([state.value for state in states]))
            .limit(LOOKED_AT)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [Undone(ItemState(state), *rest) for state, *rest in rows]

    def asked(self, run: str) -> Asked:
        """How many of a run's items wait for an answer, and how many for a repair."""
        query = (
            select(decisions.c.item, decisions.c.form)
            .join(items, items.c.id == decisions.c.item)
            .where(decisions.c.state == DecisionState.OPEN.value, items.c.run == run)
            .limit(LOOKED_AT)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        repairs = {item for item, form in rows if "repair" in form}
        return Asked(len({item for item, _ in rows} - repairs), len(repairs))

    def persons(self) -> dict[str, dict[ItemState, int]]:
        """Runs with items that need a person, and how many; not more than 500 runs."""
        query = (
            select(items.c.run, items.c.state, func.count())
            .where(items.c.state.in_([state.value for state in PERSONS]))
            .group_by(items.c.run, items.c.state)
            .order_by(items.c.run.desc())
            .limit(SEVERAL)
        )
        found: dict[str, dict[ItemState, int]] = {}
        with self._database.reading() as connection:
            for run, state, number in connection.execute(query):
                found.setdefault(run, {})[ItemState(state)] = int(number)
        return found

    def set_aside(self, trigger: str, since: datetime) -> list[tuple[datetime, str]]:
        """When a trigger set something aside since then, and why, the latest first; at most 500."""
        aside = [DeliveryState.SET_ASIDE.value, DeliveryState.REJECTED.value]
        query = (
            select(deliveries.c.at, deliveries.c.reason)
            .where(deliveries.c.trigger == trigger, deliveries.c.at >= since)
            .where(deliveries.c.state.in_(aside))
            .order_by(deliveries.c.id.desc())
            .limit(SEVERAL)
        )
        with self._database.reading() as connection:
            return [(at, reason) for at, reason in connection.execute(query)]

    def _fires(self, query: Select[Any]) -> list[Fire]:
        with self._database.reading() as connection:
            return [Fire(**row) for row in connection.execute(query).mappings()]


def gone(besides: Collection[str]) -> ColumnElement[bool]:
    """Whether a due time came to no run, and never will."""
    others = ["", WAITS, *besides]
    return and_(fires.c.run.is_(None), fires.c.outcome.not_in(others))


def went_well(schedule: str) -> Select[Any]:
    """When the latest run of a schedule ended in which everything was done."""
    latest = (
        select(fires.c.slot, fires.c.run)
        .where(fires.c.schedule == schedule, fires.c.run.is_not(None))
        .order_by(fires.c.slot.desc())
        .limit(SEVERAL)
        .subquery()
    )
    return (
        select(runs.c.ended_at)
        .join(latest, latest.c.run == runs.c.id)
        .where(runs.c.exit_code == 0, runs.c.ended_at.is_not(None))
        .order_by(latest.c.slot.desc())
        .limit(1)
    )
