"""Intake: drafts become items, each once, however often the same feed arrives."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from typing import Any

from sqlalchemy import Connection, insert, null, select, update

from runner.item import Draft, ItemState
from runner.store.items import write_audit
from runner.store.tables import items, run_items

CHUNK = 500
"""Drafts looked up and written at a time."""


class Arrival(StrEnum):
    """What a draft was to the store when it came."""

    NEW = "new"
    AGAIN = "again"
    """Done before, and asked for once more."""
    TAKEN_OVER = "taken_over"
    """Left unfinished by an earlier run."""
    REOPENED = "reopened"
    """Rejected or failed before; fed again by a person, so it gets a new attempt."""
    KNOWN = "known"
    """Done, in doubt, waiting, or in the hands of another run: this run leaves it alone."""


FEEDABLE = (ItemState.NEW, ItemState.REJECTED, ItemState.FAILED)
"""What feeding an item once more gives another attempt, unless a living run has it."""


@dataclass(frozen=True, slots=True)
class Known:
    """An item that is in the store already."""

    id: int
    run: str
    generation: int
    state: ItemState
    valid: bool


def fingerprint(bot: str, draft: Draft) -> str:
    """What makes two drafts the same item: bot, key and values (or, for a draft that does not
    validate, the bot and what is wrong where).
    """
    if draft.payload is None:
        content: object = [str(draft.source), [str(problem) for problem in draft.problems]]
    else:
        content = [draft.key, draft.payload]
    text = json.dumps([bot, content], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Intake:
    """One feed on its way into the store, in the caller's transaction: all or nothing."""

    connection: Connection
    run: str
    bot: str
    who: str
    at_work: Callable[[str], bool]
    """Whether a living process works on the run of that name."""
    again: bool = False
    """Items that were done before are made once more."""

    def take_in(self, drafts: Iterable[Draft]) -> int:
        """Write every draft; returns how many there were."""
        position = 0
        for chunk in chunks(drafts):
            prints = [fingerprint(self.bot, draft) for draft in chunk]
            known = self._look_up(prints)
            for draft, mark in zip(chunk, prints, strict=True):
                position += 1
                item, arrival = self._place(draft, mark, known.get(mark))
                if arrival in (Arrival.NEW, Arrival.AGAIN):
                    known[mark] = Known(item, self.run, 1, ItemState.WORKING, valid=True)
                values = run_item(self.run, position, item, arrival, draft)
                self.connection.execute(insert(run_items), values)
        return position

    def _look_up(self, prints: list[str]) -> dict[str, Known]:
        """The newest generation of every item that is there already."""
        query = (
            select(
                items.c.fingerprint,
                items.c.id,
                items.c.run,
                items.c.generation,
                items.c.state,
                items.c.payload.is_not(None),
            )
            .where(items.c.bot == self.bot, items.c.fingerprint.in_(prints))
            .order_by(items.c.generation)
        )
        return {
            row[0]: Known(row[1], row[2], row[3], ItemState(row[4]), valid=bool(row[5]))
            for row in self.connection.execute(query)
        }

    def _place(self, draft: Draft, mark: str, known: Known | None) -> tuple[int, Arrival]:
        """Make the draft an item, or find the item that it is."""
        if known is None:
            return self._insert(draft, mark, generation=1), Arrival.NEW
        if known.state is ItemState.DONE and self.again:
            return self._insert(draft, mark, generation=known.generation + 1), Arrival.AGAIN
        if known.state not in FEEDABLE or not known.valid or self.at_work(known.run):
            return known.id, Arrival.KNOWN
        if known.state is ItemState.NEW:
            self._adopt(known.id)
            return known.id, Arrival.TAKEN_OVER
        # The journal stays: what an earlier attempt entered is not entered again.
        self._adopt(known.id, tries=0, deaths=0, message="")
        write_audit(self.connection, self.who, "fed again", item=known.id, run=self.run)
        return known.id, Arrival.REOPENED

    def _insert(self, draft: Draft, mark: str, *, generation: int) -> int:
        """A new item; one that does not validate is rejected from the start."""
        now = datetime.now(UTC)
        valid = draft.payload is not None
        made = self.connection.execute(
            insert(items)
            .values(
                run=self.run,
                bot=self.bot,
                fingerprint=mark,
                generation=generation,
                key=draft.key,
                payload=draft.payload if valid else null(),
                state=ItemState.NEW if valid else ItemState.REJECTED,
                message="; ".join(str(problem) for problem in draft.problems),
                created_at=now,
                updated_at=now,
            )
            .returning(items.c.id)
        )
        return int(made.scalar_one())

    def _adopt(self, item: int, **values: Any) -> None:
        """Give an item to this run, to be worked (again)."""
        self.connection.execute(
            update(items)
            .where(items.c.id == item)
            .values(
                run=self.run,
                state=ItemState.NEW,
                not_before=None,
                updated_at=datetime.now(UTC),
                **values,
            )
        )


def chunks(drafts: Iterable[Draft]) -> Iterator[list[Draft]]:
    """The drafts, some hundred at a time."""
    stream = iter(drafts)
    while chunk := list(islice(stream, CHUNK)):
        yield chunk


def run_item(run: str, position: int, item: int, arrival: Arrival, draft: Draft) -> dict[str, Any]:
    """The row that says where in this run's feed the item stands."""
    return {
        "run": run,
        "position": position,
        "item": item,
        "arrival": arrival,
        "source": draft.source.name,
        "sheet": draft.source.sheet,
        "row": draft.source.row,
        "notes": list(draft.notes),
    }
