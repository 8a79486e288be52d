"""The journal: every step's intent before the act, and its outcome after it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from runner.store.database import Database
from runner.store.errors import LostItemError
from runner.store.items import Claim
from runner.store.leases import seconds_left
from runner.store.step_state import OPEN, StepState
from runner.store.tables import items, steps


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One step as the journal has it."""

    id: int
    name: str
    ordinal: int
    digest: str
    arguments: Mapping[str, Any]
    state: StepState
    result: Any


class Journal:
    """Reads and writes steps. Every write is refused when the attempt has lost its item."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def refuse_lost(self, claim: Claim) -> float:
        """Ask in the instant before an act whether the item is still ours.

        Returns for how many seconds it is, if nobody renews its lease.

        Raises:
            LostItemError: it is not, or its lease has run out; nothing may be pressed.
        """
        with self._database.asking() as connection:
            left = seconds_left(connection, self._database, claim.item, claim.token)
        if left is None:
            raise LostItemError(claim.item)
        return left

    def last(self, item: int, name: str, ordinal: int) -> JournalEntry | None:
        """The newest entry of the item's `ordinal`-th call of a step."""
        query = (
            select(steps)
            .where(steps.c.item == item, steps.c.name == name, steps.c.ordinal == ordinal)
            .order_by(steps.c.id.desc())
            .limit(1)
        )
        with self._database.asking() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else entry(row)

    def open(self, item: int) -> list[JournalEntry]:
        """The item's intents whose outcome nobody knows yet."""
        query = (
            select(steps).where(steps.c.item == item, steps.c.state.in_(OPEN)).order_by(steps.c.id)
        )
        with self._database.asking() as connection:
            return [entry(row) for row in connection.execute(query).mappings()]

    def intend(
        self, claim: Claim, name: str, ordinal: int, digest: str, arguments: Mapping[str, Any]
    ) -> int:
        """Put an intent on disk, synced; returns the entry's number.

        Raises:
            LostItemError: another worker holds the item now.
            FullDiskError: the step's outcome might not find space; nothing was written.
        """
        self._database.refuse_act()
        values = {"name": name, "ordinal": ordinal, "digest": digest, "state": StepState.INTENT}
        return self._write(claim, values | {"arguments": dict(arguments)})

    def doubt(
        self, claim: Claim, entered: JournalEntry, digest: str, arguments: Mapping[str, Any]
    ) -> int:
        """A step that was entered is called with other values: in doubt until a person decides.

        Raises:
            LostItemError: another worker holds the item now.
        """
        values = {
            "name": entered.name,
            "ordinal": entered.ordinal,
            "digest": digest,
            "arguments": dict(arguments),
            "state": StepState.IN_DOUBT,
            "result": entered.result,
            "settled_at": datetime.now(UTC),
            "settled_by": "it was entered before with other values",
        }
        return self._write(claim, values)

    def _write(self, claim: Claim, values: Mapping[str, Any]) -> int:
        with self._database.writing() as connection:
            if seconds_left(connection, self._database, claim.item, claim.token) is None:
                raise LostItemError(claim.item)
            made = connection.execute(
                insert(steps).values(
                    item=claim.item,
                    attempt=claim.attempt,
                    intended_at=datetime.now(UTC),
                    **values,
                )
            )
            key = made.inserted_primary_key
        if key is None:
            raise LostItemError(claim.item)
        return int(key[0])

    def settle(
        self, claim: Claim, step: int, state: StepState, *, by: str, result: Any = None
    ) -> None:
        """Record a step's outcome. An outcome that is known never changes.

        Raises:
            LostItemError: another worker holds the item now.
        """
        with self._database.writing() as connection:
            hold(connection, claim)
            connection.execute(
                update(steps)
                .where(
                    steps.c.id == step,
                    steps.c.state.in_(OPEN),
                )
                .values(state=state, settled_at=datetime.now(UTC), settled_by=by, result=result)
            )


def hold(connection: Connection, claim: Claim) -> None:
    """Refuse to go on when the claim is no longer ours."""
    held = connection.execute(
        select(items.c.id).where(
            items.c.id == claim.item, items.c.token == claim.token, items.c.state == "working"
        )
    ).first()
    if held is None:
        raise LostItemError(claim.item)


def entry(row: Mapping[Any, Any]) -> JournalEntry:
    """A row of the table as an entry."""
    arguments = row["arguments"]
    return JournalEntry(
        id=row["id"],
        name=row["name"],
        ordinal=row["ordinal"],
        digest=row["digest"],
        arguments=json.loads(arguments) if isinstance(arguments, str) else arguments,
        state=StepState(row["state"]),
        result=row["result"],
    )
