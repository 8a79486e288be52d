"""The shape of a selector file, version 1: what may be written where."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from runner.screens.model import By, DialogKind, Kind, Press, ReadBack

LOCATING = tuple(by.value for by in By)
"""The keys that find an element; each locator has exactly one of them."""


def _as_list(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _text_as(key: str) -> Callable[[object], object]:
    return lambda value: {key: value} if isinstance(value, str) else value


def _frames(value: object) -> object:
    return [_text_as("name")(step) for step in (value if isinstance(value, list) else [value])]


class Strict(BaseModel):
    """Every part of the file refuses keys that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CellEntry(Strict):
    """A cell of a table on the same screen."""

    table: str
    row: str
    column: str


class LocatorEntry(Strict):
    """One way to find an element: exactly one of these keys, and what narrows it."""

    role: str | None = Field(None, description="ARIA role; with `name`, the accessible name")
    label: str | None = Field(None, description="the field's label")
    placeholder: str | None = None
    text: str | None = Field(None, description="the visible text")
    heading: str | None = Field(None, description="a heading's text")
    test_id: str | None = Field(None, description="the data-testid attribute")
    title: str | None = None
    alt: str | None = None
    name: str | None = Field(None, description="with `role` the accessible name, else HTML name")
    right_of: str | None = Field(None, description="the text that stands to the left of it")
    left_of: str | None = None
    below: str | None = Field(None, description="the text that stands above it")
    above: str | None = None
    cell: CellEntry | None = None
    css: str | None = None
    xpath: str | None = None
    exact: bool = Field(True, description="false: part of the text is enough, case ignored")
    within: "LocatorEntry | None" = Field(None, description="the section to look in")


class TextRuleEntry(Strict):
    """How a text is compared."""

    exact: str | None = None
    contains: str | None = None
    matches: str | None = Field(None, description="a regular expression")


class FrameEntry(Strict):
    """One frame on the way to a screen."""

    name: str | None = Field(None, description="the frame's name or id")
    url: str | None = Field(None, description="a part of the frame's address")
    css: str | None = None


Locators = Annotated[
    list[LocatorEntry],
    BeforeValidator(_as_list, json_schema_input_type=LocatorEntry | list[LocatorEntry]),
]
Texts = Annotated[list[str], BeforeValidator(_as_list, json_schema_input_type=str | list[str])]
TextRuleOrText = Annotated[
    TextRuleEntry,
    BeforeValidator(_text_as("exact"), json_schema_input_type=str | TextRuleEntry),
]
Frames = Annotated[
    list[FrameEntry],
    BeforeValidator(
        _frames,
        json_schema_input_type=str | FrameEntry | list[str | FrameEntry],
    ),
]


class ElementEntry(LocatorEntry):
    """An element: a locator of its own, or an ordered list of them, and what is special."""

    locators: list[LocatorEntry] | None = Field(None, description="tried in this order")
    kind: Kind = Kind.AUTO
    secret: bool = Field(False, description="masked everywhere; never read back into a log")
    personal: bool = Field(False, description="masked in logs and pictures")
    effect: Literal["write"] | None = Field(None, description="pressing it changes something")
    press: Press | None = Field(None, description="how it is pressed, if not as the app says")
    date: str | None = Field(None, description="how a date is typed here: DD.MM.YYYY")
    decimal: str | None = Field(None, description="the decimal sign here: `,` or `.`")
    read_back: ReadBack = Field(ReadBack.EXACT, description="what the screen may change")
    keys: bool = Field(False, description="takes real key strokes only")
    row_of: str | None = Field(None, description="the table in whose rows it stands")
    entries: LocatorEntry | None = Field(
        None, alias="list", description="kind suggest: the entries that open"
    )
    also_called: Texts = Field(default_factory=list)
    note: str = ""


class TableEntry(Strict):
    """A table: where it is, its columns by header text, its key and its paging."""

    locators: Locators
    columns: dict[str, str]
    key: str | None = None
    next_page: ElementEntry | None = None
    personal: Texts = Field(default_factory=list)


class ReachEntry(Strict):
    """`{on: screen, press: element}` or `{address: /path}`."""

    on: str | None = None
    press: str | None = None
    address: str | None = None


Settle = Annotated[int, Field(ge=0, le=10_000)]


class ScreenEntry(Strict):
    """A screen."""

    shown_by: Locators
    frame: Frames = Field(default_factory=list)
    window: TextRuleOrText | None = None
    reach: list[ReachEntry] = Field(default_factory=list)
    settle: Settle | None = Field(None, description="ms without a change, if not as the app says")
    elements: dict[str, ElementEntry] = Field(default_factory=dict)
    tables: dict[str, TableEntry] = Field(default_factory=dict)
    note: str = ""


class DialogEntry(Strict):
    """The answer to one dialog. A dialog without a rule stops the item."""

    kind: DialogKind
    text: TextRuleOrText | None = None
    answer: Literal["accept", "dismiss"]
    type: str | None = Field(None, description="what is typed into a prompt")


class SignInStepEntry(Strict):
    """One screen of the sign-in."""

    on: str
    fill: dict[str, str] = Field(default_factory=dict)
    press: str | None = None


class SignInEntry(Strict):
    """How the app is entered."""

    credential: str
    steps: list[SignInStepEntry] = Field(default_factory=list)
    then: str | None = None
    http: bool = Field(False, description="HTTP basic or digest authentication")


class SelectorFile(Strict):
    """A selector file of Deskhand, version 1."""

    version: int = Field(description="1")
    app: str
    kind: Literal["web"] = "web"
    address: str
    press: Press = Press.CLICK
    date: str = "YYYY-MM-DD"
    decimal: Literal[".", ","] = "."
    busy: Locators = Field(default_factory=list)
    late_choices: int | None = Field(
        None, ge=0, le=60_000, description="ms within which choices that depend on others have come"
    )
    settle: Settle = Field(0, description="ms without a change of the page")
    sessions: int | None = Field(
        None, ge=1, le=10_000, description="signed-in sessions of the app at once, over all hosts"
    )
    sessions_per_account: int | None = Field(
        None, ge=1, le=10_000, description="the same, of one account"
    )
    sign_in: SignInEntry | None = None
    signed_out: Texts = Field(default_factory=list)
    dialogs: list[DialogEntry] = Field(default_factory=list)
    screens: dict[str, ScreenEntry]
    note: str = ""


def json_schema() -> dict[str, Any]:
    """The JSON Schema that editors complete and underline selector files with."""
    schema = SelectorFile.model_json_schema(mode="validation")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Deskhand selector file, version 1"
    return schema
