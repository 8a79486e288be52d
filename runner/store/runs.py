"""Runs in the store: begun with their whole feed, or not at all."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    case,
    func,
    insert,
    or_,
    select,
    update,
)

from runner.item import Draft, ItemState
from runner.store.belonging import has_only_its_own, own_counts
from runner.store.database import Database
from runner.store.errors import NoSuchRunError
from runner.store.intake import USUAL_TURN, Feeding, Intake, Took, Turn, silent
from runner.store.leases import has_run_out, host_name, lease
from runner.store.tables import items, run_items, runs

NOBODYS = {"worker": None, "lease_until": None, "lease_clock": None}
"""The columns of a run that no process works by itself."""

FLEET = "fleet"
"""The origin of runs that are left to the fleet."""


class RunState(StrEnum):
    """How a run stands. `running` with a free lock means that its process died."""

    QUEUED = "queued"
    """Left to the fleet: `deskhand workers` on any host works it."""
    RUNNING = "running"
    ENDED = "ended"
    STOPPED = "stopped"
    """By a person or by its surroundings; `deskhand resume` goes on."""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run as the store has it."""

    id: str
    bot: str
    origin: str
    state: RunState
    feed: str
    plan: Mapping[str, Any]
    started_by: str
    started_at: datetime
    ended_at: datetime | None
    exit_code: int | None
    message: str
    kinds: tuple[str, ...] = ()
    """The kinds of screens that its bot works: where none of them is, it cannot be worked."""


class RunStore:
    """Begins, finds and ends runs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(
        self,
        record: RunRecord,
        drafts: Iterable[Draft],
        *,
        again: bool = False,
        turn: Turn = USUAL_TURN,
        at_work: Callable[[str], bool] = lambda _: False,
        took: Took = silent,
        holder: str | None = None,
        submit: Callable[[Connection, str], None] = lambda _, __: None,
    ) -> int:
        """Write the run and every item of its feed in one transaction; returns how many.

        Items of a run for which `at_work` is true are left to it. `took` hears now and then how
        many drafts were taken in; `holder` works the run by itself; `submit` is called in the same transaction, after the items.
        """
        values = {field.name: getattr(record, field.name) for field in fields(RunRecord)}
        values |= {"plan": dict(record.plan), "kinds": list(record.kinds)}
        with self._database.writing() as connection:
            connection.execute(insert(runs).values(values))
            feeding = Feeding(record.id, record.bot, record.started_by, again, turn)
            intake = Intake(self._database, connection, feeding, at_work=cache(at_work), took=took)
            count = intake.take_in(drafts)
            mine = {} if holder is None else {"worker": holder, **lease(self._database)}
            connection.execute(
                update(runs).where(runs.c.id == record.id).values(rows=count, **mine)
            )
            submit(connection, record.id)
            return count

    def get(self, run: str) -> RunRecord:
        """One run, by its name or its unique beginning; `last` is the newest.

        Raises:
            NoSuchRunError: none, or more than one, is called so.
        """
        query = select(runs).order_by(runs.c.started_at.desc(), runs.c.id.desc())
        if run != "last":
            query = query.where(runs.c.id.startswith(run, autoescape=True))
        found = self._records(query.limit(2))
        if not found or (len(found) > 1 and run != "last" and found[0].id != run):
            raise NoSuchRunError(run)
        return found[0]

    def recent(self, limit: int) -> list[RunRecord]:
        """The newest runs first."""
        order = select(runs).order_by(runs.c.started_at.desc(), runs.c.id.desc())
        return self._records(order.limit(limit))

    def unfinished(self) -> list[RunRecord]:
        """Runs that were stopped or died, oldest first."""
        left = runs.c.state.not_in([RunState.ENDED, RunState.QUEUED])
        query = select(runs).where(left).order_by(runs.c.started_at)
        return self._records(query)

    def left_to_fleet(self) -> list[RunRecord]:
        """Runs that any host may work, oldest first."""
        query = select(runs).where(runs.c.state == RunState.QUEUED).order_by(runs.c.started_at)
        return self._records(query)

    def hold(self, run: str, holder: str) -> bool:
        """Take a run to work it by itself; False when a living process has it.

        Whoever calls holds the run's lock, which proves that nobody else of this machine has it.
        """
        gone = or_(
            runs.c.worker.is_(None),
            runs.c.worker.startswith(f"{host_name()}-", autoescape=True),
            has_run_out(self._database, runs),
        )
        query = update(runs).where(runs.c.id == run, gone)
        with self._database.writing() as connection:
            found = connection.execute(query.values(worker=holder, **lease(self._database)))
            return found.rowcount == 1

    def renew(self, run: str, holder: str) -> bool:
        """Say that its process lives; False when another one has the run now."""
        query = update(runs).where(runs.c.id == run, runs.c.worker == holder)
        with self._database.writing() as connection:
            return connection.execute(query.values(lease(self._database))).rowcount == 1

    def let_go(self, run: str, holder: str) -> None:
        """A process works on its run no more."""
        query = update(runs).where(runs.c.id == run, runs.c.worker == holder)
        with self._database.writing() as connection:
            connection.execute(query.values(NOBODYS))

    def end(self, run: str, state: RunState, exit_code: int, message: str) -> None:
        """Record how a run ended; what somebody sent on its way again meanwhile is to be resumed."""
        ended = update(runs).where(runs.c.id == run)
        values = {"exit_code": exit_code, "message": message, "ended_at": datetime.now(UTC)}
        left = select(items.c.id).where(items.c.run == run, items.c.state == ItemState.NEW)
        with self._database.writing() as connection:
            connection.execute(ended.values(state=state, **values))
            if state is RunState.ENDED and connection.execute(left.limit(1)).first() is not None:
                connection.execute(ended.values(state=reopened()))

    def replace(self, run: str, reason: str) -> None:
        """Have a run stopped after its current steps, whoever works it; `resume` may go on.

        A process that works it by itself notices at its next heartbeat, hosts of the fleet at
        their next look.
        """
        at_work = runs.c.state.in_([RunState.QUEUED, RunState.RUNNING])
        values = NOBODYS | {
            "state": RunState.STOPPED,
            "message": reason,
            "ended_at": datetime.now(UTC),
        }
        with self._database.writing() as connection:
            connection.execute(update(runs).where(runs.c.id == run, at_work).values(values))

    def queued(self, names: Collection[str]) -> set[str]:
        """Which of some runs are left to the fleet still."""
        query = select(runs.c.id).where(runs.c.id.in_(names), runs.c.state == RunState.QUEUED)
        with self._database.asking() as connection:
            return set(connection.execute(query).scalars())

    def resume(self, run: str) -> None:
        """A run goes on."""
        self._update(run, state=RunState.RUNNING, exit_code=None, message="", ended_at=None)

    def reopen(self, run: str) -> None:
        """An ended run has something to do again; `resume` finds it."""
        with self._database.writing() as connection:
            reopen(connection, [run])

    def counts(self, run: str) -> dict[ItemState, int]:
        """How many items of the run's feed stand in each state."""
        query = (
            select(items.c.state, func.count())
            .join(run_items, run_items.c.item == items.c.id)
            .where(run_items.c.run == run)
            .group_by(items.c.state)
        )
        with self._database.reading() as connection:
            found = own_counts(connection, run)
            if not has_only_its_own(connection, run, sum(found.values())):
                found = {ItemState(state): count for state, count in connection.execute(query)}
        return {state: found.get(state, 0) for state in ItemState}

    def elsewhere(self, run: str, states: Collection[ItemState]) -> dict[str, int]:
        """Items of the run's feed that belong to other runs and stand so; how many each has."""
        query = (
            select(items.c.run, func.count())
            .join(run_items, run_items.c.item == items.c.id)
            .where(run_items.c.run == run, items.c.run != run, items.c.state.in_(states))
            .group_by(items.c.run)
        )
        with self._database.reading() as connection:
            if has_only_its_own(connection, run):
                return {}
            return {row[0]: row[1] for row in connection.execute(query)}

    def _update(self, run: str, **values: Any) -> None:
        with self._database.writing() as connection:
            connection.execute(update(runs).where(runs.c.id == run).values(values))

    def _records(self, query: Select[Any]) -> list[RunRecord]:
        with self._database.reading() as connection:
            return [record(row) for row in connection.execute(query)]


def reopen(connection: Connection, names: Collection[str]) -> None:
    """Ended runs have something to do again; the caller's transaction has seen to what.

    Whoever ends one at this moment is waited for: he may not have seen what there is to do.
    """
    chosen = select(runs.c.id).where(runs.c.id.in_(names)).order_by(runs.c.id)
    connection.execute(chosen.with_for_update()).all()
    ended = runs.c.id.in_(names) & (runs.c.state == RunState.ENDED)
    connection.execute(update(runs).where(ended).values(state=reopened()))


def reopened() -> ColumnElement[str]:
    """The state of an ended run that has something to do again: whose work it was, whose it is."""
    return case((runs.c.origin == FLEET, RunState.QUEUED.value), else_=RunState.STOPPED.value)


def record(row: Row[Any]) -> RunRecord:
    """A row of the table as a record."""
    found = row._mapping  # noqa: SLF001 - SQLAlchemy's public accessor
    values = {field.name: found[field.name] for field in fields(RunRecord)}
    kinds = tuple(values["kinds"])
    return RunRecord(**(values | {"state": RunState(values["state"]), "kinds": kinds}))
