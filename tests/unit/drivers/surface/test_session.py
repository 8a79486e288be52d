"""Sessions of programs: signing in, coming back to a known state, leaving."""

from pathlib import Path

import pytest

from runner.drivers.errors import (
    NoSignInScreenError,
    NotUpError,
    SessionEndedError,
    SignInRefusedError,
)
from runner.secret import MASK
from tests.ui.conftest import Notes
from tests.unit.drivers.surface.program import Away, Program, Till


def test_signs_in_once(session: Till, program: Program) -> None:
    session.sign_in()
    session.sign_in()

    assert program.starts == 1
    assert program.typed == [("user", "anna"), ("password", "geheim")]
    assert program.pressed == ["Enter"]


def test_no_evidence_has_the_password(session: Till, program: Program, notes: Notes) -> None:
    session.attach(notes)
    session.sign_in()

    said = {change.element: change.after for change in notes.changes}
    assert said == {"user": "anna", "password": MASK}
    assert "geheim" not in repr(notes.events)
    session.picture("end")
    assert "geheim" in program.picture_of[-1].values
    marked = [element.name for _screen, element in program.picture_of[-1].elements]
    assert marked == ["password", "phone"]


def test_a_refused_sign_in_is_tried_once(session: Till, program: Program) -> None:
    program.on_press = lambda _label: None

    with pytest.raises(SignInRefusedError, match="the screen 'login' was shown again"):
        session.sign_in()

    assert program.pressed == ["Enter"]


def test_a_program_that_does_not_come_up_is_away(session: Till, program: Program) -> None:
    session.stage.surface.open = lambda: program.show("Maintenance")  # type: ignore[method-assign]

    with pytest.raises(NotUpError, match="till was started and is not up: the screen 'login'"):
        session.sign_in()


def test_a_program_without_its_sign_in_screen_is_away(session: Till, program: Program) -> None:
    object.__setattr__(session.stage.app.program, "ready", None)
    session.stage.surface.open = lambda: program.show("Maintenance")  # type: ignore[method-assign]

    with pytest.raises(NoSignInScreenError, match="till cannot be signed in to"):
        session.sign_in()


def test_a_session_that_ended_is_signed_in_anew(selling: Till, program: Program) -> None:
    program.show("Sign in", fields=("User", "Password", "Enter"))

    with pytest.raises(SessionEndedError):
        selling.on("sale")

    program.pressed.clear()
    selling.sign_in()
    assert program.pressed == ["Enter"]
    assert program.starts == 1


def test_a_known_state_is_the_program_anew(selling: Till, program: Program, notes: Notes) -> None:
    program.show("Main menu", fields=("Sell",))
    notes.presses.clear()

    selling.reset()

    assert (program.starts, program.ends) == (2, 1)
    assert program.pressed[-2:] == ["Ctrl+Q", "Enter"]
    # The way out belongs to no step of the attempt.
    assert [element for _screen, element, _writes in notes.presses] == ["enter"]


def test_what_has_ended_is_not_left_politely(selling: Till, program: Program) -> None:
    program.fault = Away("the till has ended")

    selling.close()

    assert program.ends == 1
    assert "Ctrl+Q" not in program.pressed


def test_a_picture_that_cannot_be_had_is_said(
    selling: Till, program: Program, notes: Notes
) -> None:
    program.still = False

    assert selling.picture("end") is None
    assert ("picture_lost", {"name": "end"}) in notes.events


def test_downloads_are_for_the_web(selling: Till, tmp_path: Path) -> None:
    selling.keep_downloads_in(tmp_path)
    with pytest.raises(
        Exception, match=r"download\(\) is for web apps, and 'till' is a desktop app"
    ):
        selling.on("sale").download("save")
    with pytest.raises(Exception, match=r"upload\(\) is for web apps"):
        selling.on("sale").upload(customer="file.txt")
