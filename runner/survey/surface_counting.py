"""Counts what the locators of a recognised screen match in a program."""

import time
from collections.abc import Sequence
from dataclasses import replace

from runner.drivers.surface.cells import cells_of
from runner.drivers.surface.recognition import Shown
from runner.drivers.surface.surface import BY_SIGHT, Grid, Scope
from runner.screens.model import Element, Locator, Screen, Table
from runner.survey.findings import Count, Finding, State, drift, state_of


def count_surface(shown: Shown) -> list[Finding]:
    """What of a screen is there."""
    scope, screen = shown.scope, shown.screen
    elements = [_element(scope, screen, one) for one in screen.elements.values()]
    return [*elements, *(_table(scope, one) for one in screen.tables.values())]


def remains_of(scope: Scope, screen: Screen) -> list[Finding]:
    """What of a screen is there that is no longer recognised, and why it is not."""
    lost = [
        Finding(
            "shown_by",
            "shown by",
            State.MISSING,
            count.locator.place.line,
            notes=(f"{count.locator} {count.said()}",),
            counts=(count,),
        )
        for count in _counts(scope, screen, screen.shown_by)
        if not count.found
    ]
    return [*lost, *(_element(scope, screen, one) for one in screen.elements.values())]


def _counts(scope: Scope, screen: Screen, locators: Sequence[Locator]) -> tuple[Count, ...]:
    return tuple(_count(scope, screen, one) for one in locators)


def _count(scope: Scope, screen: Screen, locator: Locator) -> Count:
    began = time.perf_counter()
    found = cells_of(scope, screen, locator)
    ms = round((time.perf_counter() - began) * 1000, 2)
    number = len(found.things)
    return Count(locator, number, found.hidden, ms, number == 1, why=found.why)


def _element(scope: Scope, screen: Screen, element: Element) -> Finding:
    rows = None
    nothing = Finding(element.name, "element", State.NO_ROWS, element.place.line)
    if element.row_of is not None:
        grid = scope.grid(screen.tables[element.row_of])
        rows = len(grid.rows) if grid is not None else 0
        if grid is None or not rows:
            return replace(nothing, rows=0)
        scope = grid.rows[0].scope
    counts = _counts(scope, screen, element.locators)
    unseen = all(one.why == BY_SIGHT for one in counts)
    state, number = state_of(counts, optional=element.optional or unseen)
    return replace(
        nothing,
        state=state,
        locator=number,
        matched=_matched(counts, number),
        rows=rows,
        milliseconds=round(sum(one.milliseconds for one in counts), 2),
        notes=drift(counts, number),
        counts=counts,
    )


def _matched(counts: Sequence[Count], number: int | None) -> int:
    return counts[number - 1].found if number else max((one.found for one in counts), default=0)


def _table(scope: Scope, table: Table) -> Finding:
    began = time.perf_counter()
    grid = scope.grid(table)
    ms = round((time.perf_counter() - began) * 1000, 2)
    found = Finding(table.name, "table", State.MISSING, table.place.line, rows=0, milliseconds=ms)
    if grid is None:
        return replace(found, notes=tuple(f"{one} matches nothing" for one in table.locators))
    notes = _odd(table, grid)
    state = State.MISSING if grid.missing else State.FOUND
    return replace(found, state=state, locator=1, matched=1, rows=len(grid.rows), notes=notes)


def _odd(table: Table, grid: Grid) -> tuple[str, ...]:
    notes = []
    if grid.missing:
        notes.append(f"no column is headed {', '.join(map(repr, grid.missing))}")
    if table.key is not None:
        keys = {row.cells.get(table.key, "") for row in grid.rows}
        if len(keys) < len(grid.rows):
            many = f"its {len(grid.rows)} rows have only {len(keys)} different keys"
            notes.append(f"{many} in {table.key!r}")
    return tuple(notes)
