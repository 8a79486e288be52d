"""The dossier of an item: everything that the ledger knows of it, in the order it happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from runner.item import Change, ItemState
from runner.store.database import Database
from runner.store.errors import NoSuchItemError
from runner.store.tables import attempts, audit, items, run_items, steps

SEVERAL = 200
"""Attempts, steps or lines of the audit that are shown; no item has so many but by mistake."""


@dataclass(frozen=True, slots=True)
class Attempted:
    """One attempt at an item."""

    id: int
    number: int
    run: str
    worker: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str | None
    message: str
    pictures: tuple[str, ...]
    """Relative to the evidence folder of all runs."""
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Stepped:
    """One step of an item, as the journal has it."""

    attempt: int
    name: str
    state: str
    arguments: Mapping[str, Any]
    result: Any
    intended_at: datetime
    settled_at: datetime | None
    settled_by: str | None


@dataclass(frozen=True, slots=True)
class Audited:
    """One line of the audit."""

    id: int
    at: datetime
    who: str
    action: str
    item: int | None
    run: str | None
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that is known of an item."""

    id: int
    key: str | None
    run: str
    bot: str
    state: ItemState
    payload: Mapping[str, Any] | None
    source: str
    message: str
    record: str
    tries: int
    priority: int
    due_at: datetime
    not_before: datetime | None
    created_at: datetime
    updated_at: datetime
    attempts: tuple[Attempted, ...]
    steps: tuple[Stepped, ...]
    audit: tuple[Audited, ...]

    @property
    def pictures(self) -> tuple[str, ...]:
        """The pictures of all attempts, in their order."""
        return tuple(picture for attempt in self.attempts for picture in attempt.pictures)


class DossierStore:
    """Reads only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, item: int) -> Dossier:
        """Everything of one item.

        Raises:
            NoSuchItemError: there is none of that number.
        """
        with self._database.reading() as connection:

            def rows(query: Select[Any]) -> list[Mapping[Any, Any]]:
                return list(connection.execute(query.limit(SEVERAL)).mappings())

            found = rows(select(items).where(items.c.id == item))
            if not found:
                raise NoSuchItemError(str(item))
            row = found[0]
            fed = rows(
                select(run_items).where(run_items.c.item == item, run_items.c.run == row["run"])
            )
            tried = rows(select(attempts).where(attempts.c.item == item).order_by(attempts.c.id))
            stepped = rows(select(steps).where(steps.c.item == item).order_by(steps.c.id))
            mine = select(audit).where(audit.c.item == item).order_by(audit.c.id.desc())
            audited = rows(mine)
        plain = ("id", "key", "run", "bot", "payload", "message", "record", "tries", "priority",
                 "due_at", "not_before", "created_at", "updated_at")  # fmt: skip
        return Dossier(
            **{name: row[name] for name in plain},
            state=ItemState(row["state"]),
            source=source_of(fed[0]) if fed else "",
            attempts=tuple(map(attempted, tried)),
            steps=tuple(map(stepped_of, stepped)),
            audit=tuple(map(audited_of, audited)),
        )


def source_of(row: Mapping[Any, Any]) -> str:
    """Where an item came from, in a few words."""
    parts = [row["source"], row["sheet"], None if row["row"] is None else str(row["row"])]
    return " · ".join(part for part in parts if part)


def attempted(row: Mapping[Any, Any]) -> Attempted:
    """A row of the attempts."""
    plain = ("id", "number", "run", "worker", "started_at", "ended_at", "outcome", "message")
    return Attempted(
        **{name: row[name] for name in plain},
        pictures=tuple(row["pictures"]),
        changes=tuple(Change(**change) for change in row["changes"]),
    )


def stepped_of(row: Mapping[Any, Any]) -> Stepped:
    """A row of the journal."""
    return Stepped(**{name: row[name] for name in Stepped.__dataclass_fields__})


def audited_of(row: Mapping[Any, Any]) -> Audited:
    """A row of the audit."""
    return Audited(**{name: row[name] for name in Audited.__dataclass_fields__})
