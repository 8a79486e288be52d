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
from runner.drivers.surface.cells import cells_of
from runner.drivers.surface.mending import Mending
from runner.drivers.surface.recognition import LOOK_SECONDS, Recognition, Shown
from runner.drivers.surface.stage import Stage
from runner.drivers.surface.surface import Grid, Row, Scope, Thing
from runner.screens.model import Element, Locator, Screen, Table
from runner.screens.policy import Use

Result = TypeVar("Result")

MENDED_SECONDS = 1.0
"""How long what was granted may take to be found."""

PASSING = (ElementNotFoundError, ElementNotReadyError, RowNotFoundError)
"""What may be gone with the next look."""
PLAIN_LAYERS = frozenset({"", "accessibility", "place", "key"})
"""What the evidence need not say of each element."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """An element that was found."""

    element: Element
    thing: Thing
    locator: int
    """Which of its locators found it, counted from 0; one more: what was granted for it."""
    layer: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Elements that a word needs, and for what: one that is lost is looked for."""

    use: Use
    elements: Sequence[Element]


@dataclass(frozen=True, slots=True)
class _Missed:
    """What was tried for an element, in vain."""

    tried: tuple[tuple[Locator, int, int], ...]
    reasons: tuple[str, ...]


class Resolving:
    """Finds elements, and waits for them."""

    def __init__(self, stage: Stage, recognition: Recognition, mending: Mending) -> None:
        self._stage = stage
        self._recognition = recognition
        self._mending = mending

    def until(
        self,
        shown: Shown,
        work: Callable[[Shown], Result],
        wanted: Wanted | None = None,
    ) -> Result:
        """What `work` gives, tried anew on fresh looks while it raises what may pass.

        Raises what it raised last when the wait is over; RepairNeededError where something is
        there that may be what is lost of the `wanted` elements, and a person has to decide.
        """
        until = time.monotonic() + self._stage.wait_seconds
        while True:
            shown = self._recognition.again(shown)
            try:
                return work(shown)
            except PASSING as error:
                left = until - time.monotonic()
                if left <= 0 and not self._mended(shown, error, wanted):
                    raise
            if left <= 0:
                until = time.monotonic() + MENDED_SECONDS
            else:
                self._stage.surface.await_change(min(LOOK_SECONDS, left))
            self._stage.touched()

    def _mended(self, shown: Shown, error: Exception, wanted: Wanted | None) -> bool:
        """Whether what is lost was found in another way, so that it is tried again."""
        if wanted is None or not isinstance(error, ElementNotFoundError):
            return False
        lost = next((one for one in wanted.elements if one.name == error.element), None)
        if lost is None:
            return False
        words = self._mending.mend(shown, lost, wanted.use, wanted.elements)
        if words:
            missed = self._first(shown.scope, shown.screen, lost)
            if isinstance(missed, _Missed):
                raise self._not_found(shown, lost, missed, words) from None
        return words is None

    def one(
        self, shown: Shown, element: Element, row: str | None = None, *, use: Use | None = None
    ) -> Resolved:
        """An element on a screen as it was seen; with a `use` also by what was granted for it.

        Raises ElementNotFoundError, RowNotFoundError, TableNotReadError.
        """
        found = self._first(self._scope(shown, element, row), shown.screen, element)
        if isinstance(found, Resolved):
            return found
        granted = self._mending.granted(shown, element, use) if use and row is None else None
        if granted is not None:
            return Resolved(element, granted.things[0], len(element.locators), granted.layer)
        raise self._not_found(shown, element, found)

    def _first(self, scope: Scope, screen: Screen, element: Element) -> Resolved | _Missed:
        tried: list[tuple[Locator, int, int]] = []
        reasons: list[str] = []
        for index, locator in enumerate(element.locators):
            found = cells_of(scope, screen, locator)
            if len(found.things) == 1:
                return Resolved(element, found.things[0], index, found.layer)
            tried.append((locator, len(found.things), found.hidden))
            reasons += [f"{locator}: {found.why}."] if found.why else []
        return _Missed(tuple(tried), tuple(reasons))

    def _not_found(
        self, shown: Shown, element: Element, missed: _Missed, words: str = ""
    ) -> ElementNotFoundError:
        return ElementNotFoundError(
            shown.screen.name,
            element.name,
            place=element.place,
            tried=missed.tried,
            seconds=self._stage.wait_seconds,
            candidates=self._stage.unseen.mask(" ".join([*missed.reasons, words]).strip()),
        )

    def told(self, screen: str, found: Sequence[Resolved], use: Use) -> None:
        """Tells the evidence which locator of several served, and by which layer."""
        for one in found:
            if one.locator:
                self._mending.used(screen, one.element, one.locator, use)
            file_has_it = one.locator < len(one.element.locators)
            if file_has_it and (one.locator or one.layer not in {"", "accessibility", "place"}):
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
        grid = self.grid(shown, table)
        rows = [one for one in grid.rows if one.cells.get(table.key or "") == key]
        if len(rows) != 1:
            found = f"{len(rows)} rows" if rows else "no row"
            if grid.partial:
                found += f" among those that show ({grid.partial}: filter it, or go there first)"
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
