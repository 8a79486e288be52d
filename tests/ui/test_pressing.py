"""Presses: once, on the right thing, and never on a page that is already being left."""

import time
from collections.abc import Callable

import pytest

from runner.drivers.errors import (
    ElementNotReadyError,
    NotPressedError,
    SessionEndedError,
    WindowClosedError,
)
from runner.drivers.web import WebSession
from runner.drivers.web.errors import UnknownDialogError
from runner.drivers.web.window import Answer, CutShortError, Window
from runner.errors import TechnicalError
from runner.secret import MASK
from runner.waiting import pause
from tests.pages.site import Site
from tests.ui.conftest import Notes

pytestmark = pytest.mark.browser

WAYS = ["by_link", "by_form", "by_script", "by_timer", "in_page", "in_page_script", "by_keys"]


@pytest.mark.parametrize("way", WAYS)
def test_the_old_page_is_not_taken_for_the_new_one(desk: WebSession, site: Site, way: str) -> None:
    desk.go("counter").press(way)
    assert desk.on("counter").read("count") == "2"
    assert len([path for path in site.asked if path.startswith("/counter")]) == 2


def test_an_answer_without_a_page_does_not_hang(desk: WebSession, site: Site) -> None:
    begun = time.monotonic()
    desk.go("counter").press("empty")
    assert desk.on("counter").read("count") == "1"
    assert time.monotonic() - begun < 3


def test_the_end_of_the_session_as_the_answer_to_a_save(desk: WebSession, site: Site) -> None:
    desk.go("counter").press("expire")
    with pytest.raises(SessionEndedError, match="'opened'"):
        desk.on("opened")


def test_a_moving_button_is_caught_once(desk: WebSession) -> None:
    screen = desk.go("moving").press("catch")
    assert screen.read("hits") == "1"


def test_a_button_that_a_script_moves_is_caught_once(desk: WebSession) -> None:
    screen = desk.go("moving").press("run").press("jumper")
    assert screen.read("hits") == "1"


def test_what_covers_a_button_is_waited_for_or_named(desk: WebSession) -> None:
    screen = desk.go("covered").press("under")
    with pytest.raises(ElementNotReadyError, match="covered by <div#veil>"):
        screen.press("never")


def test_an_announced_write_that_could_not_be_is_taken_back(desk: WebSession, notes: Notes) -> None:
    screen = desk.go("covered").press("under")
    notes.presses.clear()
    with pytest.raises(ElementNotReadyError):
        screen.press("sealed")
    assert notes.presses == [("covered", "sealed", True)]
    assert notes.taken_back == ["sealed"]


def test_a_press_in_the_page_that_could_not_be_is_taken_back(
    desk: WebSession, notes: Notes
) -> None:
    screen = desk.go("covered").press("under")
    with pytest.raises(ElementNotReadyError, match="covered by <div#veil>"):
        screen.press("sealed_look")
    assert notes.taken_back == ["sealed_look"]


def test_a_press_after_the_end_of_the_session_is_taken_back(desk: WebSession, notes: Notes) -> None:
    screen = desk.go("counter").press("expire")
    with pytest.raises(SessionEndedError):
        screen.press("in_page")
    assert notes.taken_back == ["in_page"]


@pytest.mark.parametrize("way", ["in_page", "in_page_script"])
def test_a_press_whose_answer_was_cut_short_counts(
    desk: WebSession, notes: Notes, site: Site, way: str
) -> None:
    desk.go("counter").press(way)
    assert desk.on("counter").read("count") == "2"
    assert notes.taken_back == []


def test_keys_are_not_sent_to_a_page_that_came_in_between(
    desk: WebSession, notes: Notes, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = desk._scene
    ask = scene.ask

    def cut_short(window: Window, call: str, **more: object) -> Answer:
        if call == "focus":
            raise CutShortError
        return ask(window, call, **more)  # type: ignore[arg-type]

    screen = desk.go("counter")
    monkeypatch.setattr(scene, "ask", cut_short)
    with pytest.raises(NotPressedError, match=r"'by_keys' .* was not pressed: the page went away"):
        screen.press("by_keys")
    assert notes.taken_back == ["by_keys"]
    assert screen.read("count") == "1"


@pytest.mark.parametrize("way", ["take", "take_in_page", "take_by_keys"])
def test_a_window_that_closes_at_the_press_was_pressed_in(
    desk: WebSession, notes: Notes, way: str
) -> None:
    desk.go("popup").press("choose")
    desk.on("chooser").fill(which="Köln").press(way)
    assert desk.on("popup").wait_for("chosen").read("chosen") == "Köln"
    assert notes.taken_back == []


def test_a_window_that_has_closed_before_was_not_pressed_in(desk: WebSession, notes: Notes) -> None:
    desk.go("popup").press("choose")
    chooser = desk.on("chooser").fill(which="Köln").press("take")
    for way in ("take", "take_in_page", "take_by_keys"):
        notes.presses.clear()
        notes.taken_back.clear()
        with pytest.raises(WindowClosedError, match=r"window of 'habits' .* was closed by the app"):
            chooser.press(way)
        assert len(notes.presses) == len(notes.taken_back)


def test_dialogs_are_answered_by_their_rules(desk: WebSession, notes: Notes) -> None:
    screen = desk.go("dialogs")
    assert screen.press("tell").read("answer") == "told"
    assert screen.press("ask").read("answer") == "Umzug 搬家"
    assert screen.press("save").read("answer") == "true"
    assert screen.fill(customer="李雷").press("decline").read("answer") == "false"
    answers = [details for action, details in notes.events if action == "dialog"]
    assert [one["answer"] for one in answers] == ["accept", "accept", "accept", "dismiss"]
    assert answers[-1]["text"] == f"Really for {MASK}?"


@pytest.mark.parametrize("way", ["delete", "delete_in_page", "later"])
def test_a_dialog_without_a_rule_stops_at_once_and_is_not_answered(
    desk: WebSession, notes: Notes, way: str
) -> None:
    begun = time.monotonic()
    screen = desk.go("dialogs")
    with pytest.raises(UnknownDialogError, match=r"confirm dialog has no rule: 'Delete") as caught:
        screen.press(way).wait_for("answer")
    assert "habits.yaml" in str(caught.value.hint)
    assert time.monotonic() - begun < 5
    assert notes.pictures["dialog"].startswith(b"\xff\xd8")
    desk.reset()
    assert desk.go("twins").read("second") == "Other"


def test_an_endless_row_of_dialogs_is_stopped(desk: WebSession) -> None:
    with pytest.raises(UnknownDialogError, match="again and again"):
        desk.go("dialogs").press("loop").wait_for("answer")


def test_leaving_a_changed_page_asks_and_has_no_rule(desk: WebSession) -> None:
    desk.go("unload").fill(name="x").press("touch")
    with pytest.raises(UnknownDialogError, match="beforeunload"):
        desk.go("twins")
    desk.reset()
    desk.go("twins")


def test_works_in_a_window_that_opens_and_closes(desk: WebSession) -> None:
    desk.go("popup").press("choose")
    desk.on("chooser").fill(which="Köln").press("take")
    assert desk.on("popup").wait_for("chosen").read("chosen") == "Köln"


def test_the_recorder_can_forbid_a_press(desk: WebSession, notes: Notes, site: Site) -> None:
    screen = desk.go("counter")
    notes.refuse = TechnicalError("stop was asked for")
    for way in ("by_link", "in_page", "expire"):
        with pytest.raises(TechnicalError, match="stop was asked"):
            screen.press(way)
    assert not site.posted
    assert screen.read("count") == "1"


@pytest.mark.parametrize("element", ["save_click", "save_page", "save_keys", "next_page"])
def test_nothing_is_pressed_after_the_last_moment(
    desk: WebSession, notes: Notes, element: str
) -> None:
    screen = desk.go("last")
    notes.until = time.time() - 0.001
    with pytest.raises((ElementNotReadyError, NotPressedError), match="held up so long"):
        screen.press(element)
    assert element in notes.taken_back
    assert screen.read("pressed") == "0"
    notes.until = time.time() + 60
    screen.press(element)
    assert screen.read("pressed") == "1"


def test_a_click_that_is_held_up_on_its_way_arrives_nowhere(
    desk: WebSession, notes: Notes, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = desk.go("last")
    real = Window.act

    def late(self: Window, work: Callable[[], object], *, seconds: float = 0.0) -> None:
        pause(0.5, because="the worker is held up between its last question and its click")
        real(self, work, seconds=seconds)

    notes.until = time.time() + 0.4
    monkeypatch.setattr(Window, "act", late)
    with pytest.raises(NotPressedError, match="held up so long"):
        screen.press("save_click")
    assert screen.read("pressed") == "0"
