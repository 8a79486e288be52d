"""Browsing: pages of items for a person, in bounded time however many there are."""

import json
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    cast,
    func,
    or_,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from runner.item import ItemState
from runner.store.belonging import has_only_its_own, own_counts
from runner.store.database import Database
from runner.store.tables import items, run_items

MOST = 10_000
"""Nothing is counted further."""

UNFINISHED = (ItemState.NEW, ItemState.WORKING, ItemState.WAITING)

LONGEST_TEXT = 200

PLACES = (items.c.key, items.c.record, items.c.message)
"""Besides an item's values."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Which items a person looks for."""

    run: str | None = None
    bot: str | None = None
    state: ItemState | None = None
    text: str = ""
    """In key, record, message or any value; in any script, upper and lower case alike."""
    since: datetime | None = None
    """Only what has changed since."""
    late_at: datetime | None = None
    """Only what was due before, and is not done."""


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item as a list shows it."""

    id: int
    key: str | None
    run: str
    bot: str
    state: ItemState
    source: str
    sheet: str | None
    row: int | None
    record: str
    message: str
    updated_at: datetime
    due_at: datetime
    not_before: datetime | None


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One page of a list."""

    lines: tuple[ItemLine, ...]
    total: int
    """Counted up to 10,000."""


class BrowsingStore:
    """Reads only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, sought: Sought, first: int, size: int) -> ItemPage:
        """Items from the `first` one on, the newest first; those of a run in its feed's order."""
        with self._database.reading() as connection:
            query = self._numbers(connection, sought)
            numbers = list(connection.execute(query.offset(first).limit(size)).scalars())
            total = first + len(numbers)
            if len(numbers) == size or (first and not numbers):
                some = query.order_by(None).limit(MOST).subquery()
                counted = select(func.count()).select_from(some)
                total = int(connection.execute(counted).scalar_one())
            return ItemPage(tuple(lines(connection, numbers, sought.run)), total)

    def counts(self, sought: Sought) -> dict[ItemState, int]:
        """How many of the items stand in each state, each counted up to 10,000.

        Of the text nothing is asked: that would take its time for every state.
        """
        with self._database.reading() as connection:
            if sought.run is not None:
                return own_counts(connection, sought.run)
            found = {}
            for state in ItemState:
                wanted = replace(Sought(bot=sought.bot), state=state)
                some = select(items.c.id).where(condition(wanted)).limit(MOST).subquery()
                query = select(func.count()).select_from(some)
                found[state] = int(connection.execute(query).scalar_one())
            return found

    def _numbers(self, connection: Connection, sought: Sought) -> Select[Any]:
        """The items' numbers in their order, each way by an index of its own."""
        if sought.run is None:
            return select(items.c.id).where(condition(sought)).order_by(items.c.id.desc())
        if sought.state is not None and has_only_its_own(connection, sought.run):
            turn = (items.c.priority, items.c.due_at, items.c.id)
            return select(items.c.id).where(condition(sought)).order_by(*turn)
        fed = select(run_items.c.item).where(run_items.c.run == sought.run)
        rest = replace(sought, run=None)
        if rest != Sought():
            fed = fed.join(items, items.c.id == run_items.c.item).where(condition(rest))
        return fed.order_by(run_items.c.position)


def condition(sought: Sought, numbers: Collection[int] | None = None) -> ColumnElement[bool]:
    """Whether an item is sought; `numbers` are those that a person ticked."""
    return and_(True, *conditions(sought, numbers))


def conditions(sought: Sought, numbers: Collection[int] | None) -> Iterator[ColumnElement[bool]]:
    """Everything that an item has to be."""
    if numbers is not None:
        yield items.c.id.in_(list(numbers))
    for column, value in (
        (items.c.run, sought.run),
        (items.c.bot, sought.bot),
        (items.c.state, sought.state),
    ):
        if value is not None:
            yield column == value
    if sought.since is not None:
        yield items.c.updated_at >= sought.since
    if sought.late_at is not None:
        yield items.c.due_at < sought.late_at
        yield items.c.state.in_(UNFINISHED)
    if sought.text:
        yield holds(sought.text[:LONGEST_TEXT])


class Holds(FunctionElement[bool]):
    """Whether a text holds another one; upper and lower case alike, as far as a database can."""

    name = "holds"
    inherit_cache = True
    type = Boolean()


@compiles(Holds)
def _ilike(element: Holds, compiler: Any, **how: Any) -> str:
    place, pattern = (compiler.process(part, **how) for part in element.clauses)
    return f"{place} ILIKE {pattern} ESCAPE '/'"


@compiles(Holds, "sqlite")
def _like(element: Holds, compiler: Any, **how: Any) -> str:
    # It takes ASCII letters as alike by itself; making everything lower first takes its time.
    place, pattern = (compiler.process(part, **how) for part in element.clauses)
    return f"{place} LIKE {pattern} ESCAPE '/'"


def holds(text: str) -> ColumnElement[bool]:
    """Whether an item has a text somewhere."""
    forms = spellings(text)
    # Values are kept as JSON, in which letters beyond ASCII have a spelling of their own.
    inside = [json.dumps(form)[1:-1] for form in forms]
    values = cast(items.c.payload, Text)
    found = [
        *(Holds(place, f"%{escaped(form)}%") for form in forms for place in PLACES),
        *(Holds(values, f"%{escaped(form)}%") for form in inside),
    ]
    return or_(*found)


def spellings(text: str) -> list[str]:
    """A text as it may be spelled: a database knows upper and lower case of ASCII letters only."""
    composed = unicodedata.normalize("NFC", text)
    forms = [composed, composed.lower(), composed.upper(), composed.title()]
    forms.append(unicodedata.normalize("NFD", text))
    alike = {"".join(c.lower() if c.isascii() else c for c in form): form for form in forms}
    return list(alike.values())


def escaped(text: str) -> str:
    """A text in which nothing stands for anything else."""
    return text.replace("/", "//").replace("%", "/%").replace("_", "/_")


def lines(connection: Connection, numbers: list[int], run: str | None) -> Iterator[ItemLine]:
    """Items as a list shows them, in the order of their numbers."""
    fed = run_items.c.run == (items.c.run if run is None else run)
    query = (
        select(items, run_items.c.source, run_items.c.sheet, run_items.c.row)
        .join(run_items, and_(run_items.c.item == items.c.id, fed))
        .where(items.c.id.in_(numbers))
    )
    found = {row["id"]: row for row in connection.execute(query).mappings()}
    for number in numbers:
        if number in found:
            yield line(found[number])


def line(row: Mapping[Any, Any]) -> ItemLine:
    """A row as a line."""
    values = {name: row[name] for name in ItemLine.__dataclass_fields__}
    return ItemLine(**(values | {"state": ItemState(row["state"])}))
