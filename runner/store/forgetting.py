"""Forgetting: after a while, what was entered is forgotten, and that it was entered is not."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, func, null, select, update

from runner.store.database import Database
from runner.store.decision_tables import decisions
from runner.store.items import FINAL, write_audit
from runner.store.repairs import forget_repairs
from runner.store.runs import RunState
from runner.store.tables import attempts, items, run_items, runs, steps
from runner.store.unattended_tables import deliveries, fires

FORGOTTEN = "forgotten"
"""What stands in the place of a run's feed, whose name may be a customer's."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was, or would be, forgotten."""

    before: datetime
    runs: tuple[str, ...]
    items: int


def plan_forgetting(database: Database, before: datetime) -> Forgotten:
    """What would be forgotten: runs that ended before then, with every item at its end."""
    with database.reading() as connection:
        return _plan(connection, before)


def forget(database: Database, before: datetime, who: str) -> Forgotten:
    """Forget values, keys, messages, journal and attempts of old runs, all or nothing.

    Each item stays as a fingerprint with its state and the application's record number, so the
    same row fed again is still known and not entered twice. Runs with an item that is in doubt,
    waiting or unfinished are left as they are. Their evidence folders are the caller's business.
    """
    with database.writing() as connection:
        found = _plan(connection, before)
        for run in found.runs:
            _forget_run(connection, run)
        connection.execute(delete(fires).where(fires.c.slot < before))
        # What identifies a content stays, so that it is not taken in once more.
        nameless = {"source": "", "message_id": None, "reason": ""}
        old = update(deliveries).where(deliveries.c.at < before)
        connection.execute(old.values(nameless))
        if found.runs:
            details = {"before": before.isoformat(), "runs": len(found.runs), "items": found.items}
            write_audit(connection, who, "forget", details=details)
    return found


def _plan(connection: Connection, before: datetime) -> Forgotten:
    query = select(runs.c.id).where(_old(before)).order_by(runs.c.id)
    names = tuple(connection.execute(query).scalars())
    held = select(func.count()).select_from(items).join(runs, runs.c.id == items.c.run)
    count = int(connection.execute(held.where(_old(before))).scalar_one())
    return Forgotten(before, names, count)


def _old(before: datetime) -> ColumnElement[bool]:
    own, fed = items.alias("own"), items.alias("fed")
    unfinished = (
        select(fed.c.id)
        .join(run_items, run_items.c.item == fed.c.id)
        .where(run_items.c.run == runs.c.id, fed.c.state.not_in(FINAL))
        .correlate(runs)
    )
    mine = select(own.c.id).where(own.c.run == runs.c.id, own.c.state.not_in(FINAL)).correlate(runs)
    return and_(
        runs.c.state == RunState.ENDED,
        runs.c.ended_at < before,
        runs.c.feed != FORGOTTEN,
        ~unfinished.exists(),
        ~mine.exists(),
    )


def _forget_run(connection: Connection, run: str) -> None:
    mine = select(items.c.id).where(items.c.run == run)
    connection.execute(delete(decisions).where(decisions.c.item.in_(mine)))
    forget_repairs(connection, run, mine)
    connection.execute(delete(steps).where(steps.c.item.in_(mine)))
    connection.execute(delete(attempts).where(attempts.c.item.in_(mine)))
    # The record number stays: it is the application's, and tells where to look there.
    connection.execute(
        update(items)
        .where(items.c.run == run)
        .values(
            payload=null(),
            key=None,
            serial_key=None,
            message="",
            updated_at=datetime.now(UTC),
        )
    )
    connection.execute(
        update(run_items)
        .where(run_items.c.run == run)
        .values(source=FORGOTTEN, sheet=None, notes=[])
    )
    connection.execute(
        update(runs).where(runs.c.id == run).values(feed=FORGOTTEN, plan={}, message="")
    )
