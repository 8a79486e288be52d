"""Pictures of one display are read where they have changed."""

from typing import Any

import numpy as np
import pytest

from runner.drivers.desktop.eyes.rereading import Rereading
from runner.drivers.desktop.eyes.shots import PixelShot
from runner.drivers.desktop.eyes.words import Line, Word
from runner.drivers.surface.surface import Box

DISPLAY = Box(0, 0, 1280, 900)
LETTER, HEIGHT = 10, 14


def at(text: str, left: int, top: int) -> Line:
    box = Box(left, top, LETTER * len(text), HEIGHT)
    return Line((Word(text, 0.99, box),), 0.99, box)


class Screen:
    """A display with lines on it, and a reader who reads what is drawn."""

    def __init__(self, *lines: Line, display: Box = DISPLAY) -> None:
        self.display = display
        self.lines_shown = list(lines)
        self.read: list[tuple[Box, bool]] = []

    @property
    def shot(self) -> PixelShot:
        pixels = np.zeros((self.display.height, self.display.width, 3), np.uint8)
        for line in self.lines_shown:
            for number, sign in enumerate(line.text):
                left = line.box.left + number * LETTER
                pixels[line.box.top : line.box.top + HEIGHT, left : left + LETTER] = ord(sign) % 256
        return PixelShot(self.display, pixels)

    def takes_parts_of(self, shot: PixelShot) -> bool:
        return shot.box.height > 700

    def lines(self, shot: PixelShot, *, part: bool = False) -> list[Line]:
        """As an engine would: what lies half outside is read by half."""
        self.read.append((shot.box, part))
        return [piece for one in self.lines_shown if (piece := _piece(one, shot.box)) is not None]


def _piece(line: Line, area: Box) -> Line | None:
    if not area.top <= line.box.top <= area.top + area.height - HEIGHT:
        return None
    signs = [
        (sign, left)
        for number, sign in enumerate(line.text)
        if area.left <= (left := line.box.left + number * LETTER) <= area.left + area.width - LETTER
    ]
    return at("".join(sign for sign, _ in signs), signs[0][1], line.box.top) if signs else None


def reading(screen: Any) -> Rereading:
    return Rereading(screen)


def texts(lines: list[Line]) -> list[str]:
    return [one.text for one in lines]


@pytest.fixture
def screen() -> Screen:
    return Screen(
        at("Customer", 200, 200),
        at("0010020", 400, 200),
        at("Reference", 200, 300),
        at("R-1", 400, 300),
        at("Total", 200, 600),
        at("12.50", 900, 700),
    )


def test_the_same_picture_is_read_once(screen: Screen) -> None:
    rereading = reading(screen)
    first = rereading.lines(screen.shot)
    screen.read.clear()

    assert rereading.lines(screen.shot) == first
    assert screen.read == []


def test_only_what_has_changed_is_read_again(screen: Screen) -> None:
    rereading = reading(screen)
    rereading.lines(screen.shot)
    screen.read.clear()
    screen.lines_shown[3] = at("R-2", 400, 300)

    found = rereading.lines(screen.shot)

    assert texts(found) == texts(screen.lines_shown)
    ((place, part),) = screen.read
    assert part
    assert place.height < 100
    assert place.width < 150


def test_a_line_that_runs_into_what_has_changed_is_read_as_a_whole() -> None:
    screen = Screen(at("Customer Ada Lovelace of London", 200, 200), at("Total", 200, 600))
    rereading = reading(screen)
    rereading.lines(screen.shot)
    screen.lines_shown[0] = at("Customer Ada Lovelace of Londo!", 200, 200)

    assert texts(rereading.lines(screen.shot)) == ["Customer Ada Lovelace of Londo!", "Total"]


def test_what_stands_close_by_is_read_along_with_it() -> None:
    """A value may run from what stays to what has changed."""
    screen = Screen(at("Ada", 200, 200), at("Love", 236, 200), at("Total", 200, 600))
    rereading = reading(screen)
    rereading.lines(screen.shot)
    screen.lines_shown[1] = at("Lace", 236, 200)

    assert texts(rereading.lines(screen.shot)) == ["Ada Lace", "Total"]


def test_places_far_apart_are_read_one_by_one(screen: Screen) -> None:
    rereading = reading(screen)
    rereading.lines(screen.shot)
    screen.read.clear()
    screen.lines_shown[1] = at("0010021", 400, 200)
    screen.lines_shown[5] = at("13.00", 900, 700)

    assert texts(rereading.lines(screen.shot)) == texts(screen.lines_shown)
    assert len(screen.read) == 2


def test_what_is_gone_says_nothing_any_more(screen: Screen) -> None:
    rereading = reading(screen)
    rereading.lines(screen.shot)
    del screen.lines_shown[3]

    assert texts(rereading.lines(screen.shot)) == texts(screen.lines_shown)


def test_the_empty_rest_of_a_display_is_not_read(screen: Screen) -> None:
    screen.lines_shown = screen.lines_shown[:4]

    assert texts(reading(screen).lines(screen.shot)) == texts(screen.lines_shown)
    assert all(part and box.width < 640 and box.height < 320 for box, part in screen.read)


def test_a_form_and_what_answers_it_are_both_remembered(screen: Screen) -> None:
    rereading = reading(screen)
    form = screen.shot
    rereading.lines(form)
    shown, screen.lines_shown = screen.lines_shown, [at("Order 4711 is booked.", 500, 450)]
    rereading.lines(screen.shot)
    screen.lines_shown = shown
    screen.read.clear()

    assert texts(rereading.lines(form)) == texts(shown)
    assert screen.read == []


def test_where_most_has_changed_all_is_read() -> None:
    screen = Screen(*(at("x" * 120, 20, 10 + 30 * row) for row in range(29)))
    reading(screen).lines(screen.shot)
    assert screen.read == [(DISPLAY, False)]


def test_small_pictures_are_always_read_as_a_whole() -> None:
    """The engine enlarges them, and would read parts of them in another size."""
    screen = Screen(at("Name", 20, 20), display=Box(0, 0, 600, 400))
    rereading = reading(screen)
    for _ in range(2):
        assert texts(rereading.lines(screen.shot)) == ["Name"]
    assert screen.read == [(screen.display, False)] * 2


@pytest.mark.parametrize(("left", "top"), [(1, 1), (1200, 0), (0, 886), (1200, 886), (633, 411)])
def test_parts_lie_within_the_picture(left: int, top: int) -> None:
    screen = Screen(at("Total", left, top))
    assert texts(reading(screen).lines(screen.shot)) == ["Total"]
    ((place, _),) = screen.read
    assert DISPLAY.holds(place)


def test_lines_above_and_below_are_left_alone() -> None:
    screen = Screen(*(at(f"Field {row}", 200, 100 + 26 * row) for row in range(12)))
    rereading = reading(screen)
    rereading.lines(screen.shot)
    screen.read.clear()
    screen.lines_shown[5] = at("Field X", 200, 230)

    assert texts(rereading.lines(screen.shot)) == texts(screen.lines_shown)
    ((place, _),) = screen.read
    assert place.height < 3 * 26
