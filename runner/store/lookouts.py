"""Lookouts: which process looks after a trigger, so that of many hosts one does."""

from datetime import datetime

from sqlalchemy import or_, select, update

from runner.store.bulk import insert_unless_there
from runner.store.database import Database
from runner.store.leases import has_run_out, host_name, lease
from runner.store.unattended_tables import lookouts

NOBODYS = {"worker": None, "lease_until": None, "lease_clock": None}


class LookoutStore:
    """Gives a trigger to one process at a time.

    It keeps hosts out of each other's way. That a content is begun once does not depend on it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def hold(self, trigger: str, worker: str) -> bool:
        """Look after a trigger; False when a living process does.

        Whoever calls holds the trigger's lock, which proves that nobody else of this machine has it.
        """
        gone = or_(
            lookouts.c.worker.is_(None),
            lookouts.c.worker.startswith(f"{host_name()}-", autoescape=True),
            has_run_out(self._database, lookouts),
        )
        with self._database.writing() as connection:
            first = insert_unless_there(connection, lookouts)
            connection.execute(first.values(trigger=trigger, first_at=self._database.now()))
            query = update(lookouts).where(lookouts.c.trigger == trigger, gone)
            found = connection.execute(query.values(worker=worker, **lease(self._database)))
            return bool(found.rowcount == 1)

    def renew(self, trigger: str, worker: str) -> bool:
        """Say that its process lives; False when another one has the trigger now."""
        mine = (lookouts.c.trigger == trigger) & (lookouts.c.worker == worker)
        with self._database.writing() as connection:
            found = connection.execute(update(lookouts).where(mine).values(lease(self._database)))
            return bool(found.rowcount == 1)

    def let_go(self, trigger: str, worker: str) -> None:
        """A process looks after its trigger no more."""
        mine = (lookouts.c.trigger == trigger) & (lookouts.c.worker == worker)
        with self._database.writing() as connection:
            connection.execute(update(lookouts).where(mine).values(NOBODYS))

    def first_at(self, trigger: str) -> datetime | None:
        """When the trigger was looked after for the first time."""
        query = select(lookouts.c.first_at).where(lookouts.c.trigger == trigger)
        with self._database.reading() as connection:
            found: datetime | None = connection.execute(query).scalar()
            return found
