"""Seats: how many signed-in sessions of an app there are at once, over all hosts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Connection,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    text,
)

from runner.store.database import Database
from runner.store.leases import has_run_out, lease
from runner.store.tables import seats

LOCK = 0x64736B73
"""An advisory lock, so that of several hosts one counts, and takes, at a time."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A session of an app, or one that is about to be opened."""

    app: str
    account: str
    """A digest, or a credential's name; never a secret."""
    worker: str
    taken_at: datetime


class SeatStore:
    """Takes seats and gives them back. A worker has one seat of an app.

    They are renewed with the items of their worker, and free again when it is buried.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(
        self, app: str, account: str, worker: str, *, most: int | None, most_per_account: int | None
    ) -> bool:
        """Take a seat before a session is opened; False where none is free.

        Who has a seat of the app gets it again. Seats whose lease and grace are over are free.
        Where those who sit there go by another number, the lower one counts.
        """
        with self._database.writing() as connection:
            self._alone(connection)
            mine = and_(seats.c.app == app, seats.c.worker == worker)
            connection.execute(delete(seats).where(or_(mine, has_run_out(self._database, seats))))
            taken = select(func.count()).select_from(seats).where(seats.c.app == app)
            all_of_app = connection.execute(taken).scalar_one()
            lowest = select(func.min(seats.c.most)).where(seats.c.app == app)
            told = [most, connection.execute(lowest).scalar_one()]
            same_account = connection.execute(taken.where(seats.c.account == account)).scalar_one()
            if any(number is not None and all_of_app >= number for number in told):
                return False
            if most_per_account is not None and same_account >= most_per_account:
                return False
            values = {"app": app, "account": account, "worker": worker, "most": most}
            now = self._database.now()
            connection.execute(
                insert(seats).values(taken_at=now, **values, **lease(self._database))
            )
        return True

    def free(self, worker: str, app: str | None = None) -> int:
        """Give back what a worker has, of one app or of all; returns how many seats."""
        mine = seats.c.worker == worker
        with self._database.writing() as connection:
            query = delete(seats).where(mine if app is None else and_(mine, seats.c.app == app))
            return int(connection.execute(query).rowcount)

    def taken(self, app: str | None = None) -> list[Seat]:
        """The seats that are taken now, by app and time."""
        query = select(seats.c.app, seats.c.account, seats.c.worker, seats.c.taken_at)
        query = query.where(~has_run_out(self._database, seats)).order_by(
            seats.c.app, seats.c.taken_at
        )
        if app is not None:
            query = query.where(seats.c.app == app)
        with self._database.reading() as connection:
            return [Seat(*row) for row in connection.execute(query)]

    def _alone(self, connection: Connection) -> None:
        """Let nobody count meanwhile. In a file, who writes is alone anyway."""
        if self._database.shared:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
