"""A program in memory, with the surface that drivers see of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from runner.drivers.surface.session import SurfaceSession
from runner.drivers.surface.stage import Stage
from runner.drivers.surface.surface import (
    Box,
    CannotTakeError,
    Entered,
    Found,
    Grid,
    Held,
    Hidden,
    Mark,
    NotDoneError,
    Row,
)
from runner.drivers.values import Typed
from runner.errors import EnvironmentFault
from runner.screens.load import load
from runner.screens.model import App, Element, Locator, Press, Screen, Table
from runner.secret import Secret

FILE = """
version: 1
app: till
kind: desktop
start: [till]
ready: login
ready_within: 0.05
sign_in:
  credential: till
  steps:
    - {on: login, fill: {user: username, password: password}, press: enter}
  then: menu
signed_out: [login]
stop:
  - {on: menu, press: quit}
busy: {text: Please wait}
screens:
  login:
    shown_by: {text: Sign in}
    elements:
      user: {label: User}
      password: {label: Password, secret: true}
      enter: {label: Enter}
  menu:
    shown_by: {text: Main menu}
    elements:
      sell: {label: Sell}
      pick: {label: Pick}
      quit: {key: Ctrl+Q}
  sale:
    shown_by: [{text: New sale}, {label: Customer}]
    reach: [{on: menu, press: sell}]
    elements:
      customer: {locators: [{id: customer}, {label: Customer}]}
      phone: {label: Phone, personal: true}
      amount: {label: Amount, read_back: digits}
      gone: {label: Gone, optional: true}
      save: {label: Save, effect: write}
      detail: {label: Detail, row_of: sales}
      first: {cell: {table: sales, row: "1", column: what}}
    tables:
      sales:
        locators: {label: Sales}
        columns: {number: No., what: Article}
        key: number
        next_page: {label: Next}
        personal: [what]
  counted:
    shown_by: {text: Count}
    reach: [{on: menu, choose: {pick: "2"}, press: sell}]
  saved:
    settle: 20
    shown_by: {text: Saved}
"""


@dataclass
class Widget:
    label: str
    value: str = ""
    enabled: bool = True
    twin: bool = False


@dataclass(frozen=True)
class Touch:
    """A thing that was found."""

    widget: Widget
    box: Box | None = None

    @property
    def text(self) -> str:
        return self.widget.value or self.widget.label


@dataclass
class Program:
    """What it shows, and what happens when something is pressed."""

    texts: list[str] = field(default_factory=lambda: ["Sign in"])
    widgets: list[Widget] = field(default_factory=list)
    pages: list[list[tuple[str, str]]] = field(default_factory=list)
    page: int = 0
    first: int = 0
    total: int | None = None
    """How many rows the table has besides those that show."""
    stuck: bool = False
    """Whether the next page never comes."""
    pressed: list[str] = field(default_factory=list)
    typed: list[tuple[str, str]] = field(default_factory=list)
    changes: list[Callable[[], None]] = field(default_factory=list)
    """What happens by itself, one each time that somebody waits."""
    on_press: Callable[[str], None] = lambda _label: None
    swallow: bool = False
    """Whether fields keep what they held."""
    missed: int = 0
    """How many presses reach nothing."""
    fault: Exception | None = None
    starts: int = 0
    ends: int = 0
    headers: tuple[str, ...] = ("No.", "Article")
    still: bool = True
    moments: list[Hidden] = field(default_factory=list)
    """What was to be hidden when a moment was taken."""
    picture_of: list[Hidden] = field(default_factory=list)
    """What was to be hidden when a picture was made of one."""
    marks: list[Mark] = field(default_factory=list)
    trusted: bool = True
    """Whether moments that were kept can be masked."""

    def show(self, *texts: str, fields: Sequence[str] = ()) -> None:
        """Another screen."""
        self.texts = list(texts)
        self.widgets = [Widget(one) for one in fields]


@dataclass(frozen=True)
class Seen:
    """A moment of it; also the only scope."""

    program: Program
    texts: tuple[str, ...]
    row: str | None = None

    title = "Till"

    @property
    def digest(self) -> str:
        return repr(self.texts)

    def scopes(self, screen: Screen) -> Sequence["Seen"]:
        return [] if screen.window is not None else [self]

    def find(self, locator: Locator) -> Found:
        if locator.by.value == "text":
            there = [Widget(one) for one in self.texts if locator.text in one]
            return Found(tuple(map(Touch, there)), layer="accessibility")
        if locator.by.value == "key":
            return Found((Touch(Widget(locator.text)),), layer="key")
        if locator.by.value == "id":
            return Found(why="no ids here")
        found = [one for one in self.program.widgets if one.label == locator.text]
        if self.row is not None and locator.text == "Detail":
            found = [Widget(f"Detail {self.row}")]
        found += [one for one in found if one.twin]
        return Found(tuple(map(Touch, found)), layer="accessibility")

    def grid(self, table: Table) -> Grid | None:
        program = self.program
        if not program.pages:
            return None
        missing = tuple(one for one in table.columns.values() if one not in program.headers)
        rows = tuple(
            Row({"number": number, "what": what}, Seen(program, self.texts, number))
            for number, what in program.pages[program.page]
        )
        return Grid(rows, missing, program.first, program.total)


@dataclass(frozen=True)
class Instant:
    """What it showed, for a picture."""

    program: Program
    texts: tuple[str, ...]

    def jpeg(self, hidden: Hidden, marks: Sequence[Mark] = ()) -> bytes | None:
        self.program.picture_of.append(hidden)
        self.program.marks += marks
        late = self.texts != tuple(self.program.texts)
        return None if late and not self.program.trusted else " ".join(self.texts).encode()


class FakeSurface:
    """The surface of a program in memory."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def open(self) -> None:
        self.program.starts += 1
        self.program.show("Sign in", fields=("User", "Password", "Enter"))

    def check(self) -> None:
        if self.program.fault is not None:
            raise self.program.fault

    def look(self) -> Seen:
        self.check()
        return Seen(self.program, tuple(self.program.texts))

    def await_change(self, seconds: float) -> None:
        del seconds
        if self.program.changes:
            self.program.changes.pop(0)()

    def unready(self, thing: Touch, *, typing: bool) -> str | None:
        del typing
        return None if thing.widget.enabled else "it is disabled"

    def enter(self, thing: Touch, element: Element, value: Typed) -> Entered:
        widget = thing.widget
        if value.text == "too long":
            raise CannotTakeError("it takes 4 characters", ["a", "b"])
        if value.text == "nowhere":
            raise NotDoneError("the focus was elsewhere")
        before = widget.value
        if not self.program.swallow:
            widget.value = value.text
        self.program.typed.append((element.name, value.text))
        return Entered(before, Held(widget.value), "value")

    def held(self, thing: Touch, element: Element) -> Held:
        del element
        return Held(thing.text)

    def press(
        self, thing: Touch, element: Element, how: Press, announce: Callable[[], None]
    ) -> str:
        del element, how
        program = self.program
        announce()
        if program.missed:
            program.missed -= 1
            raise NotDoneError("something lay over it")
        label = thing.widget.label
        program.pressed.append(label)
        if label == "Next" and not program.stuck:
            program.page = min(program.page + 1, len(program.pages) - 1)
        program.on_press(label)
        return "action"

    def moment(self, hidden: Hidden) -> "Instant | None":
        self.check()
        self.program.moments.append(hidden)
        return Instant(self.program, tuple(self.program.texts)) if self.program.still else None

    def process_ids(self) -> list[int]:
        return [1]

    def alive(self) -> bool:
        return self.program.fault is None

    def close(self, deadline: float) -> None:
        del deadline
        self.program.ends += 1


class Till(SurfaceSession):
    """The session of such a program."""

    app_kind = "desktop"


def till_file(folder: Path) -> App:
    file = folder / "till.yaml"
    file.write_text(FILE, encoding="utf-8")
    return load(file)


def till(folder: Path, program: Program, *, wait: float = 0.0) -> Till:
    """A session that was not opened yet."""
    stage = Stage(till_file(folder), FakeSurface(program), "here", wait)
    secrets = {"TILL_USERNAME": Secret("anna", hidden=False), "TILL_PASSWORD": Secret("geheim")}
    return Till(stage, secrets.__getitem__)


class Away(EnvironmentFault):
    """The program has ended."""
