"""A click arrives in one window, or nowhere."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from Xlib import X, display

from runner.drivers.desktop.display import Display, own_display
from runner.drivers.desktop.hands import open_hands
from runner.drivers.desktop.hands.x11 import X11Hands
from runner.drivers.desktop.seam import Target
from runner.drivers.surface.surface import NotDoneError

LONGEST_SECONDS = 30.0
PERSON = (700, 500)


def until(met: Callable[[], bool]) -> None:
    """Wait for something that comes soon."""
    pause, end = Event(), time.monotonic() + LONGEST_SECONDS
    while not met():
        assert time.monotonic() < end, "what was waited for did not come"
        pause.wait(0.01)


@pytest.fixture(scope="module")
def desk() -> Iterator[Display]:
    shown = own_display((800, 600))
    yield shown
    shown.close()


@pytest.fixture
def hands(desk: Display) -> Iterator[X11Hands]:
    opened = open_hands(desk.name)
    yield opened
    opened.close()


class Windows:
    """Windows of another program, in places of their own, that keep the clicks that they get."""

    def __init__(self, name: str) -> None:
        self.server = display.Display(name)
        self.clicks: list[tuple[int, int, int]] = []

    def open(self, left: int, top: int, title: str, size: int = 200) -> int:
        window = self.server.screen().root.create_window(
            left,
            top,
            size,
            size,
            0,
            X.CopyFromParent,
            override_redirect=True,
            event_mask=X.ButtonPressMask,
        )
        window.set_wm_name(title)
        window.map()
        self.server.sync()
        return int(window.id)

    def got(self) -> list[tuple[int, int, int]]:
        """Window, x and y of each click."""
        self.server.sync()
        while self.server.pending_events():
            event = self.server.next_event()
            if event.type == X.ButtonPress:
                self.clicks.append((event.window.id, event.root_x, event.root_y))
        return self.clicks

    def pointer(self) -> tuple[int, int]:
        at = self.server.screen().root.query_pointer()
        return at.root_x, at.root_y

    def move(self, x: int, y: int) -> None:
        self.server.screen().root.warp_pointer(x, y)
        self.server.sync()


@pytest.fixture
def windows(desk: Display) -> Iterator[Windows]:
    opened = Windows(desk.name)
    opened.move(*PERSON)
    yield opened
    opened.server.close()


def test_a_click_arrives_at_its_point_and_the_pointer_goes_back(
    hands: X11Hands, windows: Windows
) -> None:
    window = windows.open(100, 100, "Orders")
    hands.mouse.click(150, 160, Target(window))
    assert windows.got() == [(window, 150, 160)]
    assert windows.pointer() == PERSON


def test_a_double_click_is_two(hands: X11Hands, windows: Windows) -> None:
    window = windows.open(100, 100, "Orders")
    hands.mouse.click(150, 160, Target(window), count=2)
    assert windows.got() == [(window, 150, 160)] * 2


def test_what_lies_over_the_window_gets_nothing_and_is_named(
    hands: X11Hands, windows: Windows
) -> None:
    window = windows.open(100, 100, "Orders")
    windows.open(140, 140, "Update available", 60)
    with pytest.raises(NotDoneError, match="at 150, 160 lies the window 'Update available'"):
        hands.mouse.click(150, 160, Target(window))
    assert windows.got() == []
    hands.mouse.click(110, 110, Target(window))
    assert windows.got() == [(window, 110, 110)]


def test_the_background_is_no_window(hands: X11Hands, windows: Windows) -> None:
    window = windows.open(100, 100, "Orders")
    with pytest.raises(NotDoneError, match="there is no window at 500, 400"):
        hands.mouse.click(500, 400, Target(window))
    assert windows.got() == []


def test_a_window_that_is_gone_gets_nothing(hands: X11Hands, windows: Windows) -> None:
    window = windows.open(100, 100, "Orders")
    windows.server.create_resource_object("window", window).destroy()
    windows.server.sync()
    with pytest.raises(NotDoneError, match="there is no window at 150, 160"):
        hands.mouse.click(150, 160, Target(window))


def test_a_pointer_that_another_program_holds_gives_no_click(
    hands: X11Hands, windows: Windows
) -> None:
    window = windows.open(100, 100, "Orders")
    menu = display.Display(hands._connection.name)
    grabbed = menu.screen().root.grab_pointer(
        False, X.ButtonPressMask, X.GrabModeAsync, X.GrabModeAsync, X.NONE, X.NONE, X.CurrentTime
    )
    assert grabbed == X.GrabSuccess
    with pytest.raises(NotDoneError, match="another program holds the mouse"):
        hands.mouse.click(150, 160, Target(window))
    menu.close()


def test_a_button_that_somebody_holds_is_waited_for_and_then_named(
    hands: X11Hands, windows: Windows
) -> None:
    window = windows.open(100, 100, "Orders")
    windows.server.xtest_fake_input(X.ButtonPress, 1)
    windows.server.sync()
    with pytest.raises(NotDoneError, match="mouse"):
        hands.mouse.click(150, 160, Target(window))
    with ThreadPoolExecutor() as pool:
        clicked = pool.submit(hands.mouse.click, 150, 160, Target(window))
        Event().wait(0.05)
        windows.server.xtest_fake_input(X.ButtonRelease, 1)
        windows.server.sync()
        clicked.result()
    assert windows.got() == [(window, 150, 160)]


def test_a_person_s_corner_stops_it(hands: X11Hands, windows: Windows) -> None:
    window = windows.open(100, 100, "Orders")
    windows.move(0, 0)
    with pytest.raises(NotDoneError, match="in a corner of the screen, by which a person stops"):
        hands.mouse.click(150, 160, Target(window))
    assert windows.got() == []
    windows.move(*PERSON)
