"""Finds the elements of a recognised screen, by the first locator that matches exactly one thing."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from runner.drivers.errors import (
    ElementNotFoundError,
    ElementNotReadyError,
    RowNotFoundError,
    TableNotReadError,
)
from runner.drivers.surface.recognition import LOOK_SECONDS, Recognition, Shown
from runner.drivers.surface.stage import Stage
from runner.drivers.surface.surface import Box, Found, Grid, Row, Scope, Thing
from runner.screens.model import By, Element, Locator, Screen, Table

Result = TypeVar("Result")

PASSING = (ElementNotFoundError, ElementNotReadyError, RowNotFoundError)
"""What may be gone with the next look."""
PLAIN_LAYERS = frozenset({"", "accessibility", "place", "key"})
"""What the evidence need not say of each element."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table, as a thing that can be read."""

    text: str
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """An element that was found."""

    element: Element
    thing: Thing
    locator: int
    """Which of its locators found it, counted from 0."""
    layer: str


class Resolving:
    """Finds elements, and waits for them."""

    def __init__(self, stage: Stage, recognition: Recognition) -> None:
        self._stage = stage
        self._recognition = recognition

    def until(
        self, shown: Shown, work: Callable[[Shown], Result], seconds: float | None = None
    ) -> Result:
        """What `work` gives, tried anew on fresh looks while it raises what may pass.

        Raises what it raised last when the wait is over.
        """
        limit = self._stage.wait_seconds if seconds is None else seconds
        until = time.monotonic() + limit
        while True:
            shown = self._recognition.again(shown)
            try:
                return work(shown)
            except PASSING:
                left = until - time.monotonic()
                if left <= 0:
                    raise
            self._stage.surface.await_change(min(LOOK_SECONDS, left))
            self._stage.touched()

    def one(self, shown: Shown, element: Element, row: str | None = None) -> Resolved:
        """An element on a screen as it was seen.

        Raises ElementNotFoundError, RowNotFoundError, TableNotReadError.
        """
        scope = self._scope(shown, element, row)
        tried: list[tuple[Locator, int, int]] = []
        reasons: list[str] = []
        for index, locator in enumerate(element.locators):
            found = cells_of(scope, shown.screen, locator)
            if len(found.things) == 1:
                return Resolved(element, found.things[0], index, found.layer)
            tried.append((locator, len(found.things), found.hidden))
            reasons += [f"{locator}: {found.why}."] if found.why else []
        raise ElementNotFoundError(
            shown.screen.name,
            element.name,
            place=element.place,
            tried=tried,
            seconds=self._stage.wait_seconds,
            candidates=self._stage.unseen.mask(" ".join(reasons)),
        )

    def told(self, screen: str, found: Sequence[Resolved]) -> None:
        """Tells the evidence which locator of several served, and by which layer."""
        for one in found:
            if one.locator or one.layer not in PLAIN_LAYERS:
                self._stage.recorder.event(
                    "found",
                    screen=screen,
                    element=one.element.name,
                    locator=str(one.element.locators[one.locator]),
                    layer=one.layer,
                )

    def grid(self, shown: Shown, table: Table) -> Grid:
        """A table as it was seen.

        Raises ElementNotFoundError, TableNotReadError.
        """
        grid = shown.scope.grid(table)
        if grid is None:
            tried = [(one, 0, 0) for one in table.locators]
            raise ElementNotFoundError(
                shown.screen.name,
                table.name,
                place=table.place,
                tried=tried,
                seconds=self._stage.wait_seconds,
            )
        if grid.missing:
            why = f"has no column headed {', '.join(map(repr, grid.missing))}"
            raise TableNotReadError(shown.screen.name, table.name, why, place=table.place)
        return grid

    def row(self, shown: Shown, table: Table, key: str) -> Row:
        """The row with a key.

        Raises RowNotFoundError when there is none, or more than one.
        """
        rows = [
            one for one in self.grid(shown, table).rows if one.cells.get(table.key or "") == key
        ]
        if len(rows) != 1:
            found = f"{len(rows)} rows" if rows else "no row"
            raise RowNotFoundError(
                shown.screen.name,
                table.name,
                self._stage.unseen.mask(key),
                found=found,
                place=table.place,
            )
        return rows[0]

    def _scope(self, shown: Shown, element: Element, row: str | None) -> Scope:
        if row is None or element.row_of is None:
            return shown.scope
        return self.row(shown, shown.screen.tables[element.row_of], row).scope


def cells_of(scope: Scope, screen: Screen, locator: Locator) -> Found:
    """What a locator matches; `cell` locators go by the table that they name."""
    if locator.by is not By.CELL:
        return scope.find(locator)
    table = screen.tables[locator.text]
    grid = scope.grid(table)
    if grid is None:
        return Found()
    rows = [one for one in grid.rows if one.cells.get(table.key or "") == locator.row]
    cells = tuple(Cell(row.cells.get(locator.column or "", "")) for row in rows)
    return Found(cells, layer="table")
