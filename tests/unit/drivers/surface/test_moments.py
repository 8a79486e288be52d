"""Pictures of programs: of which moment they are made."""

import pytest

from tests.ui.conftest import Notes
from tests.unit.drivers.surface.program import Away, Program, Till


@pytest.fixture
def saved(selling: Till, program: Program) -> Till:
    """The sale was saved, the answer was seen, and the program has gone on."""
    selling.on("sale").fill(customer="Anna", phone="0228 123").press("save")
    selling.on("saved")
    program.show("Main menu", fields=("Sell",))
    selling.on("menu")
    return selling


@pytest.mark.parametrize("name", ["end", "after-save", "end-till"])
def test_the_screen_that_answered_a_save_is_shown(saved: Till, name: str) -> None:
    assert saved.picture(name) == b"Saved"


@pytest.mark.parametrize("name", ["failure", "question-till", "repair", "snapshot"])
def test_other_pictures_are_of_now(saved: Till, name: str) -> None:
    assert saved.picture(name) == b"Main menu"


def test_a_moment_is_good_for_one_picture(saved: Till) -> None:
    assert saved.picture("after-save") == b"Saved"
    assert saved.picture("end") == b"Main menu"


def test_only_what_answers_a_writing_press_is_kept(selling: Till, program: Program) -> None:
    selling.on("sale").fill(customer="Anna")
    assert program.moments == []
    assert selling.picture("end") == b"New sale"


def test_an_earlier_answer_is_not_shown_for_a_later_save(saved: Till, program: Program) -> None:
    program.on_press = lambda label: program.show("Main menu" if label == "Save" else "New sale")
    program.show("New sale", fields=("Customer", "Save"))
    saved.on("sale").press("save")
    program.show("Saved")

    assert saved.picture("end") == b"Saved"


def test_what_was_met_since_is_hidden_too(saved: Till, program: Program) -> None:
    saved.stage.unseen.hide_secret("met later")
    saved.picture("end")

    assert "met later" not in program.moments[-1].values
    assert "0228 123" in program.moments[-1].values
    assert {"met later", "0228 123"} <= set(program.picture_of[-1].values)


def test_a_moment_that_cannot_be_masked_is_thrown_away(saved: Till, program: Program) -> None:
    program.trusted = False

    assert saved.picture("end") == b"Main menu"


def test_a_program_that_does_not_stand_still_keeps_nobody(selling: Till, program: Program) -> None:
    program.still = False
    selling.on("sale").press("save")
    selling.on("saved")
    program.still = True
    program.show("Main menu")

    assert selling.picture("end") == b"Main menu"


def test_a_fault_while_it_is_taken_ends_nothing(
    selling: Till, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_hidden: object) -> None:
        raise Away("the till has ended")

    monkeypatch.setattr(selling.stage.surface, "moment", away)
    selling.on("sale").press("save")

    assert selling.on("saved")


def test_nothing_is_kept_where_no_pictures_are_asked_for(
    saved: Till, program: Program, notes: Notes
) -> None:
    def taken() -> int:
        program.moments.clear()
        program.show("New sale", fields=("Customer", "Save"))
        saved.on("sale").press("save")
        saved.on("saved")
        return len(program.moments)

    saved.picture("failure")
    saved.attach(notes)
    assert taken() == 0
    saved.picture("end")
    saved.attach(notes)
    assert taken() == 1


def test_a_new_attempt_shows_nothing_of_the_last_one(saved: Till, notes: Notes) -> None:
    saved.picture("end")
    saved.attach(notes)

    assert saved.picture("end") == b"Main menu"
