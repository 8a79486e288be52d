"""The shape of a locator, and of what is written the same way in many places of a file."""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from runner.screens.model import By

LOCATING = tuple(by.value for by in By)
"""The keys that find an element; each locator has exactly one of them."""


def _as_list(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _text_as(key: str) -> Callable[[object], object]:
    return lambda value: {key: value} if isinstance(value, str) else value


def _frames(value: object) -> object:
    return [_text_as("name")(step) for step in (value if isinstance(value, list) else [value])]


def said(told: str, default: Any = None, **more: Any) -> Any:
    """A key with what an editor shows when the pointer rests on it."""
    return Field(default, description=told, **more)


def listed(told: str) -> Any:
    """A key for a list, which may be missing."""
    return Field(default_factory=list, description=told)


def named(told: str) -> Any:
    """A key for what the file gives names itself, which may be missing."""
    return Field(default_factory=dict, description=told)


class Strict(BaseModel):
    """Every part of the file refuses keys that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CellEntry(Strict):
    """A cell of a table on the same screen."""

    table: str = Field(description="The table's name in this screen's `tables`: `results`.")
    row: str = Field(description='The row\'s key, in quotes: `"0012"`.')
    column: str = Field(description="The column's name, as the table calls it: `price`.")


class AtEntry(Strict):
    """A place on a terminal's screen."""

    row: int = Field(description="Counted from 1: `row: 5`.", ge=1, le=500)
    column: int = Field(description="Counted from 1: `column: 20`.", ge=1, le=500)
    length: int | None = said(
        "How many characters: `length: 8`. Without it the whole field, or the rest of the row.",
        ge=1,
        le=500,
    )


class LocatorEntry(Strict):
    """One way to find an element: exactly one of these keys, and what narrows it."""

    role: str | None = said(
        "ARIA role, usually with `name`: `{role: button, name: Save}`. Others are link, checkbox, "
        "radio, combobox, textbox, heading, tab."
    )
    label: str | None = said("The field's label, without colon or star: `{label: First name}`.")
    placeholder: str | None = said(
        "The grey text in an empty field: `{placeholder: Search customers}`."
    )
    text: str | None = said("The innermost element that says this: `{text: Record saved.}`.")
    heading: str | None = said("The heading that says this: `{heading: Search customer}`.")
    test_id: str | None = said("The attribute data-testid: `{test_id: save-button}`.")
    title: str | None = said("The text that appears under the pointer: `{title: Delete row}`.")
    alt: str | None = said("The text that stands for an image: `{alt: Printer}`.")
    name: str | None = said(
        "With `role` the accessible name, `{role: link, name: Next}`; else the HTML name of the "
        "field, `{name: postcode}`."
    )
    right_of: str | None = said(
        "The text to the left of the field, for forms without labels: `{right_of: Postcode}`."
    )
    left_of: str | None = said("The text to the right of it: `{left_of: EUR}`.")
    below: str | None = said("The text that stands above it: `{below: Date of birth}`.")
    above: str | None = said("The text that stands under it: `{above: (DD.MM.YYYY)}`.")
    cell: CellEntry | None = said(
        'A cell of a table: `{cell: {table: results, row: "0012", column: price}}`.'
    )
    css: str | None = said(
        "A CSS selector, where there are no words: `{css: \"input[name='go']\"}`."
    )
    xpath: str | None = said(
        "An XPath, where nothing else helps: `{xpath: \"//p[b='Issues']/a\"}`."
    )
    id: str | None = said(
        "Desktop: what the program itself calls it, as `deskhand screens pick` shows: `{id: save}`."
    )
    path: str | None = said(
        "Desktop: the way through the accessible things of the window, where nothing else helps: "
        "`{path: panel[2]/button[1]}`."
    )
    picture: str | None = said(
        "Desktop: what it looks like, a PNG beside this file: `{picture: erp/save.png}`."
    )
    ocr: str | None = said(
        "Desktop: a text that only the picture has: `{ocr: Total, offset: [120, 0]}`."
    )
    at: AtEntry | None = said(
        "Terminal: its place, `{at: {row: 5, column: 20}}`; with `text` the place where that must "
        "stand."
    )
    key: str | None = said(
        "Desktop and terminal: the key that does it: `{key: F3}`, `{key: Ctrl+S}`, `{key: PF7}`."
    )
    offset: tuple[int, int] | None = said(
        "Desktop: the element is so many pixels right of and below what was found: `[120, 0]`."
    )
    confidence: float | None = said(
        "With `picture`: how alike it must be, of 1: `confidence: 0.95`.", ge=0.5, le=1.0
    )
    exact: bool = said(
        "`exact: false`: a part of the text is enough, and case does not count.", True
    )
    within: "LocatorEntry | None" = said(
        "The section to look in: `{role: button, name: New, within: {css: nav.toolbar}}`."
    )


class TextRuleEntry(Strict):
    """How a text is compared: one of these."""

    exact: str | None = said("The whole text: `{exact: Save changes?}`.")
    contains: str | None = said("A part of it: `{contains: needs the approval}`.")
    matches: str | None = said('A regular expression: `{matches: "^Order [0-9]+$"}`.')


class FrameEntry(Strict):
    """One frame on the way to a screen: one of these."""

    name: str | None = said("The frame's name or id: `{name: main}`, or just `main`.")
    url: str | None = said("A part of the frame's address: `{url: /customer/}`.")
    css: str | None = said("A CSS selector of the frame: `{css: iframe.detail}`.")


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
