"""The shape of a selector file, version 1: what may be written where."""

from typing import Annotated, Any, Literal

from pydantic import Field

from runner.screens.locator_entries import (
    Frames,
    LocatorEntry,
    Locators,
    Strict,
    TextRuleOrText,
    Texts,
    listed,
    named,
    said,
)
from runner.screens.model import AppKind, DialogKind, Kind, Press, ReadBack, Typing


class ElementEntry(LocatorEntry):
    """An element: a locator of its own, or an ordered list of them, and what is special."""

    locators: list[LocatorEntry] | None = said(
        "Several locators, tried in this order until one matches exactly one element:\n"
        "`locators: [{label: Street}, {name: street}]`."
    )
    kind: Kind = said(
        "What it is, where the page does not tell: `text` reads a text instead of a field, "
        "`suggest` takes the value from the list that opens, `file` is an upload.",
        Kind.AUTO,
    )
    secret: bool = said(
        "`secret: true` for a password or token: masked everywhere, never logged.", False
    )
    personal: bool = said(
        "`personal: true`: masked in logs, pictures, snapshots and errors.", False
    )
    effect: Literal["write"] | None = said(
        "`effect: write` for what changes something (Save, Delete, Send): pressed inside a step "
        "only, never while screens are looked at, never on a guess."
    )
    press: Press | None = said("How it is pressed, if not as the app says: `press: double_click`.")
    date: str | None = said("How a date is typed here, if not as the app says: `DD.MM.YYYY`.")
    decimal: str | None = said("The decimal sign here: `,` or `.`.")
    read_back: ReadBack = said(
        "What the screen may change of a typed value: `exact` nothing, `case`, `spaces`, `digits` "
        "(it adds separators), `none` is not looked at.",
        ReadBack.EXACT,
    )
    keys: bool = said("`keys: true` where only real key strokes are taken.", False)
    typing: Typing | None = said(
        "Desktop: how text gets in, where it must not be tried: `value` by accessibility, "
        "`unicode` as characters, `clipboard` pasted, `keys` by the keyboard's layout."
    )
    row_of: str | None = said(
        "The table in whose rows it stands: `open: {role: link, name: Open, row_of: results}`."
    )
    entries: LocatorEntry | None = said(
        "With `kind: suggest`: the entries that open, `list: {role: option}`.", alias="list"
    )
    also_called: Texts = listed(
        "Other labels that it has or had, another language's too: `also_called: [Straße, Rue]`. "
        "Repairs trust them."
    )
    optional: bool = said(
        "`optional: true` for what is not always there, such as a message: `deskhand screens check` does not "
        "miss it.",
        False,
    )
    heal: Literal["auto", "ask", "never"] | None = said(
        "When no locator finds it and something else looks like it: `auto` uses that and says so, "
        "`ask` has a person decide before, `never` only proposes a repair. Else `auto` for reading, "
        "`ask` for filling and pressing, `never` for what saves, sends, pays or deletes.",
        None,
    )
    note: str = said("For people: `note: moved here in spring`.", "")


class TableEntry(Strict):
    """A table: where it is, its columns by header text, its key and its paging."""

    locators: Locators = Field(description="Where it is: `{css: table.list}`.")
    columns: dict[str, str] = Field(
        description="Your name for a column → its header: `{account: Account no., name: Name}`."
    )
    key: str | None = said(
        "The column that tells rows apart, by your name for it: `key: account`. Needed to press "
        "or read something in a row."
    )
    next_page: ElementEntry | None = said(
        "What turns to the next page: `{role: link, name: Next}`. Gone or disabled on the last."
    )
    personal: Texts = listed("Columns with personal data, which are masked: `[name, phone]`.")


class ReachEntry(Strict):
    """A step of the way to a screen: `{on: menu, press: search}` or `{address: /search}`."""

    on: str | None = said("The screen on which something is done: `on: search`.")
    press: str | None = said(
        "What is pressed on it: `press: find`. Never something with `effect: write`."
    )
    address: str | None = said("Or an address of the app that is opened: `address: /search`.")
    fill: dict[str, str] = named(
        'An example that shows the screen, typed before the press: `fill: {account: "0012"}`. '
        "Only for looking at screens: bots never take such a way."
    )
    choose: dict[str, str] = named(
        'What is chosen before the press by whoever goes there, bots too: `choose: {option: "3"}`, '
        "for menus in which one types a number."
    )
    row: str | None = said(
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
    frame: Frames = listed(
        "The frame it is in, by name or id: `frame: main`; the outer one first where they are "
        "nested: `[main, form]`; also `{url: /form}` or `{css: iframe.detail}`."
    )
    window: TextRuleOrText | None = said(
        "The title or address of the window it is in, for popups: `window: Account managers` or "
        "`{contains: managers}`."
    )
    reach: list[ReachEntry] = listed(
        "The way to it, which must not change anything: `[{on: home, press: search}]` or "
        "`[{address: /search}]`."
    )
    settle: Settle | None = said(
        "Milliseconds without any change of the page before the screen counts as shown, if not "
        "as the app says: `settle: 300`."
    )
    canary: bool = said(
        "`canary: true`: looked at before a batch that is started with `--canary`; when something of it is "
        "gone, no item is begun.",
        False,
    )
    elements: dict[str, ElementEntry] = named(
        "Your name → how it is found: `street: {label: Street}`."
    )
    tables: dict[str, TableEntry] = named(
        "Your name → where the table is and what is in it: "
        "`results: {locators: {css: table.list}, columns: {account: Account no.}, key: account}`."
    )
    note: str = said("For people: `note: moved here in spring`.", "")


class DialogEntry(Strict):
    """The answer to one dialog. A dialog without a rule stops the item."""

    kind: DialogKind = Field(
        description="`alert`, `confirm`, `prompt` or `beforeunload`; `window` of a desktop program."
    )
    text: TextRuleOrText | None = said(
        "What it says: `text: Save changes?` or `{contains: approval}`; without it, any text."
    )
    answer: Literal["accept", "dismiss"] | None = said("`accept` is OK, `dismiss` Cancel.")
    type: str | None = said("What is typed into a prompt: `type: moved`.")
    press: str | None = said("With `kind: window`, the button that is pressed: `press: Discard`.")


class SignInStepEntry(Strict):
    """One screen of the sign-in."""

    on: str = Field(description="The screen: `on: login`.")
    fill: dict[str, str] = named(
        "Element → part of the credential: `{user: username, password: password}`."
    )
    press: str | None = said("What is pressed then: `press: sign_in`.")


class SignInEntry(Strict):
    """How the app is entered."""

    credential: str = Field(
        description="Whose: `credential: crm` is CRM_USERNAME and CRM_PASSWORD, which "
        "`deskhand secrets set CRM_PASSWORD` asks for."
    )
    steps: list[SignInStepEntry] = listed(
        "Screen by screen: `[{on: login, fill: {user: username, password: password}, "
        "press: sign_in}]`."
    )
    then: str | None = said("The screen that is shown afterwards: `then: home`.")
    http: bool = said(
        "`http: true`: HTTP basic or digest authentication, instead of `steps`.", False
    )


class StopEntry(Strict):
    """A step on the way out of a program."""

    on: str = Field(description="The screen on which something is pressed: `on: main`.")
    press: str = Field(description="What is pressed: `press: quit`.")


class TerminalEntry(Strict):
    """What a terminal is like."""

    rows: int = said("Rows: `rows: 24`.", 24, ge=24, le=200)
    columns: int = said("Columns: `columns: 80`.", 80, ge=80, le=300)
    code_page: str = said("The characters of a 3270: `code_page: cp273` (German).", "cp037")
    encoding: str = said("The characters of a program: `encoding: latin-1`.", "utf-8")


class SelectorFile(Strict):
    """A selector file of Deskhand, version 1."""

    version: int = Field(description="Of this file's rules: `version: 1`.")
    app: str = Field(description="The app's name, as bots write it: `app: crm`.")
    kind: AppKind = said("What kind of app it is: `web`, `desktop`, `terminal`.", AppKind.WEB)
    address: str = said(
        "Where it is, unless settings.toml or `--address` say otherwise: "
        "`address: https://crm.example/`, of a terminal `tn3270://host:23`, `tn3270s://host:992` or "
        "`ssh://user@host`; for programs what `{address}` stands for in `start`.",
        "",
    )
    start: list[str] = listed(
        "Desktop and terminal: the program and its arguments, which no shell reads: "
        '`start: [mousepad, --disable-server, "{address}"]`; `{python}` is the Python that runs this.'
    )
    environment: dict[str, str] = named(
        "Variables for the program: `environment: {LANG: de_DE.UTF-8}`. Never a secret."
    )
    ready: str | None = said("The screen that the program shows once it is up: `ready: main`.")
    ready_within: float = said(
        "Seconds that it may take until then: `ready_within: 120`.", 60.0, gt=0, le=3600
    )
    stop: list[StopEntry] = listed(
        "How it is left before its processes are ended: `[{on: main, press: quit}]`."
    )
    window: TextRuleOrText | None = said(
        "Desktop: the title of its windows, where another process shows them, or where it runs "
        "already: `window: {contains: Order entry}`."
    )
    display: str = said(
        "Desktop: the size of the display that it gets: `display: 1280x900`.",
        "1280x900",
        pattern=r"^[1-9]\d{2,3}x[1-9]\d{2,3}$",
    )
    terminal: TerminalEntry = Field(
        default_factory=TerminalEntry,
        description="Terminal: what it is like: `terminal: {rows: 43, code_page: cp273}`.",
    )
    press: Press | None = said(
        "How things are pressed unless an element says otherwise: `click` a real mouse click, "
        "`page` the element's own click (fastest), `keys` focus and Enter, `double_click`. On "
        "desktops `click` is what the program offers by accessibility, and the mouse where it offers "
        "nothing; `action` never takes the mouse.",
    )
    date: str = said(
        "How dates are typed, of YYYY YY MM M DD D HH H mm ss: `date: DD.MM.YYYY`.", "YYYY-MM-DD"
    )
    decimal: Literal[".", ","] = said('The decimal sign: `decimal: ","`.', ".")
    busy: Locators = listed(
        "While this is visible no screen counts as shown: `busy: {css: .spinner}`."
    )
    late_choices: int | None = said(
        "Milliseconds within which suggestions, and choices that depend on another field, have "
        "come: `late_choices: 5000`.",
        ge=0,
        le=60_000,
    )
    settle: Settle = said(
        "Milliseconds without a change of the page before a screen counts as shown, for pages "
        "that draw themselves: `settle: 300`; better on single screens.",
        0,
    )
    sessions: int | None = said(
        "How many signed-in sessions there may be at once, over all hosts: `sessions: 4`.",
        ge=1,
        le=10_000,
    )
    sessions_per_account: int | None = said(
        "The same of one account: `sessions_per_account: 1` where a second sign-in ends the first.",
        ge=1,
        le=10_000,
    )
    sign_in: SignInEntry | None = said(
        "How the app is entered: `{credential: crm, steps: […], then: home}`. Leave it away where "
        "nobody signs in."
    )
    signed_out: Texts = listed("Screens that mean the session has ended: `signed_out: [login]`.")
    dialogs: list[DialogEntry] = listed(
        "Dialogs that are expected, and their answers: "
        "`[{kind: confirm, text: Save changes?, answer: accept}]`."
    )
    heal: Literal["auto", "ask", "never", "off"] | None = said(
        "`heal` of every element that says nothing itself; `off`: nothing is learned, looked for or "
        "proposed.",
        None,
    )
    screens: dict[str, ScreenEntry] = Field(
        description="Your name for a screen → how it is recognised and what is on it: "
        "`search: {shown_by: {heading: Search customer}, elements: {account: {label: Account}}}`."
    )
    note: str = said("For people: `note: moved here in spring`.", "")


def json_schema() -> dict[str, Any]:
    """The JSON Schema that editors complete and underline selector files with."""
    schema = SelectorFile.model_json_schema(mode="validation")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Deskhand selector file, version 1"
    return schema
