"""A surface: what a program shows in one moment, and how it is touched."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from runner.drivers.values import Typed
from runner.screens.model import Element, Locator, Press, Screen, Table

ROW_NUMBER = "#"
"""Stands in a selector file for the number of a row, as its table counts."""
BY_SIGHT = "a snapshot is not looked at by picture"
"""Why a locator finds nothing on what was kept, though it may find something on the screen."""


@dataclass(frozen=True, slots=True)
class Box:
    """A place: pixels of a display, or cells of a terminal counted from 0."""

    left: int
    top: int
    width: int
    height: int

    @property
    def middle(self) -> tuple[int, int]:
        """The point in the middle."""
        return self.left + self.width // 2, self.top + self.height // 2

    def holds(self, other: "Box") -> bool:
        """Whether another place lies within this one."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.left + other.width <= self.left + self.width
            and other.top + other.height <= self.top + self.height
        )


class Thing(Protocol):
    """Something that was found; good until the surface was touched."""

    @property
    def box(self) -> Box | None:
        """Where it is; None for what has no place, such as a key."""

    @property
    def text(self) -> str:
        """What it shows or holds; boxes say `true` or `false`."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one locator matches."""

    things: tuple[Thing, ...] = ()
    hidden: int = 0
    """How many it matches besides that cannot be seen."""
    layer: str = ""
    """What found it, for the evidence: `accessibility`, `picture 0.98`, `ocr`, `place`, `key`."""
    why: str = ""
    """Why nothing was found, where there is more to say: `two alike`, `0.84 of 0.90`."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table."""

    cells: Mapping[str, str]
    """The selector file's name for a column → text."""
    scope: "Scope"
    """Where elements of this row are looked for."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table that was found, as far as it shows."""

    rows: tuple[Row, ...] = ()
    missing: tuple[str, ...] = ()
    """Headers that it does not have."""
    first: int = 0
    """The place of the first of these rows in the table, counted from 0."""
    total: int | None = None
    """How many rows the table has; None where it has no more than these."""

    @property
    def partial(self) -> str:
        """Which of its rows these are, where it has more; else nothing."""
        if self.total is None or self.total <= len(self.rows):
            return ""
        return f"{self.first + 1} to {self.first + len(self.rows)} of {self.total}"


class Scope(Protocol):
    """A part of what is shown: a window, a whole terminal, a row of a table."""

    def find(self, locator: Locator) -> Found:
        """Everything in it that a locator matches and that can be seen.

        `cell` locators are not asked for here: the driver goes by `grid`.
        """

    def grid(self, table: Table) -> Grid | None:
        """A table of it, all of the rows that can be had without turning a page; None: not there.

        A program that shows only a part of its rows scrolls for the rest by itself.
        """


class Look(Protocol):
    """What the surface showed in one moment; whatever is asked of it tells of that moment."""

    @property
    def title(self) -> str:
        """The title of the window in front, or the first line of a terminal."""

    @property
    def digest(self) -> str:
        """Tells one look from another that shows something else."""

    def scopes(self, screen: Screen) -> Sequence[Scope]:
        """The windows that may show a screen, the one in front first."""


@dataclass(frozen=True, slots=True)
class Held:
    """What an element holds."""

    text: str
    also: str | None = None
    """The inner value of a choice, whose label is `text`."""


@dataclass(frozen=True, slots=True)
class Entered:
    """How a value got into an element."""

    before: str
    after: Held
    how: str
    """`value`, `unicode`, `clipboard`, `keys`, `choice`."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """What a picture must not show."""

    values: tuple[str, ...] = ()
    elements: Sequence[tuple[Screen, Element]] = field(default=())
    """Elements that are marked, with their screens, wherever they are found."""
    fields: bool = False
    """Whether what is held in any field is covered."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A frame to be drawn around a place in a picture, and the number that stands at it."""

    box: Box
    number: int
    chosen: bool = False


class Moment(Protocol):
    """What a surface showed in one instant, for a picture that is made later."""

    def jpeg(self, hidden: Hidden, marks: Sequence[Mark] = ()) -> bytes | None:
        """A JPEG in which nothing hidden can be seen, or None when that is not sure.

        `hidden` may have more values than when the moment was taken, and the same elements.
        """


class CannotTakeError(Exception):
    """A surface tells its driver that an element cannot take a value; `why` words it.

    `offers` are the choices there are; the driver makes it a ValueRefusedError. Never a secret.
    """

    def __init__(self, why: str, offers: Sequence[str] = ()) -> None:
        super().__init__(why)
        self.why = why
        self.offers = tuple(offers)


class NotDoneError(Exception):
    """A surface tells its driver that nothing was sent, and why; it may be tried again."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Surface(Protocol):
    """What can be looked at and touched. Not for several threads."""

    def open(self) -> None:
        """Starts the program, or finds it; connects to the host.

        Raises AppUnreachableError or another EnvironmentFault.
        """

    def check(self) -> None:
        """Raises what happened meanwhile: the program has ended, an unknown window, a lock."""

    def look(self) -> Look:
        """What is shown now. Raises as `check` does."""

    def await_change(self, seconds: float) -> None:
        """Returns when something may have changed, at the latest after `seconds`."""

    def unready(self, thing: Thing, *, typing: bool) -> str | None:
        """Why a thing cannot be used now, as half a sentence; None when it can."""

    def enter(self, thing: Thing, element: Element, value: Typed) -> Entered:
        """Gets a value into a thing and reads it back at once.

        Raises CannotTakeError for a value that it cannot take; NotDoneError when nothing was sent.
        """

    def held(self, thing: Thing, element: Element) -> Held:
        """What a thing holds now."""

    def press(
        self, thing: Thing, element: Element, how: Press, announce: Callable[[], None]
    ) -> str:
        """Presses once; says by which layer. `announce` is called in the last instant before.

        Raises NotDoneError when certainly nothing was sent; what `announce` raises goes through.
        After something was sent nothing is raised for what it led to.
        """

    def moment(self, hidden: Hidden) -> Moment | None:
        """What is shown now; None when it did not stand still, or nothing is shown at all.

        Nothing of it leaves memory before it is masked. `hidden` says what has to be known for
        that. Costs as little as can be: whatever takes long is left for when a picture is made.
        """

    def process_ids(self) -> list[int]:
        """The processes to watch and, in need, to kill."""

    def alive(self) -> bool:
        """Whether the program, or the connection, still is there."""

    def close(self, deadline: float) -> None:
        """Ends everything that `open` has started, by force after `deadline` seconds."""
