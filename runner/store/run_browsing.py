"""Browsing runs: pages of them for a person, and what is in work in one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from runner.item import ItemState
from runner.store.database import Database
from runner.store.leases import has_run_out, host_name
from runner.store.runs import RunRecord, RunState, record
from runner.store.tables import attempts, items, runs, steps

MOST = 10_000

IN_WORK = 64
"""Items of a run that are shown as being worked; no host has more slots."""


@dataclass(frozen=True, slots=True)
class RunPage:
    """One page of runs."""

    runs: tuple[RunRecord, ...]
    total: int
    """Counted up to 10,000."""


@dataclass(frozen=True, slots=True)
class InWork:
    """An item that is being worked, and how far it is."""

    item: int
    key: str | None
    since: datetime | None
    step: str | None
    """The step that was begun last; None before the first one."""


class RunBrowsingStore:
    """Reads only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, states: Collection[RunState], bot: str | None, first: int, size: int) -> RunPage:
        """Runs in some states (all where none is named), from the `first` one on, newest first."""
        query = select(runs)
        if states:
            query = query.where(runs.c.state.in_([state.value for state in states]))
        if bot:
            query = query.where(runs.c.bot == bot)
        newest = query.order_by(runs.c.started_at.desc(), runs.c.id.desc())
        with self._database.reading() as connection:
            found = [record(row) for row in connection.execute(newest.offset(first).limit(size))]
            some = query.with_only_columns(runs.c.id).limit(MOST).subquery()
            total = connection.execute(select(func.count()).select_from(some)).scalar_one()
        return RunPage(tuple(found), int(total))

    def one(self, run: str) -> RunRecord | None:
        """A run by its full name."""
        with self._database.reading() as connection:
            row = connection.execute(select(runs).where(runs.c.id == run)).first()
        return None if row is None else record(row)

    def is_held_elsewhere(self, run: str) -> bool:
        """Whether a process of another machine works on a run, as far as its lease tells."""
        mine = runs.c.worker.startswith(f"{host_name()}-", autoescape=True)
        held = runs.c.worker.is_not(None) & ~mine & ~has_run_out(self._database, runs)
        with self._database.asking() as connection:
            found = connection.execute(select(runs.c.id).where(runs.c.id == run, held))
            return found.first() is not None

    def in_work(self, run: str) -> list[InWork]:
        """The items of a run that are being worked."""
        working = (
            select(items.c.id, items.c.key)
            .where(items.c.run == run, items.c.state == ItemState.WORKING)
            .limit(IN_WORK)
        )
        with self._database.reading() as connection:
            found = list(connection.execute(working))
            numbers = [number for number, _ in found]
            tried = select(attempts.c.item, func.max(attempts.c.started_at))
            tried = tried.where(attempts.c.item.in_(numbers)).group_by(attempts.c.item)
            since = {row[0]: row[1] for row in connection.execute(tried)}
            stepped = select(steps.c.item, steps.c.name).where(steps.c.item.in_(numbers))
            last = {row[0]: row[1] for row in connection.execute(stepped.order_by(steps.c.id))}
        return [InWork(item, key, since.get(item), last.get(item)) for item, key in found]

    def bots(self) -> list[str]:
        """The bots of which there are runs."""
        newest = select(runs.c.bot).order_by(runs.c.started_at.desc()).limit(MOST).subquery()
        with self._database.reading() as connection:
            return sorted(connection.execute(select(newest.c.bot).distinct()).scalars())
