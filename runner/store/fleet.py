"""The fleet: workers on any number of hosts, the runs that are left to them, and pauses."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, update

from runner.item import ItemState
from runner.store.database import Database
from runner.store.items import is_due, next_due, serial_key_in_work, write_audit
from runner.store.leases import LEASE_SECONDS
from runner.store.runs import RunState
from runner.store.tables import items, pauses, runs, workers

UNFINISHED = (ItemState.NEW, ItemState.WORKING)

KEPT_SECONDS = 86_400.0
"""How long a worker that was not seen any more is still listed."""


SLACK = timedelta(minutes=1)
"""A host's own clock may be behind the database's, which decides, by so much."""


class Pausable(StrEnum):
    """What can be paused."""

    BOT = "bot"
    APP = "app"
    HOST = "host"
    SCHEDULE = "schedule"
    """Nothing new is begun by it; what it began goes on."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Somebody wants no work done by a bot, on an app, on a host, or none begun by a schedule."""

    what: Pausable
    name: str
    who: str
    at: datetime
    reason: str = ""
    until: datetime | None = None
    """When it is over by itself; None when somebody has to say so."""


@dataclass(frozen=True, slots=True)
class Host:
    """A supervisor that serves runs, and what it can do."""

    name: str
    host: str
    slots: int
    kinds: tuple[str, ...]
    """The kinds of screens that can be worked there."""
    bots: tuple[str, ...] | None
    """The only bots that it works; None for all."""
    version: str
    started_at: datetime


@dataclass(frozen=True, slots=True)
class SeenHost:
    """A host as others see it."""

    host: Host
    state: str
    """`serving`, `draining`, `stopping`, or `lost` when it gave no sign of life for a lease."""
    seen_at: datetime
    items: int
    """Items in the hands of its workers."""


class FleetStore:
    """Hosts, the runs that they may work, and pauses."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sign_on(self, host: Host) -> None:
        """A host begins to serve; those that have long gone are forgotten."""
        database = self._database
        long_gone = workers.c.lease_until + KEPT_SECONDS < database.seconds()
        other_clock = workers.c.lease_clock != database.clock
        values = {
            "name": host.name,
            "host": host.host,
            "state": "serving",
            "slots": host.slots,
            "kinds": list(host.kinds),
            "bots": None if host.bots is None else list(host.bots),
            "version": host.version,
            "started_at": host.started_at,
        }
        with database.writing() as connection:
            connection.execute(delete(workers).where(long_gone | other_clock))
            connection.execute(insert(workers).values(values | self._seen()))

    def sign(self, name: str, state: str) -> bool:
        """A sign of life; returns whether somebody asked the host to drain."""
        query = update(workers).where(workers.c.name == name)
        with self._database.writing() as connection:
            signed = query.values(state=state, **self._seen()).returning(workers.c.drain_at)
            return connection.execute(signed).scalar() is not None

    def drain(self, names: Collection[str], who: str) -> None:
        """Ask hosts to take nothing new, to finish what they have in work, and to end."""
        query = update(workers).where(workers.c.name.in_(names), workers.c.drain_at.is_(None))
        with self._database.writing() as connection:
            asked = query.values(drain_at=self._database.now()).returning(workers.c.name)
            for name in connection.execute(asked).scalars().all():
                write_audit(connection, who, "drain", details={"host": name})

    def sign_off(self, name: str) -> None:
        """A host serves no more."""
        with self._database.writing() as connection:
            connection.execute(delete(workers).where(workers.c.name == name))

    def _seen(self) -> dict[str, Any]:
        database = self._database
        return {
            "seen_at": database.now(),
            "lease_until": database.seconds() + LEASE_SECONDS,
            "lease_clock": database.clock,
        }

    def hosts(self) -> list[SeenHost]:
        """Every host that serves or lately did, by name."""
        database = self._database
        # A worker's name begins with its host's.
        mine = items.c.worker.startswith(workers.c.host, autoescape=False)
        held = (
            select(func.count())
            .select_from(items)
            .where(items.c.state == ItemState.WORKING, mine)
            .scalar_subquery()
        )
        alive = and_(
            workers.c.lease_clock == database.clock, workers.c.lease_until > database.seconds()
        )
        query = select(workers, held.label("items"), alive.label("alive")).order_by(workers.c.name)
        with database.reading() as connection:
            rows = connection.execute(query).mappings().all()
        return [
            SeenHost(
                Host(
                    row["name"],
                    row["host"],
                    row["slots"],
                    tuple(row["kinds"]),
                    None if row["bots"] is None else tuple(row["bots"]),
                    row["version"],
                    row["started_at"],
                ),
                row["state"] if row["alive"] else "lost",
                row["seen_at"],
                row["items"],
            )
            for row in rows
        ]

    def next_run(self, without: Collection[str]) -> str | None:
        """The queued run whose next item has its turn first, or None.

        `without` names runs that are not to be looked at.
        """
        queued = select(runs.c.id).where(runs.c.state == RunState.QUEUED)
        # Run by run, so that a million items that nobody may work now are not looked through.
        first = (
            select(items.c.priority, items.c.due_at, items.c.id, items.c.run)
            .where(items.c.state == ItemState.NEW)
            .where(is_due(self._database), ~serial_key_in_work())
            .order_by(items.c.priority, items.c.due_at, items.c.id)
            .limit(1)
        )
        now = datetime.now(UTC)
        with self._database.reading() as connection:
            found = set(connection.execute(queued).scalars()) - set(without)
            times = {run: next_due(connection, run) for run in found}
            due = [run for run, time in times.items() if time is not None and time <= now + SLACK]
            firsts = [connection.execute(first.where(items.c.run == run)).first() for run in due]
        turns = sorted(tuple(row) for row in firsts if row is not None)
        return str(turns[0][-1]) if turns else None

    def due_items(self, run: str, most: int) -> int:
        """How many of a run's items could be worked now, at most `most`."""
        some = (
            select(items.c.id)
            .where(items.c.run == run, items.c.state == ItemState.NEW, is_due(self._database))
            .limit(most)
            .subquery()
        )
        with self._database.asking() as connection:
            return int(connection.execute(select(func.count()).select_from(some)).scalar_one())

    def worked_out(self) -> list[str]:
        """Queued runs of which nothing is left to be worked."""
        left = select(items.c.id).where(items.c.run == runs.c.id, items.c.state.in_(UNFINISHED))
        query = select(runs.c.id).where(runs.c.state == RunState.QUEUED, ~left.exists())
        with self._database.asking() as connection:
            return list(connection.execute(query).scalars())

    def end_run(self, run: str, exit_code: int, message: str) -> bool:
        """End a queued run; False when another host was faster, or something came back."""
        left = select(items.c.id).where(items.c.run == run, items.c.state.in_(UNFINISHED))
        query = (
            update(runs)
            .where(runs.c.id == run, runs.c.state == RunState.QUEUED, ~left.exists())
            .values(
                state=RunState.ENDED,
                exit_code=exit_code,
                message=message,
                ended_at=self._database.now(),
            )
        )
        with self._database.writing() as connection:
            if not connection.execute(query).rowcount:
                return False
            # What came back while the update waited for the run is seen by a later statement only.
            if connection.execute(left.limit(1)).first() is None:
                return True
            again = update(runs).where(runs.c.id == run)
            connection.execute(again.values(state=RunState.QUEUED, exit_code=None, ended_at=None))
            return False

    def pause(self, pause: Pause) -> None:
        """Pause a bot, an app, a host or a schedule; pausing again changes who, why and until."""
        same = and_(pauses.c.what == pause.what, pauses.c.name == pause.name)
        with self._database.writing() as connection:
            connection.execute(delete(pauses).where(same))
            connection.execute(
                insert(pauses).values(
                    what=pause.what,
                    name=pause.name,
                    who=pause.who,
                    at=pause.at,
                    reason=pause.reason,
                    until=pause.until,
                )
            )
            details = {pause.what.value: pause.name, "reason": pause.reason}
            if pause.until is not None:
                details["until"] = pause.until.isoformat()
            write_audit(connection, pause.who, "pause", details=details)

    def unpause(self, what: Pausable, name: str, who: str) -> bool:
        """Let work go on; False when nothing was paused."""
        same = and_(pauses.c.what == what, pauses.c.name == name)
        with self._database.writing() as connection:
            found = connection.execute(delete(pauses).where(same, self._lasts())).rowcount
            if found:
                write_audit(connection, who, "unpause", details={what.value: name})
        return bool(found)

    def pauses(self) -> list[Pause]:
        """What is paused now, by the database's clock."""
        query = select(pauses).where(self._lasts()).order_by(pauses.c.what, pauses.c.name)
        with self._database.asking() as connection:
            rows = connection.execute(query).mappings().all()
        return [Pause(**{**row, "what": Pausable(row["what"])}) for row in rows]

    def clear_ended_pauses(self) -> list[Pause]:
        """Forget pauses that are over, each with a line of the audit; returns them."""
        over = pauses.c.until <= self._database.now()
        with self._database.asking() as connection:
            if connection.execute(select(pauses.c.name).where(over).limit(1)).first() is None:
                return []
        with self._database.writing() as connection:
            gone = delete(pauses).where(over).returning(pauses)
            rows = connection.execute(gone).mappings().all()
            for row in rows:
                details = {row["what"]: row["name"], "paused_by": row["who"]}
                write_audit(connection, "the clock", "unpause", details=details)
        return [Pause(**{**row, "what": Pausable(row["what"])}) for row in rows]

    def _lasts(self) -> ColumnElement[bool]:
        return or_(pauses.c.until.is_(None), pauses.c.until > self._database.now())
