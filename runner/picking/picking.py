"""A person points at things in an app, and they are written into its selector file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from runner.drivers.web.inspecting import InspectedWindow, Inspector, Message, View
from runner.drivers.web.scene import Scene
from runner.errors import DeskhandError
from runner.picking.picked import Picked, PickedForm, TableFacts, read_form, read_picked
from runner.picking.proposing import (
    FormRow,
    ScreenProposal,
    element_view,
    form_rows,
    form_view,
    propose_screen,
    table_view,
    table_ways,
)
from runner.picking.writing import (
    NewElement,
    NewScreen,
    NewTable,
    NothingChosenError,
    Target,
    Written,
    undo,
    write,
)
from runner.screens.load import load
from runner.screens.marking import Marks
from runner.screens.model import App

WAIT_SECONDS = 0.5

Details = Mapping[str, Any]


@dataclass(slots=True)
class _Pointed:
    """What the panel is about."""

    picked: Picked
    screen: ScreenProposal
    row_of: str = ""
    form: PickedForm | None = None
    rows: list[FormRow] = field(default_factory=list)


class Picking:
    """One sitting: what is pointed at in the app's windows goes into the file.

    `told` hears of every write. Call `work` until it says that the person has finished.
    """

    def __init__(
        self, scene: Scene, app: App, told: Callable[[str], None], *, screen: str | None = None
    ) -> None:
        self._scene = scene
        self._app = app
        self._told = told
        self._wanted = screen
        self._inspector = Inspector(scene, app)
        self._window: InspectedWindow | None = None
        self._pointed_in: dict[InspectedWindow, _Pointed] = {}
        self._last: Written | None = None
        self._answers: dict[str, Callable[[Details], None]] = {
            "hello": self._point_on,
            "back": self._point_on,
            "pick": self._pick,
            "rows": self._rows,
            "form": self._form,
            "table": self._table,
            "write": self._write,
            "write_form": self._write_form,
            "write_table": self._write_table,
            "undo": self._undo,
            "broken": lambda details: self._notice(str(details["why"]), "bad"),
        }

    def work(self, seconds: float = WAIT_SECONDS) -> bool:
        """Does what the person asks for next, if anything in `seconds`; False when all is over."""
        message = self._inspector.next(seconds)
        if message is None:
            return not self._inspector.ended
        if message.kind == "finish":
            return False
        self._answer(message)
        return True

    def _answer(self, message: Message) -> None:
        answer = self._answers.get(message.kind)
        if answer is None:
            return
        self._window = message.window
        try:
            answer(message.details)
        except DeskhandError as error:
            self._notice(error.sentence(), "bad")

    @property
    def _pointed(self) -> _Pointed | None:
        """What the panel of the window worked in is about."""
        return None if self._window is None else self._pointed_in.get(self._window)

    def _speak_of(self, pointed: _Pointed | None) -> None:
        if self._window is not None and pointed is not None:
            self._pointed_in[self._window] = pointed
        elif self._window is not None:
            self._pointed_in.pop(self._window, None)

    def _show(self, view: View) -> None:
        self._inspector.show(view, self._window)

    def _notice(self, text: str, kind: str, *, can_undo: bool = False) -> None:
        if self._window is not None:
            self._inspector.notice(text, kind, self._window, can_undo=can_undo)

    def _point_on(self, _details: Details | None = None) -> None:
        self._speak_of(None)
        self._show({"is": "pointing", "app": self._app.name})

    def _pick(self, details: Details) -> None:
        self._fresh()
        picked = read_picked(self._scene, details["picked"])
        row_of = self._likely_table(picked)
        pointed = _Pointed(picked, self._screen_of(picked), row_of)
        self._speak_of(pointed)
        self._show(self._element_view(pointed))

    def _element_view(self, pointed: _Pointed) -> View:
        view = element_view(self._app, pointed.picked, row_of=pointed.row_of)
        return {**view, "screen": pointed.screen.screen}

    def _screen_of(self, picked: Picked) -> ScreenProposal:
        found = propose_screen(self._app, picked)
        if self._wanted is None:
            return found
        named = self._wanted if self._wanted in self._app.screens else ""
        return ScreenProposal(named, named or self._wanted, found.marks)

    def _likely_table(self, picked: Picked) -> str:
        """What is the same in every row is looked for in one row."""
        if picked.known:
            return picked.known[0].row_of
        if picked.tables and any(one.usable for one in picked.ways(in_row=True)):
            return picked.tables[0].table
        return ""

    def _rows(self, details: Details) -> None:
        if (pointed := self._pointed) is not None:
            pointed.row_of = str(details["table"])
            self._show(self._element_view(pointed))

    def _form(self, details: Details) -> None:
        self._fresh()
        form = read_form(self._scene, details["picked"])
        pointed = _Pointed(form.picked, self._screen_of(form.picked), form=form)
        pointed.rows = form_rows(self._app, form, pointed.screen.screen)
        self._speak_of(pointed)
        self._show(form_view(self._app, form, pointed.rows, pointed.screen))

    def _table(self, _details: Details) -> None:
        if (pointed := self._pointed) is not None and pointed.picked.table is not None:
            facts = pointed.picked.table
            self._show(table_view(self._app, pointed.picked, facts, pointed.screen))

    def _fresh(self) -> None:
        """The file may have been edited meanwhile."""
        self._app = load(self._app.path)
        self._inspector.know(self._app)

    def _target(self, pointed: _Pointed, details: Details) -> Target:
        screen = str(details["screen"])
        if screen:
            return Target(screen)
        name = str(details["new_screen"])
        if not name:
            raise NothingChosenError("the new screen has no name", "Give it one.")
        marks, number = pointed.screen.marks, int(details["mark"])
        if number >= len(marks):
            said = "the new screen has nothing that it is recognised by"
            raise NothingChosenError(said, "Point at a heading or a button of it first.")
        picked = pointed.picked
        return Target(name, NewScreen(marks[number], picked.way, picked.window))

    def _write(self, details: Details) -> None:
        if (pointed := self._pointed) is None:
            return
        ways = pointed.picked.ways(in_row=bool(pointed.row_of))
        name, target = str(details["name"]), self._target(pointed, details)
        element = NewElement(
            name,
            tuple(ways[number].suggestion.locator for number in details["ways"]),
            _marks(details),
            pointed.row_of,
            "file" if pointed.picked.control.kind == "file" else "",
            known=any(
                (one.screen, one.element) == (target.screen, name) for one in pointed.picked.known
            ),
        )
        self._done(write(self._app.path, target, [element]))

    def _write_form(self, details: Details) -> None:
        if (pointed := self._pointed) is None or pointed.form is None:
            return
        target = self._target(pointed, details)
        pairs = zip(pointed.rows, details["rows"], strict=True)
        elements = [
            _row_element(row, line, target.screen) for row, line in pairs if line["include"]
        ]
        if not elements:
            raise NothingChosenError("no element was chosen", "Tick those that bots will need.")
        self._done(write(self._app.path, target, elements))

    def _write_table(self, details: Details) -> None:
        pointed = self._pointed
        facts = pointed.picked.table if pointed is not None else None
        if pointed is None or facts is None:
            return
        table = new_table(facts, details)
        self._done(write(self._app.path, self._target(pointed, details), table=table))

    def _done(self, written: Written) -> None:
        self._app = written.app
        self._inspector.know(written.app)
        self._last = written
        self._told(str(written))
        self._point_on()
        self._notice(str(written), "good", can_undo=written.version is not None)

    def _undo(self, _details: Details) -> None:
        last = self._last
        if last is None or last.version is None:
            return
        self._last = None
        undo(self._app.path, last.version)
        self._fresh()
        said = f"Taken back: {last.screen}.{', '.join(last.names)}"
        self._told(said)
        self._point_on()
        self._notice(said, "good")


def _marks(details: Details) -> Marks:
    return Marks(bool(details["secret"]), bool(details["personal"]), bool(details["writes"]))


def _row_element(row: FormRow, line: Details, screen: str) -> NewElement:
    name = str(line["name"])
    locators = (row.way.suggestion.locator,) if row.way else ()
    return NewElement(
        name,
        locators,
        _marks(line),
        kind="file" if row.picked.control.kind == "file" else "",
        known=any((one.screen, one.element) == (screen, name) for one in row.picked.known),
    )


def new_table(facts: TableFacts, details: Details) -> NewTable:
    """The table as it was chosen in the panel.

    Raises:
        NothingChosenError: no column, no locator.
    """
    chosen = [
        (head, line)
        for head, line in zip(facts.heads, details["columns"], strict=True)
        if line["include"]
    ]
    ways = table_ways(facts)
    locators = tuple(ways[number].suggestion.locator for number in details["ways"])
    if not chosen or not locators:
        raise NothingChosenError("the table has no columns, or no locator", "Choose some.")
    return NewTable(
        name=str(details["name"]),
        locators=locators,
        columns={str(line["name"]): head for head, line in chosen},
        key=next((str(line["name"]) for _, line in chosen if line["key"]), ""),
        personal=tuple(str(line["name"]) for _, line in chosen if line["personal"]),
        next_page=facts.next_page if details["next"] else None,
    )
