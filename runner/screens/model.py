"""What a selector file says, once read and checked: apps, screens, elements, locators."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from runner.screens.programs import Program, TerminalForm


class AppKind(StrEnum):
    """What kind of screens an app has; a bot's parameter has the type of the same name."""

    WEB = "web"
    DESKTOP = "desktop"
    TERMINAL = "terminal"


class By(StrEnum):
    """The ways to find an element."""

    ROLE = "role"
    LABEL = "label"
    PLACEHOLDER = "placeholder"
    TEXT = "text"
    HEADING = "heading"
    TEST_ID = "test_id"
    TITLE = "title"
    ALT = "alt"
    NAME = "name"
    """The HTML `name` attribute."""
    RIGHT_OF = "right_of"
    LEFT_OF = "left_of"
    BELOW = "below"
    ABOVE = "above"
    CELL = "cell"
    CSS = "css"
    XPATH = "xpath"
    ID = "id"
    """What the program itself calls it: an accessible id, an automation id."""
    PATH = "path"
    """The way to it through the tree of accessible things: `dialog/panel[2]/button[1]`."""
    PICTURE = "picture"
    """What it looks like: a file beside the selector file."""
    OCR = "ocr"
    """A text that can only be read off the picture."""
    AT = "at"
    """Its place on a terminal's screen."""
    KEY = "key"
    """No place at all: the key that does the same."""


class Kind(StrEnum):
    """What an element is, where the page itself does not tell."""

    AUTO = "auto"
    FIELD = "field"
    CHOICE = "choice"
    BUTTON = "button"
    TEXT = "text"
    SUGGEST = "suggest"
    """A field that offers a list while one types; the value is taken from that list."""
    FILE = "file"


class Press(StrEnum):
    """How an element is pressed; known before, never found out by trying."""

    CLICK = "click"
    """A trusted mouse click at a point that was checked to belong to the element."""
    PAGE = "page"
    """The element's own `click()` inside the page; fast, not a trusted event."""
    DOUBLE_CLICK = "double_click"
    KEYS = "keys"
    """Focus and Enter."""
    ACTION = "action"
    """What the program says can be done with it, by accessibility; no mouse is moved."""


class Typing(StrEnum):
    """How a text gets into a field of a desktop program."""

    VALUE = "value"
    """Set by accessibility; no key is pressed."""
    UNICODE = "unicode"
    """Sent as characters, whatever the keyboard's layout."""
    CLIPBOARD = "clipboard"
    """Pasted; what the person had in the clipboard is put back. Never for secrets."""
    KEYS = "keys"
    """By the keys of the keyboard's layout; only for what that layout has."""


class ReadBack(StrEnum):
    """How much of a typed value the screen may change."""

    EXACT = "exact"
    CASE = "case"
    SPACES = "spaces"
    DIGITS = "digits"
    """Only letters and digits are compared: the screen adds separators."""
    NONE = "none"


class Heal(StrEnum):
    """What may be done when no locator of an element finds it, and something else looks like it."""

    AUTO = "auto"
    """What was found is used, and said to have been."""
    ASK = "ask"
    """A person decides before it is used."""
    NEVER = "never"
    """It is proposed for the selector file, and not used."""
    OFF = "off"
    """Nothing is looked for. For a whole app only."""


class DialogKind(StrEnum):
    """The dialogs of a browser, or of a program."""

    ALERT = "alert"
    CONFIRM = "confirm"
    PROMPT = "prompt"
    BEFOREUNLOAD = "beforeunload"
    WINDOW = "window"
    """A modal window of a desktop program."""


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file, as people and editors write it: `crm.yaml:12`."""

    file: Path
    line: int

    def __str__(self) -> str:
        return f"{self.file.name}:{self.line}"


@dataclass(frozen=True, slots=True)
class At:
    """A place on a terminal's screen, counted from 1."""

    row: int
    column: int
    length: int | None = None
    """How many characters; the whole field, or to the end of the row, without it."""

    def __str__(self) -> str:
        return f"row {self.row}, column {self.column}"


@dataclass(frozen=True, slots=True)
class Locator:
    """One way to find one element."""

    by: By
    text: str
    place: Place
    name: str | None = None
    """The accessible name, for `role`."""
    exact: bool = True
    within: "Locator | None" = None
    row: str | None = None
    column: str | None = None
    """With `cell`: `text` is the table's name, `row` the key, `column` the column's name."""
    at: At | None = None
    """Where on a terminal's screen; with `text` the place at which it must stand."""
    offset: tuple[int, int] | None = None
    """Pixels right and down of the middle of what was found, where the element really is."""
    confidence: float | None = None
    """With `picture`: how alike it must be, of 1; the driver's own measure without it."""

    def __str__(self) -> str:
        if self.by is By.AT:
            said = f"at {self.at}"
        elif self.by is By.ROLE:
            said = f"role {self.text!r}" + (f" named {self.name!r}" if self.name else "")
        elif self.by is By.CELL:
            said = f"cell {self.column!r} of row {self.row!r} in {self.text!r}"
        else:
            said = f"{self.by.value} {self.text!r}"
        if self.at is not None and self.by is not By.AT:
            said += f" at {self.at}"
        if self.offset is not None:
            said += " and {:+d}, {:+d} from it".format(*self.offset)
        return f"{said} within {self.within}" if self.within else said


@dataclass(frozen=True, slots=True)
class FrameStep:
    """One frame on the way to a screen: by name or id, address, or CSS."""

    by: str
    """`name`, `url` or `css`."""
    text: str


@dataclass(frozen=True, slots=True)
class Element:
    """A thing on a screen that bots name."""

    name: str
    place: Place
    locators: tuple[Locator, ...]
    kind: Kind = Kind.AUTO
    secret: bool = False
    personal: bool = False
    writes: bool = False
    press: Press | None = None
    date: str | None = None
    decimal: str | None = None
    read_back: ReadBack = ReadBack.EXACT
    keys: bool = False
    row_of: str | None = None
    """A table's name: the element is looked for inside one of its rows."""
    entries: Locator | None = None
    """For `suggest`: the entries of the list that opens."""
    also_called: tuple[str, ...] = ()
    optional: bool = False
    """Whether it is not always there."""
    note: str = ""
    heal: Heal | None = None
    """What may be done when no locator finds it; None: as the app says, or as its use wants it."""
    typing: Typing | None = None
    """How text gets into it; None: the first way that arrives."""

    @property
    def masked(self) -> bool:
        """Whether its value may not be seen in any artefact."""
        return self.secret or self.personal


@dataclass(frozen=True, slots=True)
class Table:
    """A table on a screen."""

    name: str
    place: Place
    locators: tuple[Locator, ...]
    columns: Mapping[str, str]
    """Column name → header text."""
    key: str | None = None
    next_page: Element | None = None
    personal: tuple[str, ...] = ()
    """Columns whose values are personal."""


@dataclass(frozen=True, slots=True)
class ReachStep:
    """One step of the way to a screen: choose, fill and press on another one, or an address."""

    place: Place
    on: str | None = None
    press: str | None = None
    address: str | None = None
    fill: Mapping[str, str] = field(default_factory=dict)
    """Element → example."""
    row: str | None = None
    """The key of the table row in which it is pressed."""
    choose: Mapping[str, str] = field(default_factory=dict)
    """Element → what is chosen there, such as a menu's number; bots do so too."""
    picks: bool = False
    """Whether what it presses stands in the rows of a table: without `row`, in the first one."""


@dataclass(frozen=True, slots=True)
class TextRule:
    """How a text is compared: `exact`, `contains` or `matches` (a regular expression)."""

    how: str
    text: str


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen: how it is recognised and what is on it."""

    name: str
    place: Place
    shown_by: tuple[Locator, ...]
    frame: tuple[FrameStep, ...] = ()
    window: TextRule | None = None
    """The window's title or address; without it any window may show the screen."""
    reach: tuple[ReachStep, ...] = ()
    elements: Mapping[str, Element] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    settle_ms: int = 0
    """How long the page must have been quiet; the app's own, where the screen says nothing."""
    canary: bool = False
    """Whether it is looked at before a batch."""

    @property
    def way(self) -> tuple[ReachStep, ...]:
        """The way for bots: none that leads to an example, lest a bot works on that one."""
        return () if self.shows_example else self.reach

    @property
    def shows_example(self) -> bool:
        """Whether its way fills or picks an example: only for looking at the screen."""
        return any(step.fill or step.row is not None or step.picks for step in self.reach)


@dataclass(frozen=True, slots=True)
class DialogRule:
    """The answer to a dialog that is expected."""

    kind: DialogKind
    text: TextRule
    accept: bool
    type: str | None = None
    """What is typed into a prompt."""
    press: str | None = None
    """The button of a program's window that is pressed."""


@dataclass(frozen=True, slots=True)
class SignInStep:
    """One screen of a sign-in: what is typed (element → part of the credential), what is pressed."""

    on: str
    fill: Mapping[str, str]
    press: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class SignIn:
    """How an app is entered."""

    credential: str
    steps: tuple[SignInStep, ...]
    then: str | None
    http: bool
    place: Place


@dataclass(frozen=True, slots=True)
class App:
    """A target application, as its selector file describes it."""

    name: str
    path: Path
    address: str
    kind: AppKind = AppKind.WEB
    program: Program = field(default_factory=Program)
    terminal: TerminalForm = field(default_factory=TerminalForm)
    press: Press = Press.CLICK
    date: str = "YYYY-MM-DD"
    decimal: str = "."
    busy: tuple[Locator, ...] = ()
    late_choices_ms: int | None = None
    """Within how long choices have come that depend on another field; None: the whole wait."""
    sessions: int | None = None
    """How many signed-in sessions of it there may be at once, over all hosts; None: any number."""
    sessions_per_account: int | None = None
    sign_in: SignIn | None = None
    signed_out: tuple[str, ...] = ()
    dialogs: tuple[DialogRule, ...] = ()
    heal: Heal | None = None
    """For every element that says nothing itself."""
    screens: Mapping[str, Screen] = field(default_factory=dict)
