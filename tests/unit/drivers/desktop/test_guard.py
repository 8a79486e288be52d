import pytest

from runner.drivers.desktop.errors import DesktopLostError
from runner.drivers.desktop.guard import OFTEN_SECONDS, SELDOM_SECONDS, Guard
from runner.drivers.desktop.x11 import DisplayGoneError, XWindow
from runner.drivers.surface.surface import Box


class Family:
    def __init__(self) -> None:
        self.ended: set[int] = set()

    def exit_code(self, process: int) -> int | None:
        return 1 if process in self.ended else None


class Display:
    own = True
    bus = ""

    def __init__(self) -> None:
        self.family = Family()
        self.vital = {"Xvfb": 11, "openbox": 12}


class Screen:
    size = (800, 600)
    saver = taken = gone = False

    def saver_on(self) -> bool:
        if self.gone:
            raise DisplayGoneError("it has closed the connection")
        return self.saver

    def keyboard_is_taken(self) -> bool:
        return self.taken


class Eyes:
    dark = False

    def shot(self, box=None) -> "Eyes":
        return self

    def black(self) -> bool:
        return self.dark


@pytest.fixture
def room():
    display, screen, eyes = Display(), Screen(), Eyes()
    return Guard(display, screen, lambda: eyes), display, screen, eyes


def shown(*, popup: bool = False, box: Box = Box(0, 0, 300, 200)) -> XWindow:  # noqa: B008 - frozen
    return XWindow(5, "Locker", 9, box, modal=False, owner=None, popup=popup)


def test_all_is_well(room) -> None:
    guard, *_ = room
    guard.check(100.0, [shown()])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d, s, e: d.family.ended.add(12), "openbox, which its display needs, has ended"),
        (lambda d, s, e: setattr(s, "size", (1024, 768)), "1024×768 pixels now, and had 800×600"),
        (lambda d, s, e: setattr(s, "saver", True), "the screen saver is on"),
        (lambda d, s, e: setattr(s, "gone", True), "the display is gone (it has closed"),
        (lambda d, s, e: setattr(e, "dark", True), "shows a black picture"),
    ],
)
def test_what_is_noticed(room, change, said: str) -> None:
    guard, display, screen, eyes = room
    guard.check(100.0, [shown()])
    change(display, screen, eyes)
    with pytest.raises(DesktopLostError) as met:
        guard.check(100.0 + SELDOM_SECONDS, [shown()])
    assert met.value.message.startswith("Nothing was typed or clicked any more: ")
    assert said in met.value.message
    assert met.value.hint


def test_a_locker_covers_everything_and_holds_the_keyboard(room) -> None:
    guard, _, screen, _ = room
    screen.taken = True
    with pytest.raises(DesktopLostError, match="the window 'Locker' covers everything"):
        guard.check(100.0, [shown(popup=True, box=Box(0, 0, 800, 600))])


def test_an_open_menu_holds_the_keyboard_too(room) -> None:
    guard, _, screen, _ = room
    screen.taken = True
    for moment in range(5):
        guard.check(100.0 + moment * OFTEN_SECONDS, [shown(popup=True), shown()])


def test_on_a_display_of_its_own_the_keyboard_is_not_asked_for_without_a_reason(room) -> None:
    guard, _, screen, _ = room
    screen.taken = True
    for moment in range(5):
        guard.check(100.0 + moment * OFTEN_SECONDS, [shown()])


def test_a_keyboard_that_stays_taken_without_a_menu(room) -> None:
    guard, display, screen, _ = room
    display.own = False
    screen.taken = True
    guard.check(100.0, [shown()])
    with pytest.raises(DesktopLostError, match="another program holds the keyboard"):
        guard.check(100.0 + OFTEN_SECONDS, [shown()])


def test_a_keyboard_that_was_taken_for_a_moment(room) -> None:
    guard, display, screen, _ = room
    display.own = False
    screen.taken = True
    guard.check(100.0, [shown()])
    screen.taken = False
    guard.check(100.0 + OFTEN_SECONDS, [shown()])
    screen.taken = True
    guard.check(100.0 + 2 * OFTEN_SECONDS, [shown()])


def test_an_empty_display_may_be_black(room) -> None:
    guard, _, _, eyes = room
    eyes.dark = True
    guard.check(100.0, [])
