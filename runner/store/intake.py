"""Intake: drafts become items, each once, however often the same feed arrives."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, literal, literal_column, select, update

from runner.item import Draft, ItemState
from runner.store.items import write_audit
from runner.store.tables import NEVER, USUAL, items, run_items

CHUNK = 2000
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


@dataclass(slots=True)
class Known:
    """An item that is in the store, or on its way into it."""

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
class Turn:
    """When a feed's items have their turn."""

    priority: int = USUAL
    """1 comes first, 9 last."""
    due_at: datetime | None = None
    """Of the same priority, those that are due earliest come first."""
    not_before: datetime | None = None
    serial: tuple[str, ...] = ()
    """Fields of the payload; of items that agree in them one is in work at a time."""

    def columns(self) -> dict[str, Any]:
        """The columns that all of its items share."""
        return {
            "priority": self.priority,
            "due_at": self.due_at or NEVER,
            "not_before": self.not_before,
        }

    def serial_key(self, payload: Mapping[str, object] | None) -> str | None:
        """What an item must not share with another one that is in work."""
        if payload is None or not self.serial:
            return None
        return " / ".join(f"{name}={payload.get(name)}" for name in self.serial)


USUAL_TURN = Turn()


@dataclass(slots=True)
class _Placed:
    """A draft of a chunk, and the item that it is or becomes."""

    position: int
    draft: Draft
    arrival: Arrival
    known: Known


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
    turn: Turn = USUAL_TURN

    def take_in(self, drafts: Iterable[Draft]) -> int:
        """Write every draft; returns how many there were."""
        position = 0
        for chunk in chunks(drafts):
            self._take_chunk(position, chunk)
            position += len(chunk)
        return position

    def _take_chunk(self, position: int, chunk: list[Draft]) -> None:
        prints = [fingerprint(self.bot, draft) for draft in chunk]
        known = self._look_up(prints)
        placed: list[_Placed] = []
        new: list[tuple[Known, Draft, str]] = []
        for number, (draft, mark) in enumerate(zip(chunk, prints, strict=True), position + 1):
            found = known.get(mark)
            arrival = self._arrival(found)
            if found is None or arrival is Arrival.AGAIN:
                generation = 1 if found is None else found.generation + 1
                # Whatever follows in this feed with the same values is this item.
                found = Known(0, self.run, generation, ItemState.WORKING, valid=True)
                known[mark] = found
                new.append((found, draft, mark))
            placed.append(_Placed(number, draft, arrival, found))
        self._insert(new)
        for one in placed:
            self._adopt(one)
        rows = [run_item(self.run, one) for one in placed]
        self.connection.execute(insert(run_items), rows)

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

    def _arrival(self, known: Known | None) -> Arrival:
        """What a draft is to the store."""
        if known is None:
            return Arrival.NEW
        if known.state is ItemState.DONE and self.again:
            return Arrival.AGAIN
        if known.state not in FEEDABLE or not known.valid or self.at_work(known.run):
            return Arrival.KNOWN
        return Arrival.TAKEN_OVER if known.state is ItemState.NEW else Arrival.REOPENED

    def _insert(self, new: list[tuple[Known, Draft, str]]) -> None:
        """Make items, and note their numbers."""
        if not new:
            return
        # Numbers that the insert itself returns would have SQLite take one row at a time.
        rows = [self._columns(known.generation, draft, mark) for known, draft, mark in new]
        self.connection.execute(insert(items).values(self._alike()), rows)
        made = self._look_up([mark for _, _, mark in new])
        for known, _, mark in new:
            known.id = made[mark].id

    def _columns(self, generation: int, draft: Draft, mark: str) -> dict[str, Any]:
        """A new item; one that does not validate is rejected from the start."""
        valid = draft.payload is not None
        return {
            "fingerprint": mark,
            "generation": generation,
            "key": draft.key,
            "payload": draft.payload,
            "state": ItemState.NEW if valid else ItemState.REJECTED,
            "message": "; ".join(str(problem) for problem in draft.problems),
            "serial_key": self.turn.serial_key(draft.payload),
        }

    def _alike(self) -> dict[str, ColumnElement[Any]]:
        """What all new items have in common; in the statement it costs nothing for each."""
        now = datetime.now(UTC)
        values = {
            "run": self.run,
            "bot": self.bot,
            "tries": 0,
            "deaths": 0,
            "token": 0,
            "record": "",
            "created_at": now,
            "updated_at": now,
            **self.turn.columns(),
        }
        return {name: self._written_out(name, value) for name, value in values.items()}

    def _written_out(self, name: str, value: object) -> ColumnElement[Any]:
        """A value as the statement itself spells it."""
        told = literal(value, items.c[name].type)
        spelled = told.compile(
            dialect=self.connection.dialect, compile_kwargs={"literal_binds": True}
        )
        return literal_column(str(spelled))

    def _adopt(self, one: _Placed) -> None:
        """Give an item of an earlier run to this one, to be worked (again)."""
        values: dict[str, Any] = {}
        if one.arrival is Arrival.REOPENED:
            # The journal stays: what an earlier attempt entered is not entered again.
            values = {"tries": 0, "deaths": 0, "message": ""}
            write_audit(self.connection, self.who, "fed again", item=one.known.id, run=self.run)
        elif one.arrival is not Arrival.TAKEN_OVER:
            return
        self.connection.execute(
            update(items)
            .where(items.c.id == one.known.id)
            .values(
                run=self.run,
                state=ItemState.NEW,
                updated_at=datetime.now(UTC),
                serial_key=self.turn.serial_key(one.draft.payload),
                **(values | self.turn.columns()),
            )
        )
        one.known.state = ItemState.WORKING


def chunks(drafts: Iterable[Draft]) -> Iterator[list[Draft]]:
    """The drafts, some hundred at a time."""
    stream = iter(drafts)
    while chunk := list(islice(stream, CHUNK)):
        yield chunk


def run_item(run: str, one: _Placed) -> dict[str, Any]:
    """The row that says where in this run's feed the item stands."""
    draft = one.draft
    return {
        "run": run,
        "position": one.position,
        "item": one.known.id,
        "arrival": one.arrival,
        "source": draft.source.name,
        "sheet": draft.source.sheet,
        "row": draft.source.row,
        "notes": list(draft.notes),
    }
