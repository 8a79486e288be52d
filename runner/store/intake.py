"""Intake: drafts become items, each once, however often the same feed arrives."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from typing import Any

from sqlalchemy import Connection, select, update

from runner.item import Draft, ItemState
from runner.store.bulk import BulkInsert, rare_collections
from runner.store.database import Database
from runner.store.items import write_audit
from runner.store.tables import NEVER, USUAL, items, plain_text, run_items

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


ADOPTED = (Arrival.TAKEN_OVER, Arrival.REOPENED)
"""What becomes this run's."""

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


CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True)


def fingerprint(bot: str, draft: Draft) -> str:
    """What makes two drafts the same item: bot, key and values (or, for a draft that does not
    validate, the bot and what is wrong where).
    """
    if draft.payload is None:
        content: object = [str(draft.source), [str(problem) for problem in draft.problems]]
    else:
        content = [draft.key, draft.payload]
    text = CANONICAL.encode([bot, content])
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
        return plain_text(" / ".join(f"{name}={payload.get(name)}" for name in self.serial))


USUAL_TURN = Turn()


@dataclass(slots=True)
class _Placed:
    """A draft of a chunk, and the item that it is or becomes."""

    position: int
    draft: Draft
    arrival: Arrival
    known: Known


Took = Callable[[int], None]
"""Told now and then how many drafts were taken in so far."""


def silent(_count: int) -> None:
    """Tells nobody."""


ITEM_COLUMNS = (
    "id",
    "fingerprint",
    "generation",
    "key",
    "payload",
    "state",
    "message",
    "serial_key",
)
PLACE_COLUMNS = ("position", "item", "arrival", "source", "sheet", "row", "notes")


@dataclass(frozen=True, slots=True)
class Feeding:
    """Whose items they are to be."""

    run: str
    bot: str
    who: str
    again: bool = False
    """Items that were done before are made once more."""
    turn: Turn = USUAL_TURN


class Intake:
    """One feed on its way into the store, in the caller's transaction: all or nothing."""

    def __init__(
        self,
        database: Database,
        connection: Connection,
        feeding: Feeding,
        *,
        at_work: Callable[[str], bool],
        took: Took = silent,
    ) -> None:
        """`at_work` tells whether a living process works on the run of that name."""
        self._database = database
        self._connection = connection
        self._feeding = feeding
        self._at_work = at_work
        self._took = took
        self._items = BulkInsert(connection, items, ITEM_COLUMNS, self._alike())
        self._places = BulkInsert(connection, run_items, PLACE_COLUMNS, {"run": feeding.run})
        self._first = self._is_first()

    def take_in(self, drafts: Iterable[Draft]) -> int:
        """Write every draft; returns how many there were."""
        self._database.expect_many(self._connection)
        position = 0
        with rare_collections():
            for chunk in chunks(drafts):
                self._take_chunk(position, chunk)
                position += len(chunk)
                self._took(position)
        self._database.have_many(self._connection, position)
        return position

    def _is_first(self) -> bool:
        """Whether the bot has no items at all, so that there is nothing to look up."""
        found = select(items.c.id).where(items.c.bot == self._feeding.bot).limit(1)
        return self._connection.execute(found).first() is None

    def _take_chunk(self, position: int, chunk: list[Draft]) -> None:
        prints = [fingerprint(self._feeding.bot, draft) for draft in chunk]
        known = {} if self._first else self._look_up(prints)
        placed: list[_Placed] = []
        new: dict[str, _Placed] = {}
        for number, (draft, mark) in enumerate(zip(chunk, prints, strict=True), position + 1):
            found = known.get(mark)
            arrival = self._arrival(found)
            if found is None or arrival is Arrival.AGAIN:
                generation = 1 if found is None else found.generation + 1
                # Whatever follows in this feed with the same values is this item.
                found = Known(0, self._feeding.run, generation, ItemState.WORKING, valid=True)
                known[mark] = found
                new[mark] = _Placed(number, draft, arrival, found)
                placed.append(new[mark])
            else:
                placed.append(_Placed(number, draft, arrival, found))
        self._insert(new)
        for one in placed:
            if one.arrival in ADOPTED:
                self._adopt(one)
        self._places.write([place(one) for one in placed])

    def _look_up(self, prints: Iterable[str]) -> dict[str, Known]:
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
            .where(items.c.bot == self._feeding.bot, items.c.fingerprint.in_(list(prints)))
            .order_by(items.c.generation)
        )
        return {
            row[0]: Known(row[1], row[2], row[3], ItemState(row[4]), valid=bool(row[5]))
            for row in self._connection.execute(query)
        }

    def _arrival(self, known: Known | None) -> Arrival:
        """What a draft is to the store."""
        if known is None:
            return Arrival.NEW
        if known.state is ItemState.DONE and self._feeding.again:
            return Arrival.AGAIN
        if known.run == self._feeding.run or known.state not in FEEDABLE or not known.valid:
            return Arrival.KNOWN
        if self._at_work(known.run):
            return Arrival.KNOWN
        return Arrival.TAKEN_OVER if known.state is ItemState.NEW else Arrival.REOPENED

    def _insert(self, new: Mapping[str, _Placed]) -> None:
        """Make items, each with a number of its own."""
        numbers = self._database.numbers(self._connection, items, len(new)) if new else ()
        for one, number in zip(new.values(), numbers, strict=True):
            one.known.id = number
        rows = [self._row(one, mark) for mark, one in new.items()]
        if self._items.write(rows) == len(rows):
            return
        # Some were in this feed before, or another host was faster.
        for mark, there in self._look_up(new).items():
            one = new[mark]
            if there.id != one.known.id:
                one.arrival = self._arrival(there)
                one.known.id, one.known.state = there.id, there.state

    def _row(self, one: _Placed, mark: str) -> tuple[Any, ...]:
        """A new item; one that does not validate is rejected from the start."""
        draft, payload = one.draft, one.draft.payload
        return (
            one.known.id,
            mark,
            one.known.generation,
            None if draft.key is None else plain_text(draft.key),
            None if payload is None else json.dumps(payload),
            ItemState.REJECTED.value if payload is None else ItemState.NEW.value,
            plain_text("; ".join(map(str, draft.problems))) if draft.problems else "",
            self._feeding.turn.serial_key(payload),
        )

    def _alike(self) -> dict[str, Any]:
        """What all new items have in common."""
        now = datetime.now(UTC)
        return {
            "run": self._feeding.run,
            "bot": self._feeding.bot,
            "tries": 0,
            "deaths": 0,
            "token": 0,
            "record": "",
            "created_at": now,
            "updated_at": now,
            **self._feeding.turn.columns(),
        }

    def _adopt(self, one: _Placed) -> None:
        """Give an item of an earlier run to this one, to be worked (again)."""
        values: dict[str, Any] = {}
        if one.arrival is Arrival.REOPENED:
            # The journal stays: what an earlier attempt entered is not entered again.
            values = {"tries": 0, "deaths": 0, "message": ""}
            write_audit(
                self._connection,
                self._feeding.who,
                "fed again",
                item=one.known.id,
                run=self._feeding.run,
            )
        self._connection.execute(
            update(items)
            .where(items.c.id == one.known.id)
            .values(
                run=self._feeding.run,
                state=ItemState.NEW,
                updated_at=datetime.now(UTC),
                serial_key=self._feeding.turn.serial_key(one.draft.payload),
                **(values | self._feeding.turn.columns()),
            )
        )
        one.known.state = ItemState.WORKING


def chunks(drafts: Iterable[Draft]) -> Iterator[list[Draft]]:
    """The drafts, some thousand at a time."""
    stream = iter(drafts)
    while chunk := list(islice(stream, CHUNK)):
        yield chunk


def place(one: _Placed) -> tuple[Any, ...]:
    """The row that says where in this run's feed the item stands."""
    draft, source = one.draft, one.draft.source
    return (
        one.position,
        one.known.id,
        one.arrival.value,
        plain_text(source.name),
        None if source.sheet is None else plain_text(source.sheet),
        source.row,
        json.dumps(list(draft.notes)) if draft.notes else "[]",
    )
