"""Writes what was picked into the selector file, with everything else as it was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from runner.drivers.web.capturing import Way
from runner.errors import InputError
from runner.screens.editing import SelectorEdit
from runner.screens.history import History, Version
from runner.screens.marking import Marks
from runner.screens.model import App, Locator
from runner.screens.writing import Value, entry_of

UNMARKED = Marks()


class NothingChosenError(InputError):
    """Something was to be written without what it takes."""

    def __init__(self, what: str, hint: str) -> None:
        super().__init__(f"Nothing was written: {what}.", hint=hint)


class NameInUseError(InputError):
    """A name is that of another element."""

    def __init__(self, screen: str, name: str, line: int) -> None:
        super().__init__(
            f"Nothing was written: the screen {screen!r} has {name!r} already (line {line}).",
            hint="Choose another name for the new one.",
        )


@dataclass(frozen=True, slots=True)
class NewScreen:
    """A screen that is not in the file yet."""

    shown_by: Locator
    way: Way
    window: str | None


@dataclass(frozen=True, slots=True)
class Target:
    """The screen that something is written to, and how it begins if it is new."""

    screen: str
    new: NewScreen | None = None


@dataclass(frozen=True, slots=True)
class NewElement:
    """An element as it is to be written."""

    name: str
    locators: tuple[Locator, ...]
    marks: Marks = UNMARKED
    row_of: str = ""
    kind: str = ""
    entries: Locator | None = None
    """Of a list that opens while one types."""
    known: bool = False
    """The screen calls it so already: the locator is put above those that it has."""


@dataclass(frozen=True, slots=True)
class NewTable:
    """A table as it is to be written."""

    name: str
    locators: tuple[Locator, ...]
    columns: Mapping[str, str]
    key: str = ""
    personal: tuple[str, ...] = ()
    next_page: Locator | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in the file now."""

    app: App
    screen: str
    names: tuple[str, ...]
    version: Version | None
    """None when the file said so already."""

    def __str__(self) -> str:
        file, screen = self.app.path.name, self.app.screens[self.screen]
        first = self.names[0]
        found = screen.elements.get(first) or screen.tables[first]
        if self.version is None:
            return f"{found.place} says so already."
        if len(self.names) == 1:
            return f"{found.place} is written: {self.screen}.{first}"
        return f"{len(self.names)} elements are written to {file}, from line {found.place.line}"


def write(
    file: Path, target: Target, elements: Sequence[NewElement] = (), table: NewTable | None = None
) -> Written:
    """Write elements, or a table, to a screen; the version before is kept.

    Raises:
        InputError: a name is taken or cannot be one, or something was not chosen.
        DeskhandError: the file cannot be changed, or is not valid.
    """
    edit = SelectorEdit(file)
    if target.new is not None:
        flags = screen_flags(target.new)
        edit.add_screen(target.screen, [target.new.shown_by], flags)
    for element in elements:
        _write_element(edit, target.screen, element)
    if table is not None:
        edit.add_table(target.screen, table.name, table.locators, table.columns, table_flags(table))
    names = tuple(one.name for one in elements) or ((table.name,) if table else ())
    version = edit.save(f"picked {target.screen}: {', '.join(names)}")
    return Written(edit.app, target.screen, names, version)


def undo(file: Path, version: Version) -> None:
    """Take the last write back. Raises EditedSinceError when others have changed the file since."""
    History(file).undo(version.number)


def _write_element(edit: SelectorEdit, screen: str, element: NewElement) -> None:
    if not element.locators:
        raise NothingChosenError(
            f"no locator was chosen for {element.name!r}", "Tick at least one that is unique."
        )
    found = edit.app.screens[screen].elements.get(element.name) if not element.known else None
    if found is not None:
        raise NameInUseError(screen, element.name, found.place.line)
    if element.known:
        for locator in reversed(element.locators):
            edit.add_locator_first(screen, element.name, locator)
    else:
        edit.add_element(screen, element.name, element.locators, element_flags(element))


def element_flags(element: NewElement) -> dict[str, Value]:
    """What an element says beside its locators, in the order people write it."""
    flags: dict[str, Value] = {}
    if element.kind:
        flags["kind"] = element.kind
    if element.entries is not None:
        flags |= {"kind": "suggest", "list": entry_of(element.entries)}
    if element.row_of:
        flags["row_of"] = element.row_of
    if element.marks.secret:
        flags["secret"] = True
    if element.marks.personal:
        flags["personal"] = True
    if element.marks.writes:
        flags["effect"] = "write"
    return flags


def screen_flags(new: NewScreen) -> dict[str, Value]:
    """The frames and the window of a new screen."""
    flags: dict[str, Value] = {}
    steps: list[Value] = [
        step.text if step.by == "name" else {step.by: step.text} for step in new.way
    ]
    if steps:
        flags["frame"] = steps[0] if len(steps) == 1 else steps
    if new.window:
        flags["window"] = {"contains": new.window}
    return flags


def table_flags(table: NewTable) -> dict[str, Value]:
    """Key, personal columns and paging of a table."""
    flags: dict[str, Value] = {}
    if table.key:
        flags["key"] = table.key
    if table.personal:
        flags["personal"] = list(table.personal)
    if table.next_page is not None:
        flags["next_page"] = entry_of(table.next_page)
    return flags
