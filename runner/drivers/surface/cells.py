"""Finds what a locator matches; `cell` locators go by the table that they name."""

from dataclasses import dataclass

from runner.drivers.surface.surface import Box, Found, Scope
from runner.screens.model import By, Locator, Screen


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table, as a thing that can be read."""

    text: str
    box: Box | None = None


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
