"""Deaths: what becomes of the items in the hands of a worker that is gone."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, select, update

from runner.item import ItemState
from runner.store.database import Database
from runner.store.leases import has_run_out
from runner.store.step_state import StepState, has_open_step
from runner.store.tables import attempts, items, seats

DEATHS_ALLOWED = 3
"""Workers that may die at one item; deaths that it is not to blame for do not count."""


@dataclass(frozen=True, slots=True)
class Death:
    """Why a worker died, and what that costs the items in its hands."""

    reason: str
    burns_try: bool = False
    """A deadline burns a try; a killed process or a dead browser does not."""
    counts: bool = True
    """False when a person, or the surroundings, ended the worker: no item is to blame."""
    deaths_allowed: int = DEATHS_ALLOWED
    tries_allowed: int = 3

    def spent(self, deaths: int, tries: int) -> bool:
        """Whether an item is to be set aside."""
        killer = self.counts and deaths >= self.deaths_allowed
        return killer or (self.burns_try and tries + 1 >= self.tries_allowed)

    def looked(self, deaths: int, tries: int) -> bool:
        """Whether the attempt that died was the item's last look, by what it had before."""
        return deaths >= self.deaths_allowed or tries >= self.tries_allowed


@dataclass(frozen=True, slots=True)
class Burial:
    """What became of an item whose worker died."""

    state: ItemState
    spent: bool
    """Whether nothing is entered for it any more; if it is `new`, it gets a last look."""


def bury(
    database: Database, worker: str, death: Death, *, only_run_out: bool = False
) -> dict[int, Burial]:
    """Take a dead worker's items and seats back; returns what became of each item.

    Of a worker whose death is not proven, only what it may not work on any more is taken.

    An item goes to `new`, to be settled and tried again. One that has seen too many deaths
    or deadlines is set aside as `failed`. If a step of it is open, it goes to `new` for one
    last look, and only then to `in_doubt`.
    """
    taken: dict[int, Burial] = {}
    with database.writing() as connection:
        if not only_run_out:
            connection.execute(delete(seats).where(seats.c.worker == worker))
        held = select(items.c.id, items.c.deaths, items.c.tries, items.c.token).where(
            items.c.worker == worker, items.c.state == ItemState.WORKING
        )
        if only_run_out:
            held = held.where(has_run_out(database))
        rows = connection.execute(held.with_for_update()).all()
        for item, deaths, tries, token in rows:
            spent = death.spent(deaths + 1, tries)
            looked = death.looked(deaths, tries)
            state = spent_state(connection, item, looked=looked) if spent else ItemState.NEW
            taken[item] = Burial(state, spent)
            take_back(database, connection, item, state, death)
            end_attempt(connection, item, token, death.reason)
    return taken


def take_back(
    database: Database, connection: Connection, item: int, state: ItemState, death: Death
) -> None:
    """Take an item out of a dead worker's hands."""
    connection.execute(
        update(items)
        .where(items.c.id == item)
        .values(
            state=state,
            worker=None,
            deaths=items.c.deaths + int(death.counts),
            tries=items.c.tries + int(death.burns_try),
            not_before=None,
            lease_until=None,
            lease_clock=None,
            message=death.reason,
            updated_at=database.now(),
        )
    )


def end_attempt(connection: Connection, item: int, token: int, reason: str) -> None:
    """Close the attempt that a dead worker left open."""
    connection.execute(
        update(attempts)
        .where(attempts.c.item == item, attempts.c.token == token, attempts.c.ended_at.is_(None))
        .values(ended_at=datetime.now(UTC), outcome="died", message=reason)
    )


def spent_state(connection: Connection, item: int, *, looked: bool) -> ItemState:
    """What becomes of an item that killed its worker, or took too long, too often."""
    if not has_open_step(connection, item):
        return ItemState.FAILED
    if looked or has_open_step(connection, item, (StepState.IN_DOUBT,)):
        return ItemState.IN_DOUBT
    return ItemState.NEW
