"""Changes selector files as a careful person would: one place, every other line as it was."""

import codecs
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from runner.errors import InputError
from runner.screens.errors import UnknownElementError, UnknownScreenError
from runner.screens.history import History, Version, difference
from runner.screens.layout import CannotEditError, Layout
from runner.screens.listing import with_entry
from runner.screens.load import app_of
from runner.screens.model import App, Locator
from runner.screens.rewriting import OWN, with_key, with_locator_first, with_locator_replaced
from runner.screens.source import content_of, decoded
from runner.screens.storing import replace_content
from runner.screens.writing import Value, entry_of, scalar
from runner.yaml_source import Path_

Values = dict[str, Any]
MOST_TRIES = 5


class TakenNameError(InputError):
    """A name is given to something else already."""

    def __init__(self, file: Path, what: str, name: str) -> None:
        super().__init__(
            f"{file.name} has {what} {name!r} already.", hint="Choose another name for the new one."
        )


class ChangedAgainError(InputError):
    """Somebody writes the file so often that a change finds no moment for itself."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            f"{file.name} was changed by somebody else {MOST_TRIES} times while it was written. "
            "Nothing was written.",
            hint="Try again when nobody else works on it.",
        )


@dataclass(frozen=True, slots=True)
class Operation:
    """One change: of the text, and what it should mean for the values."""

    write: Callable[[Layout, App], str]
    mean: Callable[[Values], None]


@dataclass(frozen=True, slots=True)
class State:
    """A file's content, read."""

    content: bytes
    layout: Layout
    app: App

    @property
    def values(self) -> Values:
        """Its values, as plain data."""
        return cast("Values", self.layout.source.values)


def state_of(file: Path, content: bytes) -> State:
    """A content, read and checked. Raises SelectorFileError."""
    layout = Layout(file, decoded(file, content))
    return State(content, layout, app_of(layout.source))


def as_read(values: Any) -> Any:
    """Values as they are read from a file: numbers stay the text that was written."""
    if isinstance(values, Mapping):
        return {name: as_read(one) for name, one in values.items()}
    if isinstance(values, list | tuple):
        return [as_read(one) for one in values]
    number = isinstance(values, int | float) and not isinstance(values, bool)
    return scalar(values) if number else values


class SelectorEdit:
    """A selector file that is being changed. Nothing is on the disk before `save`.

    Each operation raises CannotEditError where only a person can make it without harm,
    SelectorFileError where the file would not be valid afterwards, UnknownScreenError,
    UnknownElementError and TakenNameError for names; the text is then as it was before.
    """

    def __init__(self, file: Path) -> None:
        """Raises SelectorFileError for a file that is missing or not valid."""
        self.file = file
        self._loaded = content_of(file)
        self._state = state_of(file, self._loaded)
        self._operations: list[Operation] = []

    @property
    def content(self) -> bytes:
        """The file as it would be saved."""
        return self._state.content

    @property
    def app(self) -> App:
        """The app as it would be saved."""
        return self._state.app

    def difference(self) -> str:
        """What saving would change, as lines with `-` and `+`; empty when nothing."""
        return difference(self.file, self._loaded, self.content)

    def add_locator_first(
        self, screen: str, element: str, locator: Locator, *, comment: str = ""
    ) -> None:
        """Write a locator above the others of an element; nothing, where it is the first one."""
        path = ("screens", screen, "elements", element)
        entry = entry_of(locator)

        def write(layout: Layout, app: App) -> str:
            first = _element_of(app, screen, element)[0]
            if entry_of(first) == entry:
                return layout.text
            return with_locator_first(layout, path, entry, comment)

        def mean(values: Values) -> None:
            found = _at(values, path)
            if (own := _own(found)) == entry or found.get("locators", [None])[0] == entry:
                return
            found["locators"] = [entry, *found.get("locators", [own])]

        self._do(Operation(write, mean))

    def replace_locator(self, screen: str, element: str, number: int, locator: Locator) -> None:
        """Write another locator in the place of locator `number`, counted from 0."""
        path = ("screens", screen, "elements", element)
        entry = entry_of(locator)

        def write(layout: Layout, app: App) -> str:
            if number >= len(_element_of(app, screen, element)):
                raise layout.refusal(0, f"{element!r} has no locator number {number + 1}")
            return with_locator_replaced(layout, path, number, entry)

        def mean(values: Values) -> None:
            found = _at(values, path)
            if "locators" in found:
                found["locators"][number] = entry
            else:
                _own(found)
                found |= entry

        self._do(Operation(write, mean))

    def add_element(
        self,
        screen: str,
        name: str,
        locators: Sequence[Locator],
        flags: Mapping[str, Value] | None = None,
        *,
        comment: str = "",
    ) -> None:
        """Write a new element as the last one of a screen."""
        entry = located(locators) | dict(flags or {})
        self._add(("screens", screen, "elements"), name, entry, "an element", comment=comment)

    def add_table(
        self,
        screen: str,
        name: str,
        locators: Sequence[Locator],
        columns: Mapping[str, str],
        flags: Mapping[str, Value] | None = None,
    ) -> None:
        """Write a new table, its columns as name → header text; `flags` hold key and the rest."""
        found = [entry_of(one) for one in locators]
        where: Value = found[0] if len(found) == 1 else found
        entry = {"locators": where, "columns": dict(columns)} | dict(flags or {})
        self._add(("screens", screen, "tables"), name, entry, "a table")

    def add_screen(
        self, name: str, shown_by: Sequence[Locator], flags: Mapping[str, Value] | None = None
    ) -> None:
        """Write a new screen as the last one; `flags` hold frame, window, reach and the rest."""
        found = [entry_of(one) for one in shown_by]
        where: Value = found[0] if len(found) == 1 else found
        entry = dict(flags or {}) | {"shown_by": where}
        self._add(("screens",), name, entry, "a screen", apart=True)

    def add_dialog(self, rule: Mapping[str, Value]) -> None:
        """Write a rule for a dialog behind those that there are."""

        def mean(values: Values) -> None:
            values.setdefault("dialogs", []).append(deepcopy(dict(rule)))

        self._do(Operation(lambda layout, _app: with_entry(layout, "dialogs", rule), mean))

    def _add(
        self,
        path: Path_,
        name: str,
        entry: Mapping[str, Value],
        what: str,
        *,
        apart: bool = False,
        comment: str = "",
    ) -> None:
        def write(layout: Layout, app: App) -> str:
            if len(path) > 1 and path[1] not in app.screens:
                raise UnknownScreenError(app.name, str(path[1]), known=app.screens, file=self.file)
            parent = path if layout.has(path[:-1], str(path[-1])) else path[:-1]
            if parent == path and layout.has(path, name):
                raise TakenNameError(self.file, what, name)
            return with_key(layout, path, name, entry, apart=apart, comment=comment)

        def mean(values: Values) -> None:
            parent = _at(values, path[:-1]).setdefault(str(path[-1]), {})
            parent[name] = deepcopy(dict(entry))

        self._do(Operation(write, mean))

    def _do(self, operation: Operation) -> None:
        self._state = self._after(operation, self._state)
        self._operations.append(operation)

    def _after(self, operation: Operation, state: State) -> State:
        text = operation.write(state.layout, state.app)
        if text == state.layout.text:
            return state
        mark = codecs.BOM_UTF8 if state.content.startswith(codecs.BOM_UTF8) else b""
        written = state_of(self.file, mark + text.encode())
        wanted = deepcopy(state.values)
        operation.mean(wanted)
        if written.values != as_read(wanted):
            raise CannotEditError(self.file, 1, "it is written in an unusual way")
        return written

    def save(self, why: str) -> Version | None:
        """Write the file, and keep the version before; gives it, or None when nothing changed.

        Where the file has changed on the disk meanwhile, the same operations are made on what is
        there now; an edit made by hand is never lost.

        Raises:
            DeskhandError: the operations cannot be made on what is there now, or the disk refuses.
        """
        history = History(self.file)
        with history.alone():
            for _ in range(MOST_TRIES):
                self._catch_up()
                if self.content == self._loaded:
                    return None
                version = history.keep(self._loaded, self.content, why)
                if content_of(self.file) == self._loaded:
                    replace_content(self.file, self.content)
                    self._loaded = self.content
                    self._operations.clear()
                    return version
                history.drop(version)
        raise ChangedAgainError(self.file)

    def _catch_up(self) -> None:
        fresh = content_of(self.file)
        if fresh == self._loaded:
            return
        state = state_of(self.file, fresh)
        for operation in self._operations:
            state = self._after(operation, state)
        self._loaded, self._state = fresh, state


def located(locators: Sequence[Locator]) -> dict[str, Value]:
    """The part of an element's entry that finds it."""
    if len(locators) == 1:
        return entry_of(locators[0])
    return {"locators": [entry_of(one) for one in locators]}


def _element_of(app: App, screen: str, element: str) -> tuple[Locator, ...]:
    if screen not in app.screens:
        raise UnknownScreenError(app.name, screen, known=app.screens, file=app.path)
    found = app.screens[screen]
    if element not in found.elements:
        raise UnknownElementError(screen, element, known=found.elements, where=str(found.place))
    return found.elements[element].locators


def _at(values: Values, path: Path_) -> Values:
    found: Any = values
    for name in path:
        found = found[name]
    return cast("Values", found)


def _own(element: Values) -> dict[str, Any]:
    return {key: element.pop(key) for key in OWN if key in element}
