"""Cases: what a person who decides has to know of the items that wait."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from runner.store.database import Database
from runner.store.tables import attempts, items, runs, steps


@dataclass(frozen=True, slots=True)
class Case:
    """An item, as whoever decides about it needs it."""

    item: int
    run: str
    bot: str
    key: str | None
    state: str
    message: str
    since: datetime
    """Since when it stands so."""
    started_by: str
    origin: str
    run_state: str
    run_is_held: bool
    """Whether a process works the run by itself."""


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step of which nobody knows whether it was entered, with what it was to enter."""

    name: str
    state: str
    arguments: Mapping[str, Any]
    intended_at: datetime
    why: str | None


def cases_of(database: Database, numbers: Collection[int]) -> dict[int, Case]:
    """What is known of some items, by their numbers."""
    query = (
        select(items, runs.c.started_by, runs.c.origin, runs.c.state.label("run_state"))
        .add_columns(runs.c.worker.label("holder"))
        .join(runs, runs.c.id == items.c.run)
        .where(items.c.id.in_(numbers))
    )
    with database.reading() as connection:
        rows = connection.execute(query).mappings().all()
    return {
        row["id"]: Case(
            row["id"],
            row["run"],
            row["bot"],
            row["key"],
            row["state"],
            row["message"],
            row["updated_at"],
            row["started_by"],
            row["origin"],
            row["run_state"],
            row["holder"] is not None,
        )
        for row in rows
    }


def open_steps(database: Database, item: int) -> list[OpenStep]:
    """The steps of an item that are open, with the values that they were to enter."""
    query = (
        select(steps)
        .where(steps.c.item == item, steps.c.state.in_(["intent", "in_doubt"]))
        .order_by(steps.c.id)
    )
    with database.reading() as connection:
        rows = connection.execute(query).mappings().all()
    return [
        OpenStep(
            row["name"],
            row["state"],
            row["arguments"].get("values", {}),
            row["intended_at"],
            row["settled_by"],
        )
        for row in rows
    ]


def pictures_of(database: Database, item: int) -> list[str]:
    """The pictures of an item's latest attempt, relative to the evidence folder of all runs."""
    query = (
        select(attempts.c.pictures).where(attempts.c.item == item).order_by(attempts.c.id.desc())
    )
    with database.reading() as connection:
        found = connection.execute(query.limit(1)).scalar()
    return list(found or ())
