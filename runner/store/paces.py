"""Paces: how long items take and how many end in a while, as measured."""

from datetime import datetime, timedelta

from sqlalchemy import Subquery, func, select

from runner.item import ItemState
from runner.store.database import Database
from runner.store.tables import attempts, items

MEASURED = 200
"""The newest items of a bot that its times are taken from."""

LOOKED_AT = 20_000
"""The newest attempts, of all bots, that are looked at for a rate."""

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
        """The time within which half of a bot's items are done; None when none was lately."""
        found = sorted(self._seconds(bot))
        return timedelta(seconds=found[len(found) // 2]) if found else None

    def _seconds(self, bot: str) -> list[float]:
        newest = newest_attempts(LOOKED_AT // 10)
        took = (
            select(newest.c.started_at, newest.c.ended_at)
            .join(items, items.c.id == newest.c.item)
            .where(items.c.bot == bot, newest.c.outcome == "done")
            .limit(MEASURED)
        )
        with self._database.asking() as connection:
            return [(end - begin).total_seconds() for begin, end in connection.execute(took)]

    def ended(self, bot: str, since: datetime) -> tuple[int, datetime | None]:
        """How many items of a bot came to an end since a moment, and when the first of them began.

        At most some ten thousand are counted; the first is then the first of these.
        """
        newest = newest_attempts(LOOKED_AT)
        query = (
            select(func.count(func.distinct(newest.c.item)), func.min(newest.c.started_at))
            .join(items, items.c.id == newest.c.item)
            .where(items.c.bot == bot, items.c.state.not_in([ItemState.NEW, ItemState.WORKING]))
            .where(newest.c.ended_at >= since, newest.c.outcome.in_(ENDED))
        )
        with self._database.asking() as connection:
            count, first = connection.execute(query).one()
        return int(count), first


def newest_attempts(most: int) -> Subquery:
    """The newest attempts of all bots: there may be millions, and none is found by its time."""
    return select(attempts).order_by(attempts.c.id.desc()).limit(most).subquery()
