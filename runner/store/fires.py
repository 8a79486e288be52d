"""Fires: a schedule's due times, each fired once, however many processes look at the clock."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select, update

from runner.store.bulk import insert_unless_there
from runner.store.database import Database
from runner.store.tables import fires, plain_text


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

    def close(
        self, schedule: str, slot: datetime, *, run: str | None = None, outcome: str = ""
    ) -> None:
        """Note what came of a fire."""
        same = (fires.c.schedule == schedule) & (fires.c.slot == slot)
        with self._database.writing() as connection:
            values = {"run": run, "outcome": plain_text(outcome)}
            connection.execute(update(fires).where(same).values(values))

    def last(self, schedule: str) -> Fire | None:
        """The latest due time of a schedule that was fired."""
        found = self._read(select(fires).where(fires.c.schedule == schedule), 1)
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
