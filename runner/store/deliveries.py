"""Deliveries: what triggers were given, each content taken once, and what became of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, delete, insert, literal, select

from runner.errors import DeskhandError
from runner.item import ItemState
from runner.store.bulk import insert_unless_there
from runner.store.database import Database
from runner.store.tables import items, plain_text
from runner.store.unattended_tables import deliveries

CHUNK = 500
"""Digests that are asked for at a time."""


class DeliveryState(StrEnum):
    """What became of something that arrived."""

    BEGUN = "begun"
    """A run has its items; the run tells the rest."""
    REJECTED = "rejected"
    """It cannot be read, or does not fit the bot."""
    SET_ASIDE = "set_aside"
    """Left to a person: who sent it is not certain, say."""
    SEEN_BEFORE = "seen_before"
    """The same content was begun before, and was not worked again."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Something that a trigger was given."""

    trigger: str
    digest: str
    """Tells one content from another: SHA-256 in hex, or what else identifies it."""
    source: str
    """Its name for people."""
    size: int = 0
    """In bytes."""
    message_id: str | None = None
    place: str | None = None
    """Where it lies while it is worked on: who finds it there again only has to tidy up."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """An arrival, and what became of it."""

    arrival: Arrival
    state: DeliveryState
    reason: str
    run: str | None
    worker: str
    at: datetime


class DeliveredBeforeError(DeskhandError):
    """Somebody else has begun the same content meanwhile; nothing of this run is kept."""

    def __init__(self, trigger: str, digests: Collection[str]) -> None:
        self.digests = frozenset(digests)
        super().__init__(
            f"Trigger {trigger!r}: {len(self.digests)} of what arrived was begun by another "
            "process meanwhile."
        )


@dataclass(frozen=True, slots=True)
class DoneItem:
    """A finished item of another bot."""

    id: int
    key: str | None
    payload: dict[str, Any]
    record: str


class DeliveryStore:
    """Remembers what arrived. A content is begun once for each trigger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begun(self, trigger: str, digests: Collection[str]) -> dict[str, Delivery]:
        """Those of the contents that were begun before, by their digest."""
        found: dict[str, Delivery] = {}
        wanted = list(digests)
        for start in range(0, len(wanted), CHUNK):
            query = select(deliveries).where(
                deliveries.c.trigger == trigger,
                deliveries.c.state == DeliveryState.BEGUN.value,
                deliveries.c.digest.in_(wanted[start : start + CHUNK]),
            )
            with self._database.reading() as connection:
                for row in connection.execute(query).mappings():
                    found[row["digest"]] = delivery(row)
        return found

    def begin(
        self, connection: Connection, arrivals: Sequence[Arrival], run: str, worker: str
    ) -> None:
        """Note contents as begun, in the transaction that begins their run.

        Raises:
            DeliveredBeforeError: another process was faster; the transaction must not be committed.
        """
        taken = set()
        for arrival in arrivals:
            values = columns(arrival) | {"run": run, "worker": worker, "reason": ""}
            query = insert_unless_there(connection, deliveries).values(
                state=DeliveryState.BEGUN.value, at=self._database.now(), **values
            )
            if connection.execute(query.returning(deliveries.c.id)).first() is None:
                taken.add(arrival.digest)
        if taken:
            raise DeliveredBeforeError(arrivals[0].trigger, taken)

    def note(
        self,
        arrival: Arrival,
        state: DeliveryState,
        reason: str,
        worker: str,
        *,
        run: str | None = None,
    ) -> None:
        """Note what became of something that was not begun; it may arrive again."""
        values = columns(arrival) | {"run": run, "worker": worker, "reason": plain_text(reason)}
        query = insert(deliveries).values(state=state.value, at=self._database.now(), **values)
        with self._database.writing() as connection:
            connection.execute(query)

    def recent(
        self, trigger: str | None = None, *states: DeliveryState, limit: int = 50
    ) -> list[Delivery]:
        """What arrived, the latest first, for one trigger or for all."""
        query = select(deliveries)
        if trigger is not None:
            query = query.where(deliveries.c.trigger == trigger)
        if states:
            query = query.where(deliveries.c.state.in_([state.value for state in states]))
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(deliveries.c.id.desc()).limit(limit))
            return [delivery(row) for row in rows.mappings()]

    def done_items(self, trigger: str, bot: str, *, since: datetime, limit: int) -> list[DoneItem]:
        """Items of a bot that are done since then and that the trigger has not begun yet."""
        mine = (deliveries.c.trigger == trigger) & (deliveries.c.state == DeliveryState.BEGUN.value)
        known = deliveries.c.digest == literal("item ").concat(items.c.id)
        query = (
            select(items.c.id, items.c.key, items.c.payload, items.c.record)
            .where(items.c.bot == bot, items.c.state == literal(ItemState.DONE.value))
            .where(items.c.updated_at >= since)
            .where(~select(deliveries.c.id).where(mine & known).exists())
            .order_by(items.c.updated_at, items.c.id)
            .limit(limit)
        )
        with self._database.reading() as connection:
            return [
                DoneItem(row[0], row[1], row[2] or {}, row[3]) for row in connection.execute(query)
            ]

    def forget(self, connection: Connection, trigger: str, older: timedelta) -> None:
        """Forget what is older than that, where nothing of it can arrive again."""
        past = deliveries.c.at < self._database.now(-older)
        connection.execute(delete(deliveries).where(deliveries.c.trigger == trigger, past))


def columns(arrival: Arrival) -> dict[str, Any]:
    """An arrival as columns of its row."""
    return {
        "trigger": arrival.trigger,
        "digest": arrival.digest,
        "source": plain_text(arrival.source),
        "size": arrival.size,
        "message_id": None if arrival.message_id is None else plain_text(arrival.message_id),
        "place": arrival.place,
    }


def delivery(row: Any) -> Delivery:
    """A row of the table."""
    names = ("trigger", "digest", "source", "size", "message_id", "place")
    arrival = Arrival(**{name: row[name] for name in names})
    state = DeliveryState(row["state"])
    return Delivery(arrival, state, row["reason"], row["run"], row["worker"], row["at"])
