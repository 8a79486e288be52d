"""The health of an app's screens: what its selector file names, and how it was met the last time."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from runner.errors import DeskhandError
from runner.screens.load import load
from runner.screens.model import Element, Screen, Table
from runner.survey.findings import TROUBLE, State
from runner.survey.kept_looks import KeptFinding, KeptLook, kept_looks


@dataclass(frozen=True, slots=True)
class PartHealth:
    """An element or a table."""

    name: str
    kind: str
    """`element` or `table`."""
    line: int
    locators: tuple[str, ...]
    marks: tuple[str, ...]
    """`writes`, `secret`, `personal`, `optional`."""
    note: str
    found: KeptFinding | None
    """None where it was never looked for."""

    @property
    def state(self) -> State | None:
        """How it was met."""
        return self.found.state if self.found is not None else None


@dataclass(frozen=True, slots=True)
class ScreenHealth:
    """A screen."""

    name: str
    line: int
    shown_by: tuple[str, ...]
    parts: tuple[PartHealth, ...]
    look: KeptLook | None

    @property
    def trouble(self) -> bool:
        """Whether somebody should see to it."""
        return self.look is not None and (
            self.look.state in TROUBLE or any(part.state in TROUBLE for part in self.parts)
        )


@dataclass(frozen=True, slots=True)
class AppHealth:
    """An app."""

    name: str
    file: Path
    problem: str = ""
    """Why its file cannot be used; there are no screens then."""
    screens: tuple[ScreenHealth, ...] = ()

    @property
    def counts(self) -> Counter[State | None]:
        """How many elements and tables stand in each state; None for those never looked for."""
        return Counter(part.state for screen in self.screens for part in screen.parts)

    @property
    def looked_at(self) -> datetime | None:
        """When any of its screens was looked at last."""
        return max((one.look.at for one in self.screens if one.look is not None), default=None)

    @property
    def changed_since(self) -> bool:
        """Whether its file was changed since a screen was looked at."""
        return any(one.look is not None and not one.look.current for one in self.screens)

    @property
    def trouble(self) -> bool:
        """Whether somebody should see to it."""
        return bool(self.problem) or any(screen.trouble for screen in self.screens)


def app_health(file: Path) -> AppHealth:
    """The health of the app of a selector file; a file that cannot be used is its health, too."""
    try:
        app = load(file)
    except DeskhandError as error:
        return AppHealth(file.stem, file, problem=error.sentence())
    looks = kept_looks(file)
    screens = tuple(_screen(one, looks.get(one.name)) for one in app.screens.values())
    return AppHealth(file.stem, file, screens=screens)


def _screen(screen: Screen, look: KeptLook | None) -> ScreenHealth:
    found = look.findings if look is not None else {}
    parts: list[Element | Table] = [*screen.elements.values(), *screen.tables.values()]
    return ScreenHealth(
        name=screen.name,
        line=screen.place.line,
        shown_by=tuple(map(str, screen.shown_by)),
        parts=tuple(_part(one, found.get(one.name)) for one in parts),
        look=look,
    )


def _part(part: Element | Table, found: KeptFinding | None) -> PartHealth:
    element = isinstance(part, Element)
    return PartHealth(
        name=part.name,
        kind="element" if element else "table",
        line=part.place.line,
        locators=tuple(map(str, part.locators)),
        marks=tuple(_marks(part)),
        note=part.note if isinstance(part, Element) else "",
        found=found,
    )


def _marks(part: Element | Table) -> Iterator[str]:
    if isinstance(part, Table):
        return
    said = {
        "writes": part.writes,
        "secret": part.secret,
        "personal": part.personal,
        "optional": part.optional,
    }
    yield from (name for name, marked in said.items() if marked)
