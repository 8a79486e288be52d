"""Fires: a schedule's due times, each fired once, however many processes look at the clock."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    func,
    insert,
    or_,
    select,
    text,
    update,
)

from runner.errors import EnvironmentFault
from runner.store.bulk import insert_unless_there
from runner.store.database import Database
from runner.store.leases import has_run_out
from runner.store.runs import RunState
from runner.store.tables import plain_text, runs
from runner.store.unattended_tables import fires


class FireTakenError(EnvironmentFault):
    """Beginning a run took so long that another process began it."""

    def __init__(self, schedule: str) -> None:
        super().__init__(
            f"Another process has begun this run of {schedule} meanwhile.",
            hint="Nothing is lost: look at `deskhand runs`.",
        )


@dataclass(frozen=True, slots=True)
class Fire:
    """A due time of a schedule that one process has taken upon itself."""

    schedule: str
    slot: datetime
    """When it was due, in UTC."""
    host: str
    fired_at: datetime
    run: str | None = None
    """The run that came of it."""
    outcome: str = ""
    """What came of it, in words: why no run was begun, for one."""


WAITS = "waits"
"""The outcome of a due time that is begun when the run before it has ended."""

BEGINNING = timedelta(minutes=10)
"""A fire without outcome or run that is older than this belongs to a process that died."""

FIRST_SEEN = "first seen; due times count from here"

SEEN = (FIRST_SEEN, WAITS)
"""Outcomes of due times of which nothing has come yet."""

REPLACED = "replaced by a later due time"

MOST_ENDED = 200
"""Ended runs of a schedule that are looked at, at a time."""

LOCK = 0x6669726573
"""With the schedule's name, an advisory lock, so that one decides over a schedule at a time."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a schedule stands at the moment when somebody decides over it."""

    last: datetime | None
    """The latest due time that was decided over; of those that have come."""
    waiting: tuple[datetime, ...]
    """Due times that wait for an earlier run to end, the earliest first."""
    busy: str | None
    """The run that is at work, or that one is being begun; None when there is none."""
    abandoned: tuple[datetime, ...] = ()
    """Due times that a process took and then died before it began anything, the earliest first."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What becomes of one due time; without an outcome, whoever decides begins it."""

    slot: datetime
    outcome: str = ""


class FireStore:
    """Which due times were fired, by whom, and what came of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def fire(self, schedule: str, slot: datetime, *, host: str) -> bool:
        """Take a due time; False when somebody has taken it already.

        Whoever gets True starts what is due, then says with `close` what came of it. A process that
        dies between the two leaves a fire without an outcome, which nobody fires again.
        """
        values = {"schedule": schedule, "slot": slot, "host": host, "outcome": ""}
        with self._database.writing() as connection:
            now = self._database.now()
            query = insert_unless_there(connection, fires).values(fired_at=now, **values)
            return connection.execute(query.returning(fires.c.slot)).first() is not None

    def decide(
        self,
        schedule: str,
        host: str,
        deciding: Callable[[Standing], Sequence[Decided]],
        *,
        now: datetime,
    ) -> list[datetime]:
        """Decide over a schedule's due times while nobody else does.

        Returns the due times that the caller is to begin, and to `close` with the run that came
        of each. All decisions are on disk by then. What was decided over times later than `now`,
        by a clock that was set ahead, is decided on again when they come, unless it was run.
        """
        with self._database.writing() as connection:
            self._alone(connection, schedule)
            standing = self._standing(connection, schedule, now)
            written = [
                one for one in deciding(standing) if self._write(connection, schedule, host, one)
            ]
        return [one.slot for one in written if not one.outcome]

    def _alone(self, connection: Connection, schedule: str) -> None:
        """Let nobody decide meanwhile. In a file, who writes is alone anyway."""
        if self._database.shared:
            key = int.from_bytes(blake2b(schedule.encode(), digest_size=4).digest(), signed=True)
            query = text("SELECT pg_advisory_xact_lock(:lock, :key)")
            connection.execute(query, {"lock": LOCK & 0x7FFFFFFF, "key": key})

    def _standing(self, connection: Connection, schedule: str, now: datetime) -> Standing:
        mine = (fires.c.schedule == schedule) & (fires.c.slot <= now)
        last = connection.execute(select(func.max(fires.c.slot)).where(mine)).scalar_one()
        slots = select(fires.c.slot).where(mine).order_by(fires.c.slot)
        waiting = connection.execute(slots.where(fires.c.outcome == WAITS)).scalars()
        begun = (fires.c.outcome == "") & fires.c.run.is_(None)
        fresh = fires.c.fired_at >= self._database.now(-BEGINNING)
        abandoned = connection.execute(slots.where(begun & ~fresh)).scalars()
        at_work = select(fires.c.run).select_from(fires.outerjoin(runs, runs.c.id == fires.c.run))
        at_work = at_work.where(mine & or_(begun & fresh, self._at_work()))
        found = connection.execute(at_work.limit(1)).first()
        busy = None if found is None else found[0] or "one that is being begun"
        return Standing(last, tuple(waiting), busy, tuple(abandoned))

    def _at_work(self) -> ColumnElement[bool]:
        """Whether a run is at work: left to the fleet, or in the hands of a living process."""
        alone = and_(runs.c.state == RunState.RUNNING, ~has_run_out(self._database, runs))
        return or_(runs.c.state == RunState.QUEUED, alone)

    def _write(self, connection: Connection, schedule: str, host: str, decided: Decided) -> bool:
        """Record a decision; False where a run has come of the due time already."""
        now = self._database.now()
        values = {"host": host, "outcome": plain_text(decided.outcome), "fired_at": now}
        same = (fires.c.schedule == schedule) & (fires.c.slot == decided.slot)
        undecided = same & fires.c.run.is_(None)
        if connection.execute(update(fires).where(undecided).values(values)).rowcount:
            return True
        if connection.execute(select(fires.c.slot).where(same)).first() is not None:
            return False
        query = insert(fires).values(schedule=schedule, slot=decided.slot, **values)
        connection.execute(query)
        return True

    def bind(
        self, connection: Connection, schedule: str, slot: datetime, run: str, *, host: str
    ) -> None:
        """Note the run that came of a fire, in the transaction that begins the run.

        Raises:
            FireTakenError: it took so long that another process has begun it.
        """
        same = (fires.c.schedule == schedule) & (fires.c.slot == slot)
        mine = same & fires.c.run.is_(None) & (fires.c.host == host)
        if not connection.execute(update(fires).where(mine).values(run=run, outcome="")).rowcount:
            raise FireTakenError(schedule)

    def replaced(self, run: str) -> None:
        """Note that a run was stopped for a later due time."""
        with self._database.writing() as connection:
            query = update(fires).where(fires.c.run == run)
            connection.execute(query.values(outcome=REPLACED))

    def of_run(self, run: str) -> Fire | None:
        """The due time of which a run came, if one did."""
        found = self._read(select(fires).where(fires.c.run == run), 1)
        return found[0] if found else None

    def left_behind(self, schedule: str) -> list[str]:
        """Runs of a schedule that have not ended and are not left to the fleet, the oldest first.

        They were stopped, or died, or are at work: `resume` knows. Those that were replaced by a
        later one are left out.
        """
        query = (
            select(fires.c.run)
            .join(runs, runs.c.id == fires.c.run)
            .where(fires.c.schedule == schedule, fires.c.outcome == "")
            .where(runs.c.state.in_([RunState.STOPPED, RunState.RUNNING]))
            .order_by(fires.c.slot)
        )
        with self._database.reading() as connection:
            return [run for run in connection.execute(query).scalars() if run is not None]

    def ended(self, schedule: str, since: datetime, *, without: str) -> list[Fire]:
        """Fires of a schedule, due later than a moment, whose runs have ended; the earliest first.

        Those are left out whose due time another schedule, `without`, has fired already.
        """
        other = fires.alias()
        fired = select(other.c.slot).where(
            other.c.schedule == without, other.c.slot == fires.c.slot
        )
        query = (
            select(fires)
            .join(runs, runs.c.id == fires.c.run)
            .where(fires.c.schedule == schedule, fires.c.slot > since, ~fired.exists())
            .where(runs.c.state == RunState.ENDED)
        )
        return sorted(self._read(query, MOST_ENDED), key=lambda fire: fire.slot)

    def close(
        self, schedule: str, slot: datetime, *, run: str | None = None, outcome: str = ""
    ) -> None:
        """Note what came of a fire of which no run came yet."""
        same = (fires.c.schedule == schedule) & (fires.c.slot == slot) & fires.c.run.is_(None)
        with self._database.writing() as connection:
            values = {"run": run, "outcome": plain_text(outcome)}
            connection.execute(update(fires).where(same).values(values))

    def first(self, schedule: str) -> Fire | None:
        """The earliest due time that is known of a schedule."""
        query = select(fires).where(fires.c.schedule == schedule).order_by(fires.c.slot).limit(1)
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else Fire(**row)

    def last(self, schedule: str) -> Fire | None:
        """The latest due time of a schedule that was fired."""
        found = self._read(select(fires).where(fires.c.schedule == schedule), 1)
        return found[0] if found else None

    def was_begun(self, schedule: str, slot: datetime) -> bool:
        """Whether a run came of a due time."""
        same = (fires.c.schedule == schedule) & (fires.c.slot == slot) & fires.c.run.is_not(None)
        with self._database.reading() as connection:
            return connection.execute(select(fires.c.run).where(same)).first() is not None

    def last_begun(self, schedule: str) -> Fire | None:
        """The latest due time of a schedule of which a run came, or should have come."""
        mine = fires.c.schedule == schedule
        found = self._read(select(fires).where(mine, fires.c.outcome.not_in(SEEN)), 1)
        return found[0] if found else None

    def recent(self, schedule: str | None = None, *, limit: int = 50) -> list[Fire]:
        """Fires of one schedule, or of all, the latest due time first."""
        query = select(fires)
        return self._read(
            query if schedule is None else query.where(fires.c.schedule == schedule), limit
        )

    def _read(self, query: Select[tuple[object, ...]], limit: int) -> list[Fire]:
        latest = query.order_by(fires.c.slot.desc(), fires.c.schedule).limit(limit)
        with self._database.reading() as connection:
            return [Fire(**row) for row in connection.execute(latest).mappings()]
