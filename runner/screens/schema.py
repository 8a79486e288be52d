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


def _said(told: str, default: Any = None, **more: Any) -> Any:
    """A key with what an editor shows when the pointer rests on it."""
    return Field(default, description=told, **more)


def _listed(told: str) -> Any:
    return Field(default_factory=list, description=told)


def _named(told: str) -> Any:
    return Field(default_factory=dict, description=told)


class Strict(BaseModel):
    """Every part of the file refuses keys that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CellEntry(Strict):
    """A cell of a table on the same screen."""

    table: str = Field(description="The table's name in this screen's `tables`: `results`.")
    row: str = Field(description='The row\'s key, in quotes: `"0012"`.')
    column: str = Field(description="The column's name, as the table calls it: `price`.")


class LocatorEntry(Strict):
    """One way to find an element: exactly one of these keys, and what narrows it."""

    role: str | None = _said(
        "ARIA role, usually with `name`: `{role: button, name: Save}`. Others are link, checkbox, "
        "radio, combobox, textbox, heading, tab."
    )
    label: str | None = _said("The field's label, without colon or star: `{label: First name}`.")
    placeholder: str | None = _said(
        "The grey text in an empty field: `{placeholder: Search customers}`."
    )
    text: str | None = _said("The innermost element that says this: `{text: Record saved.}`.")
    heading: str | None = _said("The heading that says this: `{heading: Search customer}`.")
    test_id: str | None = _said("The attribute data-testid: `{test_id: save-button}`.")
    title: str | None = _said("The text that appears under the pointer: `{title: Delete row}`.")
    alt: str | None = _said("The text that stands for an image: `{alt: Printer}`.")
    name: str | None = _said(
        "With `role` the accessible name, `{role: link, name: Next}`; else the HTML name of the "
        "field, `{name: postcode}`."
    )
    right_of: str | None = _said(
        "The text to the left of the field, for forms without labels: `{right_of: Postcode}`."
    )
    left_of: str | None = _said("The text to the right of it: `{left_of: EUR}`.")
    below: str | None = _said("The text that stands above it: `{below: Date of birth}`.")
    above: str | None = _said("The text that stands under it: `{above: (DD.MM.YYYY)}`.")
    cell: CellEntry | None = _said(
        'A cell of a table: `{cell: {table: results, row: "0012", column: price}}`.'
    )
    css: str | None = _said(
        "A CSS selector, where there are no words: `{css: \"input[name='go']\"}`."
    )
    xpath: str | None = _said(
        "An XPath, where nothing else helps: `{xpath: \"//p[b='Issues']/a\"}`."
    )
    exact: bool = _said(
        "`exact: false`: a part of the text is enough, and case does not count.", True
    )
    within: "LocatorEntry | None" = _said(
        "The section to look in: `{role: button, name: New, within: {css: nav.toolbar}}`."
    )


class TextRuleEntry(Strict):
    """How a text is compared: one of these."""

    exact: str | None = _said("The whole text: `{exact: Save changes?}`.")
    contains: str | None = _said("A part of it: `{contains: needs the approval}`.")
    matches: str | None = _said('A regular expression: `{matches: "^Order [0-9]+$"}`.')


class FrameEntry(Strict):
    """One frame on the way to a screen: one of these."""

    name: str | None = _said("The frame's name or id: `{name: main}`, or just `main`.")
    url: str | None = _said("A part of the frame's address: `{url: /customer/}`.")
    css: str | None = _said("A CSS selector of the frame: `{css: iframe.detail}`.")


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

    locators: list[LocatorEntry] | None = _said(
        "Several locators, tried in this order until one matches exactly one element:\n"
        "`locators: [{label: Street}, {name: street}]`."
    )
    kind: Kind = _said(
        "What it is, where the page does not tell: `text` reads a text instead of a field, "
        "`suggest` takes the value from the list that opens, `file` is an upload.",
        Kind.AUTO,
    )
    secret: bool = _said(
        "`secret: true` for a password or token: masked everywhere, never logged.", False
    )
    personal: bool = _said(
        "`personal: true`: masked in logs, pictures, snapshots and errors.", False
    )
    effect: Literal["write"] | None = _said(
        "`effect: write` for what changes something (Save, Delete, Send): pressed inside a step "
        "only, never while screens are looked at, never on a guess."
    )
    press: Press | None = _said("How it is pressed, if not as the app says: `press: double_click`.")
    date: str | None = _said("How a date is typed here, if not as the app says: `DD.MM.YYYY`.")
    decimal: str | None = _said("The decimal sign here: `,` or `.`.")
    read_back: ReadBack = _said(
        "What the screen may change of a typed value: `exact` nothing, `case`, `spaces`, `digits` "
        "(it adds separators), `none` is not looked at.",
        ReadBack.EXACT,
    )
    keys: bool = _said("`keys: true` where only real key strokes are taken.", False)
    row_of: str | None = _said(
        "The table in whose rows it stands: `open: {role: link, name: Open, row_of: results}`."
    )
    entries: LocatorEntry | None = _said(
        "With `kind: suggest`: the entries that open, `list: {role: option}`.", alias="list"
    )
    also_called: Texts = _listed(
        "Other labels that it has or had, another language's too: `also_called: [Straße, Rue]`. "
        "Repairs trust them."
    )
    optional: bool = _said(
        "`optional: true` for what is not always there, such as a message: `deskhand screens check` does not "
        "miss it.",
        False,
    )
    heal: Literal["auto", "ask", "never"] | None = _said(
        "When no locator finds it and something else looks like it: `auto` uses that and says so, "
        "`ask` has a person decide before, `never` only proposes a repair. Else `auto` for reading, "
        "`ask` for filling and pressing, `never` for what saves, sends, pays or deletes.",
        None,
    )
    note: str = _said("For people: `note: moved here in spring`.", "")


class TableEntry(Strict):
    """A table: where it is, its columns by header text, its key and its paging."""

    locators: Locators = Field(description="Where it is: `{css: table.list}`.")
    columns: dict[str, str] = Field(
        description="Your name for a column → its header: `{account: Account no., name: Name}`."
    )
    key: str | None = _said(
        "The column that tells rows apart, by your name for it: `key: account`. Needed to press "
        "or read something in a row."
    )
    next_page: ElementEntry | None = _said(
        "What turns to the next page: `{role: link, name: Next}`. Gone or disabled on the last."
    )
    personal: Texts = _listed("Columns with personal data, which are masked: `[name, phone]`.")


class ReachEntry(Strict):
    """A step of the way to a screen: `{on: menu, press: search}` or `{address: /search}`."""

    on: str | None = _said("The screen on which something is done: `on: search`.")
    press: str | None = _said(
        "What is pressed on it: `press: find`. Never something with `effect: write`."
    )
    address: str | None = _said("Or an address of the app that is opened: `address: /search`.")
    fill: dict[str, str] = _named(
        'An example that shows the screen, typed before the press: `fill: {account: "0012"}`. '
        "Only for looking at screens: bots never take such a way."
    )
    row: str | None = _said(
        'The key of the row in which it is pressed, as an example: `row: "0012"`; without it, the '
        "first row."
    )


Settle = Annotated[int, Field(ge=0, le=10_000)]


class ScreenEntry(Strict):
    """A screen: how it is recognised and what is on it."""

    shown_by: Locators = Field(
        description="What only this screen has; one locator or a list, of which all must match: "
        "`{heading: Search customer}`."
    )
    frame: Frames = _listed(
        "The frame it is in, by name or id: `frame: main`; the outer one first where they are "
        "nested: `[main, form]`; also `{url: /form}` or `{css: iframe.detail}`."
    )
    window: TextRuleOrText | None = _said(
        "The title or address of the window it is in, for popups: `window: Account managers` or "
        "`{contains: managers}`."
    )
    reach: list[ReachEntry] = _listed(
        "The way to it, which must not change anything: `[{on: home, press: search}]` or "
        "`[{address: /search}]`."
    )
    settle: Settle | None = _said(
        "Milliseconds without any change of the page before the screen counts as shown, if not "
        "as the app says: `settle: 300`."
    )
    canary: bool = _said(
        "`canary: true`: looked at before a batch that is started with `--canary`; when something of it is "
        "gone, no item is begun.",
        False,
    )
    elements: dict[str, ElementEntry] = _named(
        "Your name → how it is found: `street: {label: Street}`."
    )
    tables: dict[str, TableEntry] = _named(
        "Your name → where the table is and what is in it: "
        "`results: {locators: {css: table.list}, columns: {account: Account no.}, key: account}`."
    )
    note: str = _said("For people: `note: moved here in spring`.", "")


class DialogEntry(Strict):
    """The answer to one dialog. A dialog without a rule stops the item."""

    kind: DialogKind = Field(description="`alert`, `confirm`, `prompt` or `beforeunload`.")
    text: TextRuleOrText | None = _said(
        "What it says: `text: Save changes?` or `{contains: approval}`; without it, any text."
    )
    answer: Literal["accept", "dismiss"] = Field(description="`accept` is OK, `dismiss` Cancel.")
    type: str | None = _said("What is typed into a prompt: `type: moved`.")


class SignInStepEntry(Strict):
    """One screen of the sign-in."""

    on: str = Field(description="The screen: `on: login`.")
    fill: dict[str, str] = _named(
        "Element → part of the credential: `{user: username, password: password}`."
    )
    press: str | None = _said("What is pressed then: `press: sign_in`.")


class SignInEntry(Strict):
    """How the app is entered."""

    credential: str = Field(
        description="Whose: `credential: crm` is CRM_USERNAME and CRM_PASSWORD, which "
        "`deskhand secrets set CRM_PASSWORD` asks for."
    )
    steps: list[SignInStepEntry] = _listed(
        "Screen by screen: `[{on: login, fill: {user: username, password: password}, "
        "press: sign_in}]`."
    )
    then: str | None = _said("The screen that is shown afterwards: `then: home`.")
    http: bool = _said(
        "`http: true`: HTTP basic or digest authentication, instead of `steps`.", False
    )


class SelectorFile(Strict):
    """A selector file of Deskhand, version 1."""

    version: int = Field(description="Of this file's rules: `version: 1`.")
    app: str = Field(description="The app's name, as bots write it: `app: crm`.")
    kind: Literal["web"] = _said("What kind of app it is: `web`.", "web")
    address: str = Field(
        description="Where it is, unless settings.toml or `--address` say otherwise: "
        "`address: https://crm.example/`."
    )
    press: Press = _said(
        "How things are pressed unless an element says otherwise: `click` a real mouse click, "
        "`page` the element's own click (fastest), `keys` focus and Enter, `double_click`.",
        Press.CLICK,
    )
    date: str = _said(
        "How dates are typed, of YYYY YY MM M DD D HH H mm ss: `date: DD.MM.YYYY`.", "YYYY-MM-DD"
    )
    decimal: Literal[".", ","] = _said('The decimal sign: `decimal: ","`.', ".")
    busy: Locators = _listed(
        "While this is visible no screen counts as shown: `busy: {css: .spinner}`."
    )
    late_choices: int | None = _said(
        "Milliseconds within which suggestions, and choices that depend on another field, have "
        "come: `late_choices: 5000`.",
        ge=0,
        le=60_000,
    )
    settle: Settle = _said(
        "Milliseconds without a change of the page before a screen counts as shown, for pages "
        "that draw themselves: `settle: 300`; better on single screens.",
        0,
    )
    sessions: int | None = _said(
        "How many signed-in sessions there may be at once, over all hosts: `sessions: 4`.",
        ge=1,
        le=10_000,
    )
    sessions_per_account: int | None = _said(
        "The same of one account: `sessions_per_account: 1` where a second sign-in ends the first.",
        ge=1,
        le=10_000,
    )
    sign_in: SignInEntry | None = _said(
        "How the app is entered: `{credential: crm, steps: […], then: home}`. Leave it away where "
        "nobody signs in."
    )
    signed_out: Texts = _listed("Screens that mean the session has ended: `signed_out: [login]`.")
    dialogs: list[DialogEntry] = _listed(
        "Dialogs that are expected, and their answers: "
        "`[{kind: confirm, text: Save changes?, answer: accept}]`."
    )
    heal: Literal["auto", "ask", "never", "off"] | None = _said(
        "`heal` of every element that says nothing itself; `off`: nothing is learned, looked for or "
        "proposed.",
        None,
    )
    screens: dict[str, ScreenEntry] = Field(
        description="Your name for a screen → how it is recognised and what is on it: "
        "`search: {shown_by: {heading: Search customer}, elements: {account: {label: Account}}}`."
    )
    note: str = _said("For people: `note: moved here in spring`.", "")


def json_schema() -> dict[str, Any]:
    """The JSON Schema that editors complete and underline selector files with."""
    schema = SelectorFile.model_json_schema(mode="validation")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Deskhand selector file, version 1"
    return schema
