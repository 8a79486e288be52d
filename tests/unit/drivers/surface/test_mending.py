"""What becomes of an element of a program that no locator finds any more."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from runner.drivers.errors import (
    ElementNotFoundError,
    RefusedByPersonError,
    RepairNeededError,
)
from runner.drivers.surface.candidate import Candidate, Offer
from runner.drivers.surface.recognition import Shown
from runner.drivers.surface.surface import Box, Mark
from runner.healing.control import Control
from runner.mending.learned import read_lessons
from runner.proposal import Met
from runner.recorder import Case
from runner.screens.model import By, Heal, Locator
from runner.screens.suggesting import UNWRITTEN
from runner.secret import MASK, Secret
from tests.ui.conftest import Notes
from tests.unit.drivers.surface.program import Program, Till, Touch, Widget, till

FIELDS = ("Customer", "Phone", "Amount", "Note", "Save")
BUTTONS = {"Save", "Sell", "Enter", "Quit", "Save it", "Detail"}
IDS = dict.fromkeys(("Customer", "Note"), "QLineEdit")
"""What a toolkit calls by their kind."""


def candidates(shown: Shown) -> list[Candidate]:
    """What can be worked in the program in memory."""
    program: Program = shown.look.program  # type: ignore[attr-defined]
    found = []
    for widget in program.widgets:
        label = Locator(By.LABEL, widget.label, UNWRITTEN)
        control = Control(
            "button" if widget.label in BUTTONS else "text",
            widget.label,
            heading="New sale",
            id=IDS.get(widget.label, f"f-{program.widgets.index(widget)}x"),
        )
        name = next(
            (
                one.name
                for one in shown.screen.elements.values()
                if any(each.text == widget.label for each in one.locators)
            ),
            None,
        )
        path = Locator(By.PATH, "somewhere", UNWRITTEN)
        offers = (Offer(path, 0.95, "its place"), Offer(label, 0.9, "its label"))
        box = place_of(program.widgets.index(widget))
        found.append(Candidate(control, box, offers, _is(widget), name))
    return found


def place_of(number: int) -> Box:
    return Box(10, 20 * number, 90, 18)


def _is(widget: Widget) -> Any:
    return lambda thing: isinstance(thing, Touch) and thing.widget is widget


def rename(program: Program, before: str, now: str) -> None:
    for one in program.widgets:
        one.label = now if one.label == before else one.label


@pytest.fixture
def learned(tmp_path: Path) -> Path:
    return tmp_path / "learned" / "till.json"


def selling(
    folder: Path, notes: Notes, learned: Path | None, *, heal: Heal | None = None
) -> tuple[Till, Program]:
    """A session on the screen of a sale, which somebody else may have renamed."""
    program = Program()
    made = till(folder, program)
    made.stage.candidates = candidates
    made.stage.learned = learned
    made.stage.app = replace(made.stage.app, heal=heal)
    session = Till(made.stage, lambda _name: Secret("geheim"))

    def act(label: str) -> None:
        if label == "Enter":
            program.show("Main menu", fields=("Sell",))
        if label == "Sell":
            program.show("New sale", fields=FIELDS)
        if label == "Save":
            program.show("Saved")

    program.on_press = act
    session.sign_in()
    session.attach(notes)
    session.go("sale")
    return session, program


def teach(folder: Path, learned: Path) -> None:
    """Two items use the screen."""
    notes = Notes()
    session, program = selling(folder, notes, learned)
    for item in (1, 2):
        notes.item = Case(item, frozenset({f"Customer {item}", "Anna"}))
        session.on("sale").fill(customer="Anna", amount=12)
    program.show("Main menu")
    session.close()


@pytest.fixture
def lost(tmp_path: Path, learned: Path, notes: Notes) -> tuple[Till, Program]:
    """A session that meets another version, in which the amount is called otherwise."""
    teach(tmp_path, learned)
    notes.item = Case(3, frozenset({"Anna", "4711"}))
    session, program = selling(tmp_path, notes, learned)
    rename(program, "Amount", "Amount due")
    return session, program


def test_what_is_used_is_learned_without_anything_of_the_case(
    tmp_path: Path, learned: Path
) -> None:
    teach(tmp_path, learned)

    lesson = read_lessons(learned)["sale"]
    assert lesson.items == 2
    assert {"customer", "amount", "save"} <= set(lesson.elements)
    assert lesson.elements["amount"].control.previous == "Phone"
    assert lesson.elements["amount"].control.id == "f-2x"
    assert lesson.elements["customer"].control.id == ""
    assert "Anna" not in learned.read_text(encoding="utf-8")


def test_nothing_is_learned_without_a_case(tmp_path: Path, learned: Path) -> None:
    session, program = selling(tmp_path, Notes(), learned)
    session.on("sale").fill(customer="Anna")
    program.show("Main menu")
    session.close()

    assert not learned.exists()


def test_a_screen_is_looked_at_once_an_item(tmp_path: Path, learned: Path) -> None:
    notes = Notes()
    session, _ = selling(tmp_path, notes, learned)
    looks = []

    def counted(shown: Shown) -> list[Candidate]:
        looks.append(shown)
        return candidates(shown)

    session.stage.candidates = counted
    for item in (1, 1, 2, 3):
        notes.item = Case(item, frozenset())
        for _ in range(3):
            session.on("sale").fill(customer="Anna", amount=12)

    assert len(looks) == 2


def test_a_read_is_healed_and_said(lost: tuple[Till, Program], notes: Notes) -> None:
    session, program = lost
    program.widgets[2].value = "12"

    assert session.on("sale").read("amount") == "12"
    assert session.on("sale").read("amount") == "12"

    (proposal, image) = notes.proposals[0]
    assert len(notes.proposals) == 1
    assert proposal.met is Met.HEALED
    assert proposal.details["locator"] == {"label": "Amount due"}
    assert image == b"New sale"


def test_the_picture_has_a_frame_around_what_was_found(
    lost: tuple[Till, Program], notes: Notes
) -> None:
    session, program = lost
    session.on("sale").read("amount")

    chosen, *others = program.marks
    assert chosen == Mark(place_of(2), 1, chosen=True)
    assert [one.number for one in others] == list(range(2, len(others) + 2))
    assert not any(one.chosen for one in others)


def test_a_fill_waits_for_a_person(lost: tuple[Till, Program], notes: Notes) -> None:
    session, program = lost
    rename(program, "Phone", "Phone no.")
    program.typed.clear()

    with pytest.raises(RepairNeededError, match=r"'phone'.*label 'Phone no\."):
        session.on("sale").fill(customer="Anna", phone="0301234", amount=12)

    assert program.typed == []
    assert {one.element for one, _ in notes.proposals} == {"phone", "amount"}
    assert {one.met for one, _ in notes.proposals} == {Met.WAITS}


def test_a_fill_that_a_person_confirms_is_done(lost: tuple[Till, Program], notes: Notes) -> None:
    session, program = lost
    notes.answer = True

    session.on("sale").fill(amount=13)
    session.on("sale").fill(amount=14)

    assert program.typed[-2:] == [("amount", "13"), ("amount", "14")]
    assert len(notes.questions) == 1


def test_a_fill_that_a_person_refuses_is_not_asked_again(
    lost: tuple[Till, Program], notes: Notes
) -> None:
    session, _ = lost
    notes.answer = False

    with pytest.raises(RefusedByPersonError, match="'amount'"):
        session.on("sale").fill(amount=13)
    with pytest.raises(ElementNotFoundError, match="A person has said that it is not that"):
        session.on("sale").fill(amount=13)
    assert len(notes.questions) == 1


def test_what_was_granted_holds_only_while_it_is_called_the_same(
    lost: tuple[Till, Program], notes: Notes
) -> None:
    session, program = lost
    notes.answer = True
    session.on("sale").fill(amount=13)

    rename(program, "Amount due", "Amount paid")

    with pytest.raises(ElementNotFoundError, match="'amount' was not found"):
        session.on("sale").fill(amount=14)
    assert program.typed[-1] == ("amount", "13")


def test_a_value_in_a_healed_field_is_checked_before_a_press(
    lost: tuple[Till, Program], notes: Notes
) -> None:
    session, program = lost
    notes.answer = True
    session.on("sale").fill(amount=13)
    program.widgets[2].value = "31"

    with pytest.raises(Exception, match=r"'amount'.*'31'"):
        session.on("sale").press("save")
    assert "Save" not in program.pressed


@pytest.mark.parametrize("answer", [None, True])
def test_a_press_that_writes_is_never_healed(
    lost: tuple[Till, Program], notes: Notes, answer: bool | None
) -> None:
    session, program = lost
    notes.answer = answer
    rename(program, "Save", "Save it")

    with pytest.raises(RepairNeededError, match="button 'Save it'"):
        session.on("sale").press("save")
    assert program.pressed[-1] == "Sell"
    assert notes.questions == []
    assert [one for _, one, _ in notes.presses] == ["sell"]


def test_a_secret_is_never_typed_into_what_was_found(
    tmp_path: Path, learned: Path, notes: Notes
) -> None:
    teach(tmp_path, learned)
    notes.item, notes.answer = Case(3, frozenset()), True
    session, program = selling(tmp_path, notes, learned, heal=Heal.AUTO)
    rename(program, "Amount", "Amount due")
    program.typed.clear()

    with pytest.raises(RepairNeededError):
        session.on("sale").fill(amount=Secret("sesam"))
    assert program.typed == []


def test_the_policy_may_let_a_fill_happen(tmp_path: Path, learned: Path, notes: Notes) -> None:
    teach(tmp_path, learned)
    notes.item = Case(3, frozenset())
    session, program = selling(tmp_path, notes, learned, heal=Heal.AUTO)
    rename(program, "Amount", "Amount due")

    session.on("sale").fill(amount=13)

    assert program.typed[-1] == ("amount", "13")
    assert [one.met for one, _ in notes.proposals] == [Met.HEALED]


@pytest.mark.parametrize("heal", [Heal.NEVER, Heal.OFF])
def test_the_policy_may_forbid_a_read(
    tmp_path: Path, learned: Path, notes: Notes, heal: Heal
) -> None:
    teach(tmp_path, learned)
    notes.item = Case(3, frozenset())
    session, program = selling(tmp_path, notes, learned, heal=heal)
    rename(program, "Amount", "Amount due")

    expected = RepairNeededError if heal is Heal.NEVER else ElementNotFoundError
    with pytest.raises(expected):
        session.on("sale").read("amount")
    assert len(notes.proposals) == (1 if heal is Heal.NEVER else 0)


def test_what_holds_a_value_of_the_case_is_not_proposed(
    lost: tuple[Till, Program], notes: Notes
) -> None:
    session, program = lost
    rename(program, "Amount due", "Amount of 4711")

    with pytest.raises(ElementNotFoundError, match="'amount' was not found"):
        session.on("sale").read("amount")
    assert notes.proposals == []


def test_what_a_person_has_rejected_is_not_used(
    lost: tuple[Till, Program], tmp_path: Path, learned: Path, notes: Notes
) -> None:
    session, _ = lost
    session.on("sale").read("amount")
    rejected = notes.proposals[0][0].candidate
    again, program = selling(tmp_path, notes, learned)
    again.stage.rejected = frozenset({rejected})
    fresh = Till(again.stage, lambda _name: Secret(""))
    rename(program, "Amount", "Amount due")

    with pytest.raises(ElementNotFoundError, match="A person has said that it is not that"):
        fresh.on("sale").read("amount")


def test_nothing_is_found_again_without_a_case(lost: tuple[Till, Program], notes: Notes) -> None:
    session, _ = lost
    notes.item = None

    with pytest.raises(ElementNotFoundError, match="'amount' was not found"):
        session.on("sale").read("amount")


def test_no_picture_shows_a_field_while_a_masked_one_is_lost(
    lost: tuple[Till, Program],
) -> None:
    session, program = lost
    rename(program, "Phone", "Fax")

    session.on("sale").read("amount")

    assert program.picture_of[-1].fields
    assert session.hidden().fields


def test_a_label_with_a_personal_value_is_masked(lost: tuple[Till, Program], notes: Notes) -> None:
    session, program = lost
    program.widgets[1].value = "0301234"
    session.on("sale").read("phone")
    rename(program, "Amount due", "Amount 0301234")

    with pytest.raises(ElementNotFoundError) as caught:
        session.on("sale").read("amount")
    assert "0301234" not in str(caught.value)
    assert MASK in str(caught.value)
    assert notes.proposals == []
