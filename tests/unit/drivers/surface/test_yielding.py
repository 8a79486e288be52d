"""A bot holds still while a person holds it, has its windows, or uses mouse and keyboard."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from runner.drivers.surface.yielding import Yielding
from runner.recorder import Hold
from tests.ui.conftest import Notes
from tests.unit.drivers.surface.program import Program, Till

GIVEN = Hold("Solve the code", given=True)


@dataclass
class Person:
    """Somebody who is there for so many looks, and what he was given."""

    looks: int = 0
    presses: list[str | None] = field(default_factory=list)
    forgotten: int = 0
    given: list[Hold] = field(default_factory=list)
    taken_back: int = 0
    on_give: Callable[[], None] = lambda: None

    def is_there(self) -> bool:
        self.looks -= 1
        return self.looks >= 0

    def forget(self) -> None:
        self.forgotten += 1

    def give(self, hold: Hold) -> "Person":
        self.given.append(hold)
        self.on_give()
        return self

    def pressed(self) -> str | None:
        return self.presses.pop(0) if self.presses else None

    def take_back(self) -> None:
        self.taken_back += 1


def test_nobody_is_waited_for_where_nobody_is(selling: Till) -> None:
    assert not Yielding(selling.stage, Person()).held()
    assert not Yielding(selling.stage, None).held()


def test_a_person_who_uses_mouse_or_keyboard_goes_first(selling: Till, notes: Notes) -> None:
    person = Person(looks=3)
    assert Yielding(selling.stage, person).held()
    assert not notes.person_there, "the recorder was told that he has let go"
    assert selling.stage.last is None, "the screen is looked at again"
    assert person.given == []


def test_the_recorder_is_told_so_that_its_clocks_stand_still(selling: Till, notes: Notes) -> None:
    told: list[bool] = []
    notes.person_is_there = lambda *, there: told.append(there)  # type: ignore[method-assign]
    Yielding(selling.stage, Person(looks=2)).held()
    assert told[:3] == [True, True, False]


def test_a_person_is_given_the_windows_until_he_goes_on(selling: Till, notes: Notes) -> None:
    notes.holds = [GIVEN] * 100
    person = Person(presses=[None, None, "go on"])
    assert Yielding(selling.stage, person).held()
    assert person.given == [GIVEN]
    assert person.taken_back == 1
    assert person.forgotten == 1, "pressing Go on does not count as using the mouse"
    assert notes.released_by == ["go on"]


def test_a_new_text_gets_a_new_bar(selling: Till, notes: Notes) -> None:
    again = Hold("Not yet", given=True)
    notes.holds = [GIVEN, GIVEN, again, again]
    person = Person()
    Yielding(selling.stage, person).held()
    assert person.given == [GIVEN, again]
    assert person.taken_back == 2


def test_it_is_not_waited_longer_than_was_said(selling: Till, notes: Notes) -> None:
    notes.hold = lambda: GIVEN  # type: ignore[method-assign]
    person = Person()
    Yielding(selling.stage, person).held(0.05)
    assert person.taken_back == 1


def test_a_person_may_end_the_program(selling: Till, notes: Notes, program: Program) -> None:
    class Ended(Exception):
        pass

    def end() -> None:
        program.fault = Ended()

    notes.holds = [GIVEN] * 100
    person = Person(on_give=end)
    with pytest.raises(Ended):
        Yielding(selling.stage, person).held()
    assert person.taken_back == 1


def test_a_hold_without_anybody_before_the_display_is_kept(selling: Till, notes: Notes) -> None:
    notes.holds = [GIVEN, GIVEN]
    yielding = Yielding(selling.stage, None)
    assert not yielding.can_give
    assert yielding.held()
