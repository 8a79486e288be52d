"""Paces: how long items take and how many end in a while, as measured."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from runner.item import ItemState
from runner.store.database import Database
from runner.store.tables import attempts, items

MEASURED = 200
"""The newest items of a bot that its times are taken from."""

ENDED = ("done", "business", "technical", "waiting", "in_doubt")
"""Outcomes of attempts that say how fast work goes; what the surroundings cut short does not."""


class PaceStore:
    """What was measured of bots."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def longest_usual(self, bot: str) -> timedelta | None:
        """The time within which 95 of 100 items of a bot are done; None when too few were."""
        found = sorted(self._seconds(bot))
        if len(found) < 20:
            return None
        return timedelta(seconds=found[int(len(found) * 0.95)])

    def usual(self, bot: str) -> timedelta | None:
        """How long an item of a bot takes on average; None before the first one."""
        found = self._seconds(bot)
        return timedelta(seconds=sum(found) / len(found)) if found else None

    def _seconds(self, bot: str) -> list[float]:
        newest = (
            select(items.c.seconds)
            .where(items.c.bot == bot, items.c.state == ItemState.DONE)
            .where(items.c.seconds.is_not(None))
            .order_by(items.c.id.desc())
            .limit(MEASURED)
        )
        with self._database.asking() as connection:
            return [float(seconds) for seconds in connection.execute(newest).scalars()]

    def ended(self, bot: str, since: datetime) -> tuple[int, datetime | None]:
        """How many items of a bot came to an end since a moment, and when the first of them began."""
        query = (
            select(func.count(func.distinct(attempts.c.item)), func.min(attempts.c.started_at))
            .join(items, items.c.id == attempts.c.item)
            .where(items.c.bot == bot, items.c.updated_at >= since)
            .where(items.c.state.not_in([ItemState.NEW, ItemState.WORKING]))
            .where(attempts.c.ended_at >= since, attempts.c.outcome.in_(ENDED))
        )
        with self._database.asking() as connection:
            count, first = connection.execute(query).one()
        return int(count), first
