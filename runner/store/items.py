"""Items in the store: claimed by one worker at a time, finished once."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Update,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from runner.item import ItemState
from runner.proposal import Proposal
from runner.store.belonging import has_only_its_own
from runner.store.database import Database
from runner.store.deaths import DEATHS_ALLOWED, Burial, Death, bury
from runner.store.errors import LostItemError
from runner.store.leases import lease, renew, run_out
from runner.store.question import Question
from runner.store.step_state import has_open_step
from runner.store.tables import attempts, audit, items, run_items

LONGEST = 10_000
"""Characters of a message or record that are kept."""

CLOCK_SLACK = timedelta(minutes=10)
"""A clock that was set back by more is noticed, so that no item waits for what was its time."""

CLAIMED = ("id", "token", "tries", "deaths", "key", "payload")
"""What an attempt is told of its item."""

FINAL = (ItemState.DONE, ItemState.REJECTED, ItemState.FAILED)


@dataclass(frozen=True, slots=True)
class Claim:
    """An item in the hands of one attempt; every write of the attempt carries the token."""

    item: int
    token: int
    attempt: int
    number: int
    """Which attempt at the item this is, from 1."""
    tries: int
    """Tries used up before this attempt."""
    deaths: int
    """Workers that have died at the item."""
    key: str | None
    payload: Mapping[str, Any]

    def looks_only(self, tries_allowed: int) -> bool:
        """Whether this attempt is a last look at an open step, and must enter nothing."""
        return self.tries >= tries_allowed or self.deaths >= DEATHS_ALLOWED


@dataclass(frozen=True, slots=True)
class Ending:
    """How an attempt ended, and what becomes of its item."""

    outcome: str
    state: ItemState
    message: str = ""
    record: str = ""
    seconds: float | None = None
    retry_after: timedelta | None = None
    burns_try: bool = False
    pictures: tuple[str, ...] = ()
    changes: tuple[Mapping[str, str], ...] = ()
    app_out: str | None = None
    """The app that did not answer, by its own name."""
    proposals: tuple[Proposal, ...] = ()
    """For elements that no locator found."""
    question: Question | None = None
    """What a person is asked, where the item waits for an answer."""


class ItemStore:
    """Claims and endings."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, run: str, worker: str) -> Claim | None:
        """Take the run's next item that is due, or None.

        The item's state, owner, lease and token change in one conditional update. Urgent items
        come first, then those that are due earliest, then those that came first. Of one serial
        key only one item is in work at a time.
        """
        while True:
            try:
                with self._database.writing() as connection:
                    row = connection.execute(self._take(run, worker)).mappings().first()
                    if row is None:
                        return None
                    number, attempt = begin_attempt(
                        connection, row["id"], row["token"], run, worker
                    )
            except IntegrityError:
                continue  # another worker has just taken an item of the same serial key
            told = {name: row[name] for name in CLAIMED[1:]}
            return Claim(row["id"], attempt=attempt, number=number, **told)

    def _take(self, run: str, worker: str) -> Update:
        database = self._database
        due = (
            select(items.c.id)
            .where(items.c.run == run, items.c.state == ItemState.NEW)
            .where(is_due(database), ~serial_key_in_work())
            .order_by(items.c.priority, items.c.due_at, items.c.id)
            .limit(1)
        )
        if database.shared:
            due = due.with_for_update(skip_locked=True, of=items)
        return (
            update(items)
            .where(items.c.id == due.scalar_subquery(), items.c.state == ItemState.NEW)
            .values(
                state=ItemState.WORKING,
                worker=worker,
                token=items.c.token + 1,
                updated_at=database.now(),
                **lease(database),
            )
            .returning(*(items.c[name] for name in CLAIMED))
        )

    def finish(self, claim: Claim, ending: Ending) -> ItemState:
        """Record how the attempt ended, and its item's new state, which is returned.

        An item never comes to an end with an open step: then it is in doubt.

        Raises:
            LostItemError: another worker holds the item now; nothing was written.
        """
        with self._database.writing() as connection:
            return write_ending(self._database, connection, claim, ending)

    def next_due(self, run: str) -> datetime | None:
        """When the run's earliest waiting item may be tried again; None when there is none."""
        with self._database.reading() as connection:
            return next_due(connection, run)

    def waiting(self, run: str, most: int) -> int:
        """How many items of a run are still to be worked, at most `most`."""
        some = select(items.c.id).where(items.c.run == run, items.c.state == ItemState.NEW)
        query = select(func.count()).select_from(some.limit(most).subquery())
        with self._database.asking() as connection:
            return int(connection.execute(query).scalar_one())

    def held_by(self) -> dict[str, list[int]]:
        """Items in work, by the worker that holds them."""
        query = select(items.c.worker, items.c.id).where(items.c.state == ItemState.WORKING)
        held: dict[str, list[int]] = {}
        with self._database.reading() as connection:
            for worker, item in connection.execute(query):
                held.setdefault(worker or "", []).append(item)
        return held

    def renew(self, workers: Iterable[str]) -> int:
        """Renew the leases of what these workers hold; returns how many items they hold."""
        return renew(self._database, workers)

    def run_out(self) -> set[str]:
        """Workers that hold an item whose lease, and the grace after it, are over."""
        return run_out(self._database)

    def take_over(self, run: str, at_work: Callable[[str], bool]) -> int:
        """Take items of the run's feed that a run which is not at work has left; returns how many.

        `at_work` tells whether a living process works on the run of that name.
        """
        fed = select(run_items.c.item).where(run_items.c.run == run)
        left = (items.c.id.in_(fed), items.c.run != run, items.c.state == ItemState.NEW)
        with self._database.writing() as connection:
            if has_only_its_own(connection, run):
                return 0
            holders = connection.execute(select(items.c.run).where(*left).distinct()).scalars()
            gone = [holder for holder in holders.all() if not at_work(holder)]
            taken = connection.execute(
                update(items).where(*left, items.c.run.in_(gone)).values(run=run)
            )
        return taken.rowcount

    def bury(self, worker: str, death: Death, *, only_run_out: bool = False) -> dict[int, Burial]:
        """Take a dead worker's items back; returns what became of each.

        Of a worker whose death is not proven, only what it may not work on any more is taken.
        """
        return bury(self._database, worker, death, only_run_out=only_run_out)


def is_due(database: Database) -> ColumnElement[bool]:
    """Whether an item may be tried now."""
    return or_(
        items.c.not_before.is_(None),
        items.c.not_before <= database.now(),
        # Written in the future: the clock was set back since, and its time may never come.
        items.c.updated_at > database.now(CLOCK_SLACK),
    )


def next_due(connection: Connection, run: str) -> datetime | None:
    """When the run's earliest waiting item may be tried; however many wait, two are looked at."""
    new = select(items.c.not_before, items.c.updated_at).where(
        items.c.run == run, items.c.state == ItemState.NEW
    )
    now = datetime.now(UTC)
    if connection.execute(new.where(items.c.not_before.is_(None)).limit(1)).first() is not None:
        return now
    timed = new.where(items.c.not_before.is_not(None)).order_by(items.c.not_before).limit(1)
    found = connection.execute(timed).first()
    if found is None:
        return None
    not_before: datetime = found[0]
    return now if found[1] > now + CLOCK_SLACK else not_before


def serial_key_in_work() -> ColumnElement[bool]:
    """Whether another item of the same serial key is in work."""
    other = items.alias("other")
    return exists().where(
        other.c.serial_key == items.c.serial_key, other.c.state == ItemState.WORKING
    )


def begin_attempt(
    connection: Connection, item: int, token: int, run: str, worker: str
) -> tuple[int, int]:
    """Open an attempt; returns its number and its id."""
    before = select(func.count()).where(attempts.c.item == item).scalar_subquery()
    made = connection.execute(
        insert(attempts)
        .values(
            item=item,
            run=run,
            number=before + 1,
            worker=worker,
            token=token,
            started_at=datetime.now(UTC),
            pictures=[],
            changes=[],
        )
        .returning(attempts.c.number, attempts.c.id)
    )
    number, attempt = made.one()
    return int(number), int(attempt)


def write_ending(
    database: Database, connection: Connection, claim: Claim, ending: Ending
) -> ItemState:
    """Record how an attempt ended, in the caller's transaction; returns the item's new state.

    Raises:
        LostItemError: another worker holds the item now; the transaction must not be committed.
    """
    later, state = ending.retry_after, ending.state
    if state in FINAL and has_open_step(connection, claim.item):
        state = ItemState.IN_DOUBT
    mine = (items.c.id == claim.item, items.c.token == claim.token)
    changed = connection.execute(
        update(items)
        .where(*mine, items.c.state == ItemState.WORKING)
        .values(
            state=state,
            worker=None,
            message=ending.message[:LONGEST],
            record=ending.record[:LONGEST],
            seconds=ending.seconds,
            tries=items.c.tries + int(ending.burns_try),
            not_before=database.now(later) if later else None,
            lease_until=None,
            lease_clock=None,
            updated_at=database.now(),
        )
    )
    if changed.rowcount != 1:
        raise LostItemError(claim.item)
    close_attempt(database, connection, claim, ending)
    return state


def close_attempt(database: Database, connection: Connection, claim: Claim, ending: Ending) -> None:
    """Keep how an attempt ended."""
    connection.execute(
        update(attempts)
        .where(attempts.c.id == claim.attempt)
        .values(
            ended_at=database.now(),
            outcome=ending.outcome,
            message=ending.message[:LONGEST],
            pictures=list(ending.pictures),
            changes=[dict(change) for change in ending.changes],
        )
    )


def write_audit(
    connection: Connection,
    who: str,
    action: str,
    *,
    item: int | None = None,
    run: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """One line of the audit."""
    connection.execute(
        insert(audit).values(
            at=datetime.now(UTC),
            who=who,
            action=action,
            item=item,
            run=run,
            details=dict(details or {}),
        )
    )
