"""Rows, forms and command lines become drafts, all by the same path."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from pydantic import BaseModel

from runner.feeds.columns import Column, ColumnMatch, field_names, plain_name
from runner.feeds.duplicates import SeenKeys
from runner.feeds.errors import NoSuchFieldError
from runner.feeds.feed import Feed
from runner.feeds.table import Row, Table
from runner.feeds.validation import Cell, Validation
from runner.item import Draft, Problem, Source


def match_columns(model: type[BaseModel], feed: Feed) -> ColumnMatch:
    """Tell which column feeds which field, to show before anything is started.

    Raises:
        FeedError: a column is missing or unclear, or the file is damaged.
    """
    return feed.match(model)


Passed = Callable[[int, int | None], None]
"""Hears now and then how many rows were read, and of how many, once that is known."""

PASSED_EVERY = 1000
"""Rows between two such remarks."""


def silent(_done: int, _total: int | None) -> None:
    """Tells nobody."""


def drafts(
    model: type[BaseModel], key: tuple[str, ...], feed: Feed, passed: Passed = silent
) -> Iterator[Draft]:
    """Read a feed as drafts of a model, in the feed's order, duplicate keys rejected.

    The feed is read twice: whether a key stands in it again is known only at its end.

    Raises:
        FeedError: a column is missing or unclear, or the file is damaged.
    """
    matched = feed.match(model)
    validation = Validation(model, key)
    seen = SeenKeys()
    total = 0
    for number, draft in _read(validation, feed, matched):
        if draft.key is not None:
            seen.add(draft.key, number, draft.payload or {"row": number})
        total += 1
        if not total % PASSED_EVERY:
            passed(total, None)
    for done, (number, draft) in enumerate(_read(validation, feed, matched), 1):
        if not done % PASSED_EVERY:
            passed(done, total)
        problem = seen.problem(draft.key, number) if draft.key is not None else None
        yield draft if problem is None else _rejected(draft, problem)


def draft_from_values(
    model: type[BaseModel], key: tuple[str, ...], values: Mapping[str, str], source: str
) -> Draft:
    """Make one draft of what was typed into a form or given with `--set`.

    Raises:
        NoSuchFieldError: a value is named that the model does not have.
    """
    names = {
        plain_name(alias): name
        for name, field in model.model_fields.items()
        for alias in field_names(name, field)
    }
    cells = {}
    for wanted, value in values.items():
        name = names.get(plain_name(wanted))
        if name is None:
            raise NoSuchFieldError(wanted, list(model.model_fields))
        cells[name] = Cell(value)
    return Validation(model, key).draft(Source(source), cells)


def _read(validation: Validation, feed: Feed, matched: ColumnMatch) -> Iterator[tuple[int, Draft]]:
    table = feed.table(matched.sheet)
    columns = (*matched.matched.values(), *matched.unused)
    width = max((column.index for column in columns), default=0) + 1
    for row in table.rows():
        if row.number <= matched.header_row or row.empty():
            continue
        cells = _cells(row, matched.matched, table)
        draft = validation.draft(Source(feed.name, matched.sheet, row.number), cells)
        if row.hidden:
            draft = replace(draft, notes=(*draft.notes, f"row {row.number} is hidden; it was used"))
        if feed.counts_columns and any(row.values[width:]):
            draft = _rejected(draft, _too_wide(row, width))
        yield row.number, draft


def _cells(row: Row, matched: Mapping[str, Column], table: Table) -> dict[str, Cell]:
    cells = {}
    for field, column in matched.items():
        index = column.index
        value = row.values[index] if index < len(row.values) else None
        cells[field] = Cell(value, table.cell(row.number, index), row.marks.get(index))
    return cells


def _too_wide(row: Row, width: int) -> Problem:
    return Problem(
        f"the row has {len(row.values)} values for {width} columns: "
        "perhaps a separator inside a value without quotation marks"
    )


def _rejected(draft: Draft, problem: Problem) -> Draft:
    return replace(draft, payload=None, problems=(*draft.problems, problem))
