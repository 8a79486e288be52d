"""Turns the checked entries of a selector file into what drivers and bots use."""

import re
from collections.abc import Iterable, Mapping
from keyword import iskeyword
from urllib.parse import urlsplit

from runner.screens.locator_entries import LOCATING, FrameEntry, LocatorEntry, TextRuleEntry
from runner.screens.model import (
    App,
    AppKind,
    At,
    By,
    DialogRule,
    Element,
    FrameStep,
    Heal,
    Kind,
    Locator,
    Place,
    Press,
    ReachStep,
    Screen,
    SignIn,
    SignInStep,
    Table,
    TextRule,
)
from runner.screens.programs import Program, StopStep, TerminalForm
from runner.screens.schema import (
    DialogEntry,
    ElementEntry,
    ReachEntry,
    ScreenEntry,
    SelectorFile,
    SignInEntry,
    TableEntry,
)
from runner.yaml_source import FileProblem, Path_, Source

MARK_TEXTS = ("exact", "contains", "matches")
NARROWED = {"role": ("name",), "text": ("at",), "label": ("at",)}
"""Keys that find something themselves, unless they say more of another one."""
BEGINNINGS = {
    AppKind.WEB: ("http://", "https://", "file://"),
    AppKind.TERMINAL: ("tn3270://", "tn3270s://", "ssh://"),
    AppKind.DESKTOP: ("",),
}
USUAL_PRESS = {
    AppKind.WEB: Press.CLICK,
    AppKind.DESKTOP: Press.CLICK,
    AppKind.TERMINAL: Press.KEYS,
}


class Assembly:
    """Builds an App and collects what is wrong on the way in `problems`."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._screens: Mapping[str, ScreenEntry] = {}
        self.problems: list[FileProblem] = []

    def app(self, entry: SelectorFile) -> App:
        """The app that the file describes."""
        self._screens = entry.screens
        if entry.version != 1:
            self._wrong(("version",), f"version {entry.version} is not known; this is version 1.")
        return App(
            name=entry.app,
            path=self.source.file,
            address=self._address(entry),
            kind=entry.kind,
            program=self._program(entry),
            terminal=TerminalForm(**entry.terminal.model_dump()),
            press=entry.press or USUAL_PRESS[entry.kind],
            date=entry.date,
            decimal=entry.decimal,
            busy=self._locators(entry.busy, ("busy",)),
            late_choices_ms=entry.late_choices,
            sessions=entry.sessions,
            sessions_per_account=entry.sessions_per_account,
            sign_in=self._sign_in(entry.sign_in) if entry.sign_in else None,
            signed_out=tuple(entry.signed_out),
            heal=Heal(entry.heal) if entry.heal else None,
            dialogs=tuple(
                self._dialog(rule, ("dialogs", index)) for index, rule in enumerate(entry.dialogs)
            ),
            screens={
                name: self._screen(name, screen, entry.settle)
                for name, screen in entry.screens.items()
            },
        )

    def _wrong(self, path: Path_, message: str, hint: str | None = None) -> None:
        self.problems.append(self.source.problem(path, message, hint))

    def _place(self, path: Path_) -> Place:
        return Place(self.source.file, self.source.line(path))

    def _address(self, entry: SelectorFile) -> str:
        address = entry.address
        wanted = BEGINNINGS[entry.kind]
        if entry.kind is AppKind.WEB and not address:
            self._wrong(("app",), "`address` is missing: where the app is.")
        elif entry.kind is AppKind.TERMINAL and not address and not entry.start:
            self._wrong(("app",), "a terminal needs an `address`, or a program to `start`.")
        elif address and not entry.start and not address.startswith(wanted):
            said = " or ".join(wanted)
            self._wrong(("address",), f"the address should start with {said}.")
        if not entry.start:
            self._readable(address, ("address",))
        return address

    def _program(self, entry: SelectorFile) -> Program:
        width, height = entry.display.split("x")
        return Program(
            start=tuple(entry.start),
            environment=dict(entry.environment),
            ready=entry.ready,
            ready_seconds=entry.ready_within,
            stop=tuple(
                StopStep(step.on, step.press, self._place(("stop", index)))
                for index, step in enumerate(entry.stop)
            ),
            window=self._text_rule(entry.window, ("window",)),
            display=(int(width), int(height)),
        )

    def _readable(self, address: str, path: Path_) -> None:
        try:
            urlsplit(address).port  # noqa: B018 - raises for what is no number
        except ValueError as error:
            self._wrong(path, f"the address cannot be read: {str(error).lower()}.")

    def _screen(self, name: str, entry: ScreenEntry, settle_ms: int) -> Screen:
        path: Path_ = ("screens", name)
        self._named(name, path)
        if not entry.shown_by:
            self._wrong((*path, "shown_by"), f"the screen {name!r} needs something it is shown by.")
        return Screen(
            name=name,
            place=self._place(path),
            shown_by=self._locators(entry.shown_by, (*path, "shown_by")),
            frame=self._frames(entry.frame, (*path, "frame")),
            window=self._text_rule(entry.window, (*path, "window")),
            reach=tuple(
                self._reach(step, (*path, "reach", index)) for index, step in enumerate(entry.reach)
            ),
            elements={
                key: self._element(key, element, (*path, "elements", key))
                for key, element in entry.elements.items()
            },
            tables={
                key: self._table(key, table, (*path, "tables", key))
                for key, table in entry.tables.items()
            },
            settle_ms=settle_ms if entry.settle is None else entry.settle,
            canary=entry.canary,
        )

    def _named(self, name: str, path: Path_) -> None:
        if not name.isidentifier() or iskeyword(name):
            said = f"{name!r} cannot be a name: bots write it in Python."
            self._wrong(path, said, "Use letters, digits and `_`.")

    def _element(self, name: str, entry: ElementEntry, path: Path_) -> Element:
        self._named(name, path)
        if entry.kind is Kind.SUGGEST and entry.entries is None:
            self._wrong(path, f"{name!r} is of kind suggest and needs `list`: the entries.")
        return Element(
            name=name,
            place=self._place(path),
            locators=self._element_locators(name, entry, path),
            kind=entry.kind,
            secret=entry.secret,
            personal=entry.personal,
            writes=entry.effect == "write",
            press=entry.press,
            date=entry.date,
            decimal=entry.decimal,
            read_back=entry.read_back,
            keys=entry.keys,
            row_of=entry.row_of,
            entries=self._locator(entry.entries, (*path, "list")) if entry.entries else None,
            also_called=tuple(entry.also_called),
            optional=entry.optional,
            note=entry.note,
            heal=Heal(entry.heal) if entry.heal else None,
            typing=entry.typing,
        )

    def _element_locators(self, name: str, entry: ElementEntry, path: Path_) -> tuple[Locator, ...]:
        own = any(getattr(entry, key) is not None for key in LOCATING)
        if own and entry.locators is not None:
            said = f"{name!r} has `locators` and a locator of its own; keep one of the two."
            self._wrong(path, said)
        if entry.locators is not None:
            return self._locators(entry.locators, (*path, "locators"))
        return (self._locator(entry, path),)

    def _locators(self, entries: Iterable[LocatorEntry], path: Path_) -> tuple[Locator, ...]:
        return tuple(self._locator(entry, (*path, index)) for index, entry in enumerate(entries))

    def _locator(self, entry: LocatorEntry, path: Path_) -> Locator:
        said_of = [key for key in LOCATING if getattr(entry, key) is not None]
        narrowing = {more for key in said_of for more in NARROWED.get(key, ())}
        given = [key for key in said_of if key not in narrowing]
        if len(given) != 1:
            said = ", ".join(given) if given else "none"
            ways = ", ".join(LOCATING)
            self._wrong(path, f"a locator has exactly one of {ways}; here: {said}.")
            return Locator(By.TEXT, "", self._place(path))
        by = By(given[0])
        cell = entry.cell if by is By.CELL else None
        at = At(**entry.at.model_dump()) if entry.at else None
        text = cell.table if cell else str(at if by is By.AT else getattr(entry, by.value))
        return Locator(
            by=by,
            text=text,
            place=self._place(path),
            name=entry.name if by is By.ROLE else None,
            exact=entry.exact,
            within=self._locator(entry.within, (*path, "within")) if entry.within else None,
            row=cell.row if cell else None,
            column=cell.column if cell else None,
            at=at,
            offset=entry.offset,
            confidence=entry.confidence,
        )

    def _table(self, name: str, entry: TableEntry, path: Path_) -> Table:
        self._named(name, path)
        next_page = entry.next_page
        return Table(
            name=name,
            place=self._place(path),
            locators=self._locators(entry.locators, (*path, "locators")),
            columns=dict(entry.columns),
            key=entry.key,
            next_page=self._element("next_page", next_page, (*path, "next_page"))
            if next_page
            else None,
            personal=tuple(entry.personal),
        )

    def _frames(self, entries: list[FrameEntry], path: Path_) -> tuple[FrameStep, ...]:
        return tuple(
            FrameStep(*self._one_of(entry, ("name", "url", "css"), path)) for entry in entries
        )

    def _one_of(self, entry: object, keys: tuple[str, ...], path: Path_) -> tuple[str, str]:
        given = [key for key in keys if getattr(entry, key) is not None]
        if len(given) != 1:
            self._wrong(path, f"exactly one of {', '.join(keys)} is needed here.")
            return keys[0], ""
        return given[0], str(getattr(entry, given[0]))

    def _text_rule(self, entry: TextRuleEntry | None, path: Path_) -> TextRule | None:
        if entry is None:
            return None
        how, text = self._one_of(entry, MARK_TEXTS, path)
        if how == "matches":
            self._regular(text, path)
        return TextRule(how, text)

    def _regular(self, pattern: str, path: Path_) -> None:
        try:
            re.compile(pattern)
        except re.error as error:
            self._wrong(path, f"the pattern is no regular expression: {error}.")

    def _dialog(self, entry: DialogEntry, path: Path_) -> DialogRule:
        text = self._text_rule(entry.text, (*path, "text")) or TextRule("contains", "")
        if (entry.answer is None) == (entry.press is None):
            self._wrong(path, "a dialog has either an `answer`, or a button to `press`.")
        return DialogRule(entry.kind, text, entry.answer == "accept", entry.type, entry.press)

    def _reach(self, step: ReachEntry, path: Path_) -> ReachStep:
        self._readable(step.address or "", path)
        acts = bool(step.press is not None or step.fill or step.choose)
        if (step.address is None) == (step.on is None) or acts != (step.on is not None):
            said = (
                "a step of `reach` has either `on` with `press`, `fill` or `choose`, or `address`."
            )
            self._wrong(path, said)
        picks = self._in_rows(step.on, step.press)
        if step.row is not None and not picks:
            said = "`row` needs something to press that stands in the rows of a table (`row_of`)."
            self._wrong(path, said)
        return ReachStep(
            self._place(path),
            step.on,
            step.press,
            step.address,
            fill=dict(step.fill),
            choose=dict(step.choose),
            row=step.row,
            picks=picks,
        )

    def _in_rows(self, screen: str | None, element: str | None) -> bool:
        entry = self._screens.get(screen or "")
        pressed = entry.elements.get(element or "") if entry else None
        return pressed is not None and pressed.row_of is not None

    def _sign_in(self, entry: SignInEntry) -> SignIn:
        path: Path_ = ("sign_in",)
        if not entry.steps and not entry.http:
            self._wrong(path, "the sign-in needs `steps`, or `http: true`.")
        return SignIn(
            credential=entry.credential,
            steps=tuple(
                SignInStep(step.on, dict(step.fill), step.press, self._place((*path, "steps", i)))
                for i, step in enumerate(entry.steps)
            ),
            then=entry.then,
            http=entry.http,
            place=self._place(path),
        )
