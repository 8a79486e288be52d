"""Breakers: an app that fails again and again is left alone by the whole fleet, and looked at."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, or_, select, update

from runner.store.bulk import insert_unless_there
from runner.store.database import Database
from runner.store.items import CLOCK_SLACK, write_audit
from runner.store.leases import has_run_out, lease
from runner.store.tables import plain_text
from runner.store.unattended_tables import breakers

FORGOTTEN = timedelta(hours=1)
"""A failure that is older than this is not in a row with a new one."""

LONGEST_REASON = 2000

NOBODYS = {"worker": None, "lease_until": None, "lease_clock": None}


@dataclass(frozen=True, slots=True)
class Failed:
    """An app did not answer, or let nobody in; no item is to blame for it."""

    app: str
    """Its selector file."""
    address: str
    """Instead of the address in the selector file; empty for that one."""
    reason: str


@dataclass(frozen=True, slots=True)
class Outage:
    """An app that is left alone until it answers again."""

    app: str
    address: str
    reason: str
    """What was said of it last."""
    since: datetime
    failures: int
    """In a row, before it was left alone."""
    probes: int
    """Looks at it since, all in vain."""
    probe_at: datetime
    """When it is looked at next."""
    failed_at: datetime
    """When it failed last."""

    def names(self) -> tuple[str, str]:
        """What it is known by."""
        return self.app, self.address


class BreakerStore:
    """Counts failures of apps over all workers and hosts, and lets one host at a time look."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def failed(self, failed: Failed, *, after: int, probe: timedelta) -> Outage | None:
        """Count a failure; returns the outage when this was the one too many.

        From then on the app is to be left alone, and looked at after `probe`. An app that is left
        alone is not counted any further.
        """
        with self._database.writing() as connection:
            now = self._now(connection)
            self._count(connection, failed, now)
            full = and_(
                _same(failed.app, failed.address),
                breakers.c.opened_at.is_(None),
                breakers.c.failures >= after,
            )
            opened = update(breakers).where(full).values(opened_at=now, probe_at=now + probe)
            found = connection.execute(opened.returning(breakers)).mappings().first()
            if found is None:
                return None
            details = {"app": failed.app, "reason": found["reason"]}
            write_audit(connection, "breaker", "app left alone", details=details)
            return _outage(found)

    def _count(self, connection: Connection, failed: Failed, now: datetime) -> None:
        first = {
            "app": failed.app,
            "address": failed.address,
            "failures": 0,
            "reason": "",
            "failed_at": now,
            "probes": 0,
        }
        connection.execute(insert_unless_there(connection, breakers).values(first))
        mine = and_(_same(failed.app, failed.address), breakers.c.opened_at.is_(None))
        old = breakers.c.failed_at < now - FORGOTTEN
        connection.execute(update(breakers).where(mine, old).values(failures=0))
        connection.execute(
            update(breakers)
            .where(mine)
            .values(
                failures=breakers.c.failures + 1,
                reason=plain_text(failed.reason[:LONGEST_REASON]),
                failed_at=now,
            )
        )

    def _now(self, connection: Connection) -> datetime:
        now: datetime = connection.execute(select(self._database.now())).scalar_one()
        return now

    def worked(self, names: Collection[tuple[str, str]]) -> None:
        """Apps have just worked: what was counted of them before is in no row any more."""
        with self._database.writing() as connection:
            for app, address in names:
                counted = and_(_same(app, address), breakers.c.opened_at.is_(None))
                connection.execute(update(breakers).where(counted).values(failures=0))

    def failing(self) -> set[tuple[str, str]]:
        """Apps, and their addresses, of which failures are counted; they are not left alone yet."""
        query = select(breakers.c.app, breakers.c.address).where(
            breakers.c.opened_at.is_(None), breakers.c.failures > 0
        )
        with self._database.asking() as connection:
            return {(row[0], row[1]) for row in connection.execute(query)}

    def outages(self) -> list[Outage]:
        """Apps that are left alone now."""
        query = select(breakers).where(breakers.c.opened_at.is_not(None)).order_by(breakers.c.app)
        with self._database.asking() as connection:
            return [_outage(row) for row in connection.execute(query).mappings()]

    def take_probe(self, outage: Outage, worker: str) -> bool:
        """Take it upon oneself to look at an app; False when it is too early, or another one does.

        Whoever takes it has the length of a lease for it.
        """
        free = or_(breakers.c.worker.is_(None), has_run_out(self._database, breakers))
        due = and_(
            _same(*outage.names()),
            breakers.c.opened_at.is_not(None),
            or_(
                breakers.c.probe_at <= self._database.now(),
                # Failed in the future: the clock was set back since, and its time may never come.
                breakers.c.failed_at > self._database.now(CLOCK_SLACK),
            ),
            free,
        )
        query = update(breakers).where(due).values(worker=worker, **lease(self._database))
        with self._database.writing() as connection:
            return connection.execute(query).rowcount == 1

    def still_out(self, outage: Outage, worker: str, reason: str, *, again: timedelta) -> None:
        """A look was in vain; the next one is after `again`."""
        query = update(breakers).where(
            _same(*outage.names()), breakers.c.opened_at.is_not(None), breakers.c.worker == worker
        )
        values = {
            "reason": plain_text(reason[:LONGEST_REASON]),
            "probes": breakers.c.probes + 1,
            "probe_at": self._database.now(again),
            "failed_at": self._database.now(),
        }
        with self._database.writing() as connection:
            connection.execute(query.values(**values, **NOBODYS))

    def recovered(self, outage: Outage, who: str) -> bool:
        """The app answers again, or a person says so; False when somebody said so before."""
        query = update(breakers).where(
            _same(*outage.names()),
            breakers.c.opened_at.is_not(None),
            breakers.c.opened_at <= outage.since,
        )
        values = {"failures": 0, "probes": 0, "opened_at": None, "probe_at": None, **NOBODYS}
        with self._database.writing() as connection:
            closed = connection.execute(query.values(values)).rowcount == 1
            if closed:
                write_audit(connection, who, "app is back", details={"app": outage.app})
        return closed


def _same(app: str, address: str) -> ColumnElement[bool]:
    return and_(breakers.c.app == app, breakers.c.address == address)


def _outage(row: RowMapping) -> Outage:
    return Outage(
        row["app"],
        row["address"],
        row["reason"],
        row["opened_at"],
        row["failures"],
        row["probes"],
        row["probe_at"],
        row["failed_at"],
    )
