"""Reads a surface: values, whether something is there, tables with all their pages."""

import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence

from runner.drivers.errors import ElementNotFoundError, ElementNotReadyError, TableNotReadError
from runner.drivers.surface.pressing import Pressing
from runner.drivers.surface.recognition import LOOK_SECONDS, Recognition, Shown
from runner.drivers.surface.resolving import PASSING, Resolving, Wanted
from runner.drivers.surface.stage import Stage
from runner.drivers.surface.surface import ROW_NUMBER, Grid
from runner.screens.model import AppKind, By, Element, Table
from runner.screens.policy import Use

MOST_PAGES = 2000


class Reading:
    """Looks and changes nothing, except for turning the pages of a table."""

    def __init__(
        self, stage: Stage, recognition: Recognition, resolving: Resolving, pressing: Pressing
    ) -> None:
        self._stage = stage
        self._recognition = recognition
        self._resolving = resolving
        self._pressing = pressing

    def read(
        self, shown: Shown, elements: Sequence[Element], row: str | None = None
    ) -> dict[str, str]:
        """What the elements show or hold."""
        found = self._resolving.until(
            shown,
            lambda now: [self._resolving.one(now, one, row, use=Use.READ) for one in elements],
            Wanted(Use.READ, elements) if row is None else None,
        )
        self._resolving.told(shown.screen.name, found, Use.READ)
        values = {
            one.element.name: self._stage.surface.held(one.thing, one.element).text for one in found
        }
        for element in elements:
            self._stage.unseen.hide(element, values[element.name])
        self._stage.recorder.event("read", screen=shown.screen.name, elements=[*values])
        return values

    def shows(self, shown: Shown, element: Element, row: str | None = None) -> bool:
        """Whether the element is there now; the screen itself is waited for."""
        now = self._recognition.again(shown)
        try:
            self._resolving.one(now, element, row)
        except PASSING:
            return False
        return True

    def wait_for(self, shown: Shown, element: Element, *, there: bool, seconds: float) -> None:
        """Waits until the element is there, or is gone."""
        until = time.monotonic() + seconds
        while self.shows(shown, element) is not there:
            left = until - time.monotonic()
            if left <= 0:
                why = "it did not appear" if there else "it did not go away"
                raise ElementNotReadyError(
                    shown.screen.name, element.name, why, place=element.place, seconds=seconds
                )
            self._stage.surface.await_change(min(LOOK_SECONDS, left))
            self._stage.touched()

    def rows(self, shown: Shown, table: Table, limit: int | None = None) -> list[dict[str, str]]:
        """The rows of a table on all its pages, at most `limit`."""
        rows: list[dict[str, str]] = []
        for page in self._pages(shown, table):
            rows += [dict(row.cells) for row in page.rows]
            if limit is not None and len(rows) >= limit:
                rows = rows[:limit]
                break
            if page.partial:
                rows = self._ended(shown, table, page, rows)
        for row in rows:
            for column in table.personal:
                element = Element(column, table.place, (), personal=True)
                self._stage.unseen.hide(element, row[column])
        self._stage.recorder.event(
            "rows", screen=shown.screen.name, table=table.name, count=len(rows)
        )
        return rows

    def _ended(
        self, shown: Shown, table: Table, page: Grid, rows: list[dict[str, str]]
    ) -> list[dict[str, str]]:
        """Of a table that shows only a part, the rows before the blank ones at its end.

        Raises TableNotReadError where it may go on: rows would be missing, and nobody would know.
        """
        written = [at for at, row in enumerate(rows, 1) if _written(row, table)]
        last = max(written, default=0)
        if page.first or last == len(rows):
            why = f"tells only the rows that show ({page.partial}): filter it, or give a limit"
            raise TableNotReadError(shown.screen.name, table.name, why, place=table.place)
        return rows[:last]

    def turn_to(self, shown: Shown, table: Table, key: str) -> None:
        """Turns pages until the row with the key is on the screen; stays if there is none."""
        if table.next_page is None or table.key is None:
            return
        for page in self._pages(shown, table):
            if any(row.cells.get(table.key) == key for row in page.rows):
                return

    def _pages(self, shown: Shown, table: Table) -> Iterator[Grid]:
        grid = self._resolving.until(shown, lambda now: self._resolving.grid(now, table))
        met = {_digest(grid)}
        yield grid
        while table.next_page is not None and self._more(shown, table.next_page):
            before = _digest(grid)
            self._pressing.press(shown, table.next_page)
            grid = self._another(shown, table, before)
            digest = _digest(grid)
            if digest == before:
                return
            if digest in met or len(met) > MOST_PAGES:
                why = "shows pages again that it has shown before"
                raise TableNotReadError(shown.screen.name, table.name, why, place=table.place)
            met.add(digest)
            yield grid

    def _more(self, shown: Shown, next_page: Element) -> bool:
        """Whether there is a next page: its element is there, and can be used."""
        now = self._recognition.again(shown)
        try:
            found = self._resolving.one(now, next_page)
        except ElementNotFoundError:
            return False
        return self._stage.surface.unready(found.thing, typing=False) is None

    def _another(self, shown: Shown, table: Table, before: str) -> Grid:
        """The page after the one with this digest; the same one where that was the last.

        Raises TableNotReadError when there is a next page, and it does not come: rows would be
        missing, and nobody would know.
        """
        until = time.monotonic() + self._stage.wait_seconds
        while True:
            self._stage.touched()
            grid = self._resolving.until(shown, lambda now: self._resolving.grid(now, table))
            if _digest(grid) != before or self._was_last(shown, table):
                return grid
            left = until - time.monotonic()
            if left <= 0:
                why = "has a next page that does not come"
                raise TableNotReadError(shown.screen.name, table.name, why, place=table.place)
            self._stage.surface.await_change(min(LOOK_SECONDS, left))

    def _was_last(self, shown: Shown, table: Table) -> bool:
        if table.next_page is None or not self._more(shown, table.next_page):
            return True
        # A host has answered when its key has been pressed, and with the same page: the last.
        terminal = self._stage.app.kind is AppKind.TERMINAL
        return terminal and any(one.by is By.KEY for one in table.next_page.locators)


def _digest(grid: Grid) -> str:
    said = repr([sorted(row.cells.items()) for row in grid.rows])
    return hashlib.sha256(said.encode()).hexdigest()


def _written(row: Mapping[str, str], table: Table) -> bool:
    """Whether there is anything in a row besides its number."""
    return any(text for column, text in row.items() if table.columns[column] != ROW_NUMBER)
