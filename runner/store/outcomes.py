"""Outcomes: how each item of a run stands, for results workbook, report and lists."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from runner.item import Change, ItemId, ItemOutcome, ItemState, Source, StepOutcome
from runner.store.belonging import has_only_its_own
from runner.store.database import Database
from runner.store.errors import NoSuchItemError
from runner.store.repairs import notes_of
from runner.store.tables import attempts, items, run_items, runs, steps

CHUNK = 400
"""Outcomes read at a time; SQLite takes a bounded number of values in one query."""

FINAL = frozenset([ItemState.DONE, ItemState.REJECTED, ItemState.FAILED])

ELSEWHERE = {
    ItemState.DONE: "already done in run {}; not entered again",
    ItemState.NEW: "in the hands of run {}",
    ItemState.WORKING: "in the hands of run {}",
}
"""What is said of an item that belongs to another run than the one it is listed for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which items to list."""

    run: str | None = None
    state: ItemState | None = None
    bot: str | None = None
    key: str | None = None
    item: int | None = None
    late_at: datetime | None = None
    """Only what was due before this moment, and is not done."""


class OutcomeStore:
    """Reads outcomes; `evidence` is the folder that picture paths are relative to."""

    def __init__(self, database: Database, evidence: Path) -> None:
        self._database = database
        self._evidence = evidence

    def of_run(self, run: str) -> Iterator[ItemOutcome]:
        """Every item of the run's feed, in the feed's order."""
        return self._read(base().where(run_items.c.run == run).order_by(run_items.c.position))

    def find(self, wanted: Wanted, limit: int | None = None) -> Iterator[ItemOutcome]:
        """Items by run, state, bot, key or number; each as its newest run has it.

        In the order of their feed, or of their turn where a run's items of one state are asked for.
        """
        for query in self._queries(wanted):
            found = 0
            for outcome in self._read(query.limit(limit)):
                found += 1
                yield outcome
            if limit is not None and (limit := limit - found) == 0:
                return

    def matching(self, condition: ColumnElement[bool], most: int) -> Iterator[ItemOutcome]:
        """Items that a condition of `browsing` is true of, each as its own run has it."""
        own = run_items.c.run == items.c.run
        return self._read(base().where(own, condition).order_by(items.c.id).limit(most))

    def _queries(self, wanted: Wanted) -> Iterator[Select[Any]]:
        """What to read, one after another, each by an index: there may be millions."""
        run, state = wanted.run, wanted.state
        query = base().where(*named(wanted))
        if run is None:
            yield query.where(run_items.c.run == items.c.run).order_by(items.c.id)
        elif wanted.key is not None or wanted.item is not None:
            yield query.where(fed_to(run)).order_by(items.c.id)
        elif state is None:
            yield query.where(run_items.c.run == run).order_by(run_items.c.position)
        else:
            turn = (items.c.priority, items.c.due_at, items.c.id)
            yield query.where(items.c.run == run, fed_to(run)).order_by(*turn)
            with self._database.reading() as connection:
                if has_only_its_own(connection, run):
                    return
            others = query.where(items.c.run != run, run_items.c.run == run)
            yield others.order_by(run_items.c.position)

    def reasons(self, run: str, states: Collection[ItemState], most: int) -> list[tuple[str, int]]:
        """What is said most often of the items of a run's feed in these states, and how often."""
        number = func.count()
        query = (
            select(items.c.message, number)
            .where(items.c.state.in_(states))
            .group_by(items.c.message)
            .order_by(number.desc(), items.c.message)
            .limit(most)
        )
        fed = select(run_items.c.item).where(run_items.c.run == run)
        with self._database.reading() as connection:
            own = has_only_its_own(connection, run)
            asked = query.where(items.c.run == run if own else items.c.id.in_(fed))
            return [(message, int(count)) for message, count in connection.execute(asked)]

    def one(self, name: str) -> ItemOutcome:
        """One item, by its number or its key (the newest of that key).

        Raises:
            NoSuchItemError: there is none.
        """
        by_number = [Wanted(item=int(name))] if name.isascii() and name.isdigit() else []
        for wanted in [*by_number, Wanted(key=name)]:
            found = list(self.find(wanted))
            if found:
                return found[-1]
        raise NoSuchItemError(name)

    def _read(self, query: Select[Any]) -> Iterator[ItemOutcome]:
        # A server sends them piece by piece, too: a run may have a million.
        piecewise = {"yield_per": CHUNK}
        with (
            self._database.reading() as connection,
            connection.execute(query, execution_options=piecewise) as rows,
        ):
            for chunk in rows.mappings().partitions():
                yield from self._outcomes(connection, chunk)

    def _outcomes(
        self, connection: Connection, chunk: Sequence[Mapping[Any, Any]]
    ) -> Iterator[ItemOutcome]:
        numbers = [row["id"] for row in chunk]
        tried = grouped(connection, select(attempts).where(attempts.c.item.in_(numbers)))
        stepped = grouped(connection, select(steps).where(steps.c.item.in_(numbers)))
        healed = notes_of(connection, numbers)
        for row in chunk:
            outcome = self._outcome(row, tried.get(row["id"], []), stepped.get(row["id"], []))
            yield with_notes(outcome, healed.get(row["id"], ()))

    def _outcome(
        self,
        row: Mapping[Any, Any],
        tried: list[Mapping[Any, Any]],
        stepped: list[Mapping[Any, Any]],
    ) -> ItemOutcome:
        state = ItemState(row["state"])
        notes = list(row["notes"])
        if row["run"] != row["fed_to"] and state in ELSEWHERE:
            notes.append(ELSEWHERE[state].format(row["run"]))
        return ItemOutcome(
            item=ItemId(row["id"]),
            key=row["key"],
            state=state,
            source=Source(row["source"], row["sheet"], row["row"]),
            message=row["message"],
            record=row["record"],
            ended_at=row["updated_at"] if state in FINAL else None,
            seconds=row["seconds"],
            tries=len(tried),
            pictures=tuple(
                self._evidence / picture for attempt in tried for picture in attempt["pictures"]
            ),
            steps=tuple(step_outcome(step) for step in stepped),
            changes=tuple(Change(**change) for attempt in tried for change in attempt["changes"]),
            notes=tuple(notes),
        )


def with_notes(outcome: ItemOutcome, notes: Sequence[str]) -> ItemOutcome:
    """An outcome with more to be said of it."""
    return replace(outcome, notes=(*outcome.notes, *notes)) if notes else outcome


def named(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """What is asked of an item itself. A bot together with a run is asked of the run."""
    if wanted.run is not None and wanted.bot is not None:
        yield select(runs.c.id).where(runs.c.id == wanted.run, runs.c.bot == wanted.bot).exists()
    elif wanted.bot is not None:
        yield items.c.bot == wanted.bot
    for column, value in (
        (items.c.state, wanted.state),
        (items.c.key, wanted.key),
        (items.c.id, wanted.item),
    ):
        if value is not None:
            yield column == value
    if wanted.late_at is not None:
        yield items.c.due_at < wanted.late_at
        yield items.c.state.in_([ItemState.NEW, ItemState.WORKING, ItemState.WAITING])


def fed_to(run: str) -> ColumnElement[bool]:
    """Whether an item was fed to a run; said so that no index begins there, with all its rows."""
    return run_items.c.run.concat("") == run


def base() -> Select[Any]:
    """Items with their place in a run's feed."""
    return select(
        items,
        run_items.c.run.label("fed_to"),
        run_items.c.source,
        run_items.c.sheet,
        run_items.c.row,
        run_items.c.notes,
    ).join(run_items, run_items.c.item == items.c.id)


def grouped(connection: Connection, query: Select[Any]) -> dict[int, list[Mapping[Any, Any]]]:
    """Rows by their item, oldest first."""
    found: dict[int, list[Mapping[Any, Any]]] = {}
    for row in connection.execute(query.order_by("id")).mappings():
        found.setdefault(row["item"], []).append(row)
    return found


def step_outcome(row: Mapping[Any, Any]) -> StepOutcome:
    """A row of the journal for a report."""
    return StepOutcome(
        name=row["name"],
        state=row["state"],
        intended_at=row["intended_at"],
        settled_at=row["settled_at"],
        settled_by=row["settled_by"],
    )
