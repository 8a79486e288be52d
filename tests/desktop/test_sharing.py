"""A person and a bot at one display: the person goes first, and can be given the program."""

import importlib.util
import io
import subprocess
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from PIL import Image
from Xlib import X, display
from Xlib.protocol import event

from benchmarks.desktop import company
from runner.drivers.desktop import DesktopOptions, open_desktop
from runner.drivers.desktop.bar import Bar
from runner.drivers.desktop.presence import Presence, Touch, Touched, can_watch, presence_on
from runner.recorder import Hold, NullRecorder
from runner.screens.load import load
from runner.screens.model import Press, Typing
from tests.desktop.persons import Person
from tests.desktop.programs import FORMS, SELECTORS, needs, nobody, until

pytestmark = [
    needs(),
    pytest.mark.skipif(importlib.util.find_spec("PySide6") is None, reason="needs PySide6"),
]
GTK = Path("/usr/lib/python3/dist-packages/gi").exists()
GIVEN = Hold("Please look whether the order is right.", given=True)


@dataclass
class Attempt(NullRecorder):
    """An attempt that a person may hold."""

    held: Hold | None = None
    there: list[bool] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def hold(self) -> Hold | None:
        return self.held

    def released(self, word: str) -> None:
        self.words.append(word)
        self.held = None

    def person_is_there(self, *, there: bool) -> None:
        if [there] != self.there[-1:]:
            self.there.append(there)


@contextmanager
def at_work(home: Path, **how):
    """The form; `how` says of elements what is not as in the file."""
    app = load(SELECTORS / "form.yaml")
    start = ("{python}", str(FORMS / "qt_form.py"))
    screen = app.screens["form"]
    elements = dict(screen.elements)
    for name, changes in how.items():
        elements[name] = replace(elements[name], **changes)
    screens = {**app.screens, "form": replace(screen, elements=elements)}
    app = replace(app, program=replace(app.program, start=start), screens=screens)
    session = open_desktop(app, nobody, DesktopOptions(workspace=home, own_display=False))
    try:
        session.sign_in()
        yield session
    finally:
        session.close()


def test_a_person_who_moves_the_mouse_goes_first(desktop, person: Person, tmp_path: Path) -> None:
    with at_work(tmp_path) as program:
        attempt = Attempt()
        program.attach(attempt)
        shown = program.on("form")
        presence = program.stage.surface.desk.presence

        def noticed() -> bool:
            person.move()
            return presence.is_there()

        until(noticed)
        shown.fill(name="after you")
        assert attempt.there[-2:] == [True, False]
        assert program.on("form").read("name") == "after you"


def test_what_the_bot_types_and_clicks_is_not_the_persons(
    desktop, person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[Touched, bool]] = []
    told = Presence._is_ours

    def noted(self: Presence, event: Touched, now: float) -> bool:
        ours = told(self, event, now)
        seen.append((event, ours))
        return ours

    monkeypatch.setattr(Presence, "_is_ours", noted)
    with at_work(tmp_path, name={"typing": Typing.UNICODE}, gift={"press": Press.CLICK}) as program:
        shown = program.on("form")
        shown.fill(name="Grüße 中文")
        shown.press("gift")
        until(lambda: any(event.touch is Touch.BUTTON for event, _ in seen))
        # What comes last is the person's; all before was the bot's.
        until(lambda: (person.move(), any(not ours for _, ours in seen))[1])
        touches = {event.touch for event, ours in seen if ours}
        assert touches == {Touch.KEY, Touch.BUTTON, Touch.MOTION}
        assert sum(event.touch is Touch.KEY for event, _ in seen) >= len("Grüße 中文")
        assert {event.touch for event, ours in seen if not ours} == {Touch.MOTION}


def test_a_person_is_given_the_program_with_a_bar_above(
    desktop, person: Person, tmp_path: Path
) -> None:
    with at_work(tmp_path) as program:
        attempt = Attempt(held=GIVEN)
        program.attach(attempt)
        assert program.can_be_shown

        def go_on() -> None:
            until(lambda: any(name == "Deskhand" for name, *_ in person.windows()))
            name, left, top, width, height = person.windows()[-1]
            assert name == "Deskhand", "it lies above everything"
            person.click(left + width - 100, top + height // 2)

        hand = threading.Thread(target=go_on)
        hand.start()
        assert program.give(60.0)
        hand.join()
        assert attempt.words == ["go on"]
        assert all(name != "Deskhand" for name, *_ in person.windows())
        assert program.on("form").read("name") == ""


def test_who_does_not_go_on_in_time_has_not(desktop, tmp_path: Path) -> None:
    with at_work(tmp_path) as program:
        program.attach(Attempt(held=GIVEN))
        assert not program.give(0.3)


def test_a_display_can_be_watched_by_more_than_one(desktop, person: Person) -> None:
    with presence_on(desktop.name) as one, presence_on(desktop.name) as other:
        assert one is other
        assert one is not None
        until(lambda: (person.move(), one.is_there())[1])
        one.forget()
        assert not one.is_there()


def test_a_display_that_can_be_watched_is_told_from_one_that_cannot(
    desktop, tmp_path: Path
) -> None:
    assert can_watch(desktop.name)
    with subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-extension", "RECORD", "-nolisten", "tcp"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=tmp_path,
    ) as server:
        try:
            assert server.stdout is not None
            assert not can_watch(f":{server.stdout.readline().decode().strip()}")
        finally:
            server.terminate()


def test_what_another_program_says_to_have_pressed_is_nobodys_press(desktop) -> None:
    with_bar = display.Display(desktop.name)
    bar = Bar(desktop.name, GIVEN)
    try:
        root = with_bar.screen().root
        lying = next(one for one in root.query_tree().children if one.get_wm_name() == "Deskhand")
        place = lying.get_geometry()
        at = {"event_x": place.width - 100, "event_y": place.height // 2}
        at |= {"root_x": place.x + at["event_x"], "root_y": place.y + at["event_y"]}
        pressed = event.ButtonPress(
            detail=1, time=X.CurrentTime, root=root, window=lying, child=X.NONE, state=0,
            same_screen=1, **at,
        )  # fmt: skip
        lying.send_event(pressed, event_mask=X.ButtonPressMask)
        with_bar.sync()
        assert [bar.pressed() for _ in range(3)] == [None] * 3
    finally:
        bar.take_back()
        with_bar.close()


def test_what_lies_over_the_program_is_in_no_picture(desktop, tmp_path: Path) -> None:
    other = display.Display(desktop.name)
    try:
        with at_work(tmp_path) as program:
            (form,) = program.stage.surface.look().windows
            red = other.screen().root.create_window(
                form.box.left + 40, form.box.top + 40, 120, 80, 0, X.CopyFromParent,
                override_redirect=True, background_pixel=0xFF0000,
            )  # fmt: skip
            red.map()
            other.sync()
            desk = program.stage.surface.desk
            until(lambda: any(one.id == red.id for one in desk.x11.windows()))
            image = program.picture("end")
            assert image is not None
            seen = Image.open(io.BytesIO(image)).convert("RGB")
            assert seen.size == (form.box.width, form.box.height)
            assert seen.getpixel((100, 80))[0] < 150, "it is covered"
            assert min(seen.getpixel((20, form.box.height - 20))) > 150, "the program is not"
    finally:
        other.close()


@pytest.mark.slow
@pytest.mark.skipif(not GTK, reason="needs python3-gi")
def test_a_mouse_that_a_person_moves_takes_no_click_away() -> None:
    """The window manager gets a press first; a release that it holds back went with the pointer."""
    found = company.figures(short=True)
    assert found["company.errors"] == found["company.wrong"] == 0, found
    assert found["company.lost_or_doubled"] == 0, found
    assert found["company.waits"] > 0, found
