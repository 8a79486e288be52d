"""Puts what was recorded in order: the fields of an item, the way to the form, the steps."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel

from runner.recording.acts import Act, Deed
from runner.recording.guessing import Guess, guess
from runner.screens.model import App, By, Element
from runner.screens.naming import free_name

TELLING = 4
"""Characters from which the same text, typed twice, counts as the same datum."""

TAKEN = frozenset(name for name in dir(BaseModel) if not name.startswith("__"))
"""Names that the fields of a model cannot have."""


@dataclass(frozen=True, slots=True)
class ItemField:
    """A field of the bot's item."""

    name: str
    kind: Guess
    title: str
    personal: bool
    value: str
    """What was typed; it gets into no code."""


@dataclass(frozen=True, slots=True)
class Filled:
    """An element that gets the value of a field."""

    element: str
    field: ItemField


@dataclass(slots=True)
class Turn:
    """What is done on one screen in one go: fields, then perhaps one press or one look."""

    screen: str
    born: float
    fills: list[Filled] = field(default_factory=list)
    choice: Filled | None = None
    """What made the page come back."""
    press: str = ""
    row: ItemField | None = None
    writes: bool = False
    reads: list[str] = field(default_factory=list)
    rows: str = ""


@dataclass(frozen=True, slots=True)
class Procedure:
    """The whole procedure."""

    app: App
    fields: tuple[ItemField, ...]
    turns: tuple[Turn, ...]
    by_hand: tuple[str, ...]
    """What was typed and may not be in an item: secrets and files."""


def procedure_of(app: App, acts: Sequence[Act]) -> Procedure:
    """The order in what was recorded."""
    return _Ordering(app).ordered(acts)


class _Ordering:
    def __init__(self, app: App) -> None:
        self._app = app
        self._fields: list[ItemField] = []
        self._turns: list[Turn] = []
        self._by_hand: list[str] = []
        self._open = False

    def ordered(self, acts: Sequence[Act]) -> Procedure:
        for act in acts:
            self._take(act)
        return Procedure(self._app, tuple(self._fields), tuple(self._turns), tuple(self._by_hand))

    def _take(self, act: Act) -> None:
        match act.deed:
            case Deed.FILL:
                self._fill(act)
            case Deed.PRESS:
                self._press(act)
            case Deed.READ:
                self._turn(act, Deed.READ).reads.append(act.spot.element)
            case Deed.ROWS:
                self._turn(act, Deed.ROWS).rows = act.spot.element
                self._open = False

    def _turn(self, act: Act, deed: Deed) -> Turn:
        """The turn that an act belongs to: the last one, as long as it is the same page."""
        last = self._turns[-1] if self._turns else None
        same = last is not None and self._open and last.screen == act.spot.screen
        if last is not None and same and last.born == act.born and _fits(last, deed):
            return last
        if last is not None and same and last.born != act.born and last.fills:
            # The page came back while it was being filled: its last field did that.
            last.choice = last.fills.pop()
        self._turns.append(Turn(act.spot.screen, act.born))
        self._open = True
        return self._turns[-1]

    def _fill(self, act: Act) -> None:
        element = self._app.screens[act.spot.screen].elements[act.spot.element]
        turn = self._turn(act, Deed.FILL)
        if act.value is None:
            kind = "a file" if act.picked.control.kind == "file" else "a secret"
            self._by_hand.append(f"{act.spot.element} on {act.spot.screen} ({kind})")
            return
        turn.fills = [one for one in turn.fills if one.element != element.name]
        turn.fills.append(Filled(element.name, self._field(act, element, act.value)))

    def _press(self, act: Act) -> None:
        element = self._app.screens[act.spot.screen].elements[act.spot.element]
        turn = self._turn(act, Deed.PRESS)
        turn.press, turn.writes = element.name, element.writes
        if act.spot.key:
            turn.row = self._row(act)
        self._open = False

    def _field(self, act: Act, element: Element, value: str) -> ItemField:
        control = act.picked.control
        kind = guess(self._app, control, value, many=act.many)
        same = self._same(element.name, kind, value)
        if same is not None:
            return same
        label = control.name
        if control.kind == "radio" or element.locators[0].by is By.NAME:
            label = ""
        title = label if any(map(str.isalnum, label)) else _spoken(element.name)
        return self._new(element.name, kind, title, value, personal=element.personal)

    def _row(self, act: Act) -> ItemField:
        same = self._same(act.spot.key_name, Guess.TEXT, act.spot.key)
        if same is not None:
            return same
        name = act.spot.key_name
        return self._new(name, Guess.TEXT, _spoken(name), act.spot.key)

    def _same(self, name: str, kind: Guess, value: str) -> ItemField | None:
        """A field that has the same datum already."""
        for one in self._fields:
            telling = len(value) >= TELLING and any(map(str.isdigit, value))
            if one.kind is kind and one.value == value and (one.name == name or telling):
                return one
        return None

    def _new(
        self, name: str, kind: Guess, title: str, value: str, *, personal: bool = False
    ) -> ItemField:
        taken = {one.name for one in self._fields} | TAKEN
        made = ItemField(free_name(name, taken), kind, title, personal, value)
        self._fields.append(made)
        return made


def _spoken(name: str) -> str:
    return name.replace("_", " ").strip().capitalize()


def _fits(turn: Turn, deed: Deed) -> bool:
    """Whether a turn has not come to its end yet, for one more act of this kind."""
    if turn.press or turn.rows:
        return False
    return not turn.reads or deed is Deed.READ
