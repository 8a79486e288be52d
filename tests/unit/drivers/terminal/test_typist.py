"""Typing into programs whose fields nobody knows."""

import pytest

from runner.drivers.surface.surface import Box, CannotTakeError, NotDoneError
from runner.drivers.terminal.finding import Spot
from runner.drivers.terminal.screen import Display
from runner.drivers.terminal.typist import Typist
from runner.drivers.values import Typed
from runner.screens.model import Element, Kind
from tests.unit.drivers.terminal.drawn import PLACE

COLUMNS = 40
NAME = Element("name", PLACE, ())
PASSWORD = Element("password", PLACE, (), secret=True)
FIRST = Spot(Box(10, 0, 8, 1), "", 10, 8)
SECOND = Spot(Box(10, 1, 8, 1), "", 50, 8)


class Program:
    """A form of two fields of eight cells; Tab goes round, Delete and Backspace take away."""

    def __init__(self, *texts: str, tabs: bool = True, mask: str = "", filler: str = " ") -> None:
        self.texts = [*texts, "", ""][:2]
        self.fields = (10, 50)
        self.at, self.offset = 0, 0
        self.tabs, self.mask, self.filler = tabs, mask, filler
        self.echoes = False
        self.deaf: set[str] = set()
        self.sent: list[str] = []
        self.changes = str

    def display(self) -> Display:
        cells = [" "] * (2 * COLUMNS)
        for start, text in zip(self.fields, self.texts, strict=True):
            shown = self.mask * len(text) if self.mask else text
            for offset, sign in enumerate(shown.ljust(8, self.filler)):
                cells[start + offset] = sign
        return Display(2, COLUMNS, tuple(cells), cursor=self.fields[self.at] + self.offset)

    def send(self, text: str) -> None:
        self.sent.append(text)
        for sign in self.changes(text):
            held = self.texts[self.at]
            self.texts[self.at] = held[: self.offset] + sign + held[self.offset :]
            self.offset += 1

    def stroke(self, key: str) -> None:
        self.sent.append(key)
        held = self.texts[self.at]
        if key in self.deaf:
            return
        if key == "Tab" and self.tabs:
            self.at, self.offset = 1 - self.at, 0
        elif key in {"Home", "End"}:
            self.offset = 0 if key == "Home" else len(held)
        elif key == "Delete":
            self.texts[self.at] = held[: self.offset] + held[self.offset + 1 :]
        elif key == "Backspace" and self.offset:
            self.offset -= 1
            self.texts[self.at] = held[: self.offset] + held[self.offset + 1 :]
        elif key == "Down":
            self.at = 1
        elif key == "Up":
            self.at = 0

    def settle(self, seconds: float = 0) -> None: ...

    def await_change(self, seconds: float) -> None: ...


@pytest.fixture(autouse=True)
def impatient(monkeypatch) -> None:
    monkeypatch.setattr("runner.drivers.terminal.typist.REACTION_SECONDS", 0.02)
    monkeypatch.setattr(Typist._await, "__defaults__", (0.02,))


def test_goes_there_empties_it_and_types() -> None:
    program = Program("old", "older")
    entered = Typist(program, "utf-8").enter(SECOND, NAME, Typed("Zoë"))

    assert program.texts == ["old", "Zoë"]
    assert (entered.before, entered.after.text) == ("older", "Zoë")


def test_what_stands_there_already_is_not_typed_again() -> None:
    program = Program("same")
    Typist(program, "utf-8").enter(FIRST, NAME, Typed("same"))

    assert program.sent == []


def test_backspace_serves_where_delete_does_not() -> None:
    program = Program("old")
    program.deaf = {"Delete"}
    Typist(program, "utf-8").enter(FIRST, NAME, Typed("new"))

    assert program.texts[0] == "new"


def test_nothing_is_typed_over_what_cannot_be_taken_away() -> None:
    program = Program("old")
    program.deaf = {"Delete", "Backspace"}

    with pytest.raises(NotDoneError, match="what stood there could not be taken away"):
        Typist(program, "utf-8").enter(FIRST, NAME, Typed("new"))
    assert program.texts[0] == "old"


def test_arrows_serve_where_tab_does_not() -> None:
    program = Program(tabs=False)
    Typist(program, "utf-8").enter(SECOND, NAME, Typed("b"))

    assert program.texts == ["", "b"]


def test_a_place_that_cannot_be_reached_gets_nothing() -> None:
    program = Program(tabs=False)
    program.deaf = {"Down"}

    with pytest.raises(NotDoneError, match="it is at row 1, column 11"):
        Typist(program, "utf-8").enter(SECOND, NAME, Typed("b"))
    assert program.texts == ["", ""]


def test_a_program_that_throws_away_what_comes_while_it_draws() -> None:
    program = Program("old")
    program.changes = lambda text: text[:1]
    entered = Typist(program, "utf-8").enter(FIRST, NAME, Typed("Zoë 12"))

    assert program.texts[0] == entered.after.text == "Zoë 12"
    assert program.sent[-6:] == list("Zoë 12")


def test_what_the_program_made_of_it_is_told() -> None:
    program = Program()
    program.changes = str.upper
    entered = Typist(program, "utf-8").enter(FIRST, NAME, Typed("abc"))

    assert entered.after.text == "ABC"


def test_fillers_belong_to_no_value() -> None:
    program = Program("ab", filler="_")

    assert Typist(program, "utf-8").held(FIRST, NAME).text == "ab"
    text = Element("name", PLACE, (), kind=Kind.TEXT)
    assert Typist(program, "utf-8").held(FIRST, text).text == "ab______"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("123456789", "it has 9 characters, and there is room for 8"),
        ("a\nb", "it has a line break or another control character"),
        ("Ω", "the encoding latin-1 has no 'Ω'"),
    ],
)
def test_what_cannot_be_typed_is_refused_before_anything_is_sent(text, said) -> None:
    program = Program()

    with pytest.raises(CannotTakeError) as error:
        Typist(program, "latin-1").enter(FIRST, NAME, Typed(text))
    assert (error.value.why, program.sent) == (said, [])


@pytest.mark.parametrize("mask", ["*", " "])
def test_a_secret_goes_where_it_is_not_seen(mask) -> None:
    program = Program(mask=mask)
    typist = Typist(program, "utf-8")
    entered = typist.enter(FIRST, PASSWORD, Typed("geheim", secret=True))

    assert program.texts[0] == "geheim"
    assert entered.after.text == "geheim"
    assert typist.held(FIRST, PASSWORD).text == "geheim"


def test_of_a_secret_that_is_shown_one_character_was_typed_and_taken_away() -> None:
    program = Program()

    with pytest.raises(NotDoneError, match="it is a secret, and the program shows what is typed"):
        Typist(program, "utf-8").enter(FIRST, PASSWORD, Typed("geheim", secret=True))
    assert program.texts[0] == ""
    assert "eheim" not in "".join(program.sent)


def test_a_terminal_that_echoes_gets_nothing_of_a_secret() -> None:
    program = Program()
    program.echoes = True

    with pytest.raises(NotDoneError, match="it is a secret, and the terminal shows what is typed"):
        Typist(program, "utf-8").enter(FIRST, PASSWORD, Typed("geheim", secret=True))
    assert program.sent == []
