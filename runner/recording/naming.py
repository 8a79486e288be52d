"""Finds the names of what a person uses, and gives new ones where the selector file has none."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from runner.errors import InputError
from runner.picking.picked import Known, Picked, Proven, TableFacts
from runner.picking.proposing import (
    column_names,
    likely_key,
    name_for,
    propose_screen,
    table_name,
    table_ways,
    taken,
)
from runner.picking.writing import (
    NewElement,
    NewScreen,
    NewTable,
    element_flags,
    screen_flags,
    table_flags,
)
from runner.recording.acts import Spot
from runner.screens.editing import SelectorEdit
from runner.screens.history import Version
from runner.screens.marking import suggested_marks
from runner.screens.model import App, Locator
from runner.screens.writing import Value, entry_of

Place = tuple[object, ...]

SHORTEST = 3
"""Characters from which a value that was typed is looked for in what the page says."""


class NoLocatorError(InputError):
    """Nothing tells an element that was used from the others."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"Nothing finds {what!r} for certain, so it was left out.",
            hint="`deskhand screens pick` shows what there is; add it by hand.",
        )


class Names:
    """The selector file with what a recording adds to it; nothing is written before `save`."""

    def __init__(self, file: Path) -> None:
        """Raises SelectorFileError for a file that is missing or not valid."""
        self._edit = SelectorEdit(file)
        self._made: dict[Place, str] = {}

    @property
    def app(self) -> App:
        """The app as the file would describe it."""
        return self._edit.app

    def difference(self) -> str:
        """What is added, as lines of a difference; empty when nothing is missing."""
        return self._edit.difference()

    def save(self, why: str) -> Version | None:
        """Write what is missing into the file. None when nothing is."""
        return self._edit.save(why)

    def spot(
        self,
        picked: Picked,
        typed: set[str],
        came_by: Spot | None = None,
        *,
        entries: Locator | None = None,
    ) -> Spot:
        """What the file calls an element; it is added where it is missing.

        `typed` are values that were typed before: the column of a table that shows one of them
        is taken for its key. `came_by` is what was pressed just before, if that changed nothing:
        a new screen is reached by it. `entries` are those of a list that opened while one typed.

        Raises:
            NoLocatorError: nothing finds it for certain.
        """
        if picked.known:
            return self._known(picked.known[0])
        screen = self._screen(picked, typed, came_by)
        in_row = _best(picked.ways(in_row=True), typed)
        if in_row is not None and picked.table is not None and picked.table.row:
            spot = self._in_row(picked, screen, in_row, typed)
            if spot is not None:
                return spot
        way = _best(picked.ways(), typed)
        if way is None:
            raise NoLocatorError(picked.control.name or picked.control.kind)
        return Spot(screen, self._element(picked, screen, way, typed, entries=entries))

    def table(self, picked: Picked, typed: set[str]) -> Spot:
        """What the file calls the table that something stands in.

        Raises:
            NoLocatorError: nothing finds it for certain.
        """
        if picked.tables:
            return Spot(picked.tables[0].screen, picked.tables[0].table)
        screen = self._screen(picked, typed)
        return Spot(screen, self._table(picked, screen, typed).name)

    def add_dialog(self, rule: Mapping[str, Value]) -> None:
        """A dialog that came, and its answer."""
        self._edit.add_dialog(rule)

    def _known(self, known: Known) -> Spot:
        key = ""
        if known.row_of:
            key = self.app.screens[known.screen].tables[known.row_of].key or ""
        return Spot(known.screen, known.element, known.key, key)

    def _screen(self, picked: Picked, typed: set[str], came_by: Spot | None = None) -> str:
        marks = tuple(mark for mark in picked.marks if not _says(mark, typed))
        title = "" if any(value in picked.title for value in _telling(typed)) else picked.title
        proposal = propose_screen(self.app, replace(picked, marks=marks, title=title))
        if proposal.screen:
            return proposal.screen
        if not proposal.marks:
            raise NoLocatorError(picked.control.name or picked.control.kind)
        mark = proposal.marks[0]
        place = (picked.way, picked.window, str(mark))
        if place not in self._made:
            window = picked.window or ""
            told = any(value in window for value in _telling(typed))
            new = NewScreen(mark, picked.way, None if told else picked.window)
            flags = screen_flags(new) | self._reach(picked, typed, came_by)
            self._edit.add_screen(proposal.name, [mark], flags)
            self._made[place] = proposal.name
        return self._made[place]

    def _reach(self, picked: Picked, typed: set[str], came_by: Spot | None) -> dict[str, Value]:
        """How a new screen is reached: as it was, or by its address where it came first."""
        if came_by is not None:
            return {"reach": [{"on": came_by.screen, "press": came_by.element}]}
        parts = urlsplit(picked.address)
        told = any(value in parts.path for value in _telling(typed))
        if self._made or picked.way or picked.window or told or not parts.path:
            return {}
        return {"reach": [{"address": parts.path}]}

    def _element(
        self,
        picked: Picked,
        screen: str,
        locator: Locator,
        typed: set[str],
        *,
        row_of: str = "",
        entries: Locator | None = None,
    ) -> str:
        wanted = entry_of(locator)
        for element in self.app.screens[screen].elements.values():
            if entry_of(element.locators[0]) == wanted and (element.row_of or "") == row_of:
                return element.name
        control = picked.control
        names = taken(self.app, screen)
        name = name_for(picked, locator.by, names, _telling(typed))
        kind = "file" if control.kind == "file" else ""
        marks = suggested_marks(control)
        new = NewElement(name, (locator,), marks, row_of, kind, entries)
        self._edit.add_element(screen, name, new.locators, element_flags(new))
        return name

    def _in_row(
        self, picked: Picked, screen: str, locator: Locator, typed: set[str]
    ) -> Spot | None:
        """Something that stands in each row of a table; None where no column tells rows apart."""
        if picked.tables:
            known = picked.tables[0]
            screen, table, key = known.screen, known.table, known.key
            key_name = self.app.screens[screen].tables[table].key or ""
        else:
            made = self._table(picked, screen, typed)
            table, key_name = made.name, made.key
            key = _cell(picked, made) if key_name else ""
        if not key_name or not key:
            return None
        return Spot(
            screen, self._element(picked, screen, locator, typed, row_of=table), key, key_name
        )

    def _table(self, picked: Picked, screen: str, typed: set[str]) -> NewTable:
        facts = picked.table
        ways = [one for one in table_ways(facts) if one.usable] if facts is not None else []
        if facts is None or not ways:
            raise NoLocatorError("the table")
        locator = ways[0].suggestion.locator
        made = described(facts, locator, typed, table_name(facts, screen, taken(self.app, screen)))
        for table in self.app.screens[screen].tables.values():
            if entry_of(table.locators[0]) == entry_of(locator):
                return NewTable(table.name, table.locators, table.columns, table.key or "")
        self._edit.add_table(screen, made.name, made.locators, made.columns, table_flags(made))
        return made


def _best(ways: Sequence[Proven], typed: set[str]) -> Locator | None:
    """The best locator that can be used and says nothing of this one case."""
    found = (one.suggestion.locator for one in ways if one.usable)
    return next((locator for locator in found if not _says(locator, typed)), None)


def _telling(typed: set[str]) -> set[str]:
    return {value for value in typed if len(value) >= SHORTEST}


def _says(locator: Locator, typed: set[str]) -> bool:
    said = f"{locator.text} {locator.name or ''}"
    return any(value in said for value in _telling(typed))


def _cell(picked: Picked, table: NewTable) -> str:
    row = picked.table.row if picked.table is not None else ()
    at = list(table.columns).index(table.key)
    return row[at] if at < len(row) else ""


def described(facts: TableFacts, locator: Locator, typed: set[str], name: str) -> NewTable:
    """A table with all its columns; its key is the column that shows what was typed before."""
    names = column_names(facts)
    shown = [at for at, text in enumerate(facts.row) if text in typed]
    key = shown[0] if shown else likely_key(facts)
    return NewTable(
        name,
        (locator,),
        dict(zip(names, facts.heads, strict=True)),
        key=names[key] if key is not None else "",
        next_page=facts.next_page,
    )
