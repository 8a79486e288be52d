"""What a program showed in one instant: only what stood still is masked later."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from runner.drivers.desktop.eyes.masking import COVER
from runner.drivers.desktop.eyes.masking import covered as painted
from runner.drivers.desktop.eyes.masking import jpeg as drawn
from runner.drivers.desktop.eyes.shots import PixelShot
from runner.drivers.desktop.looks import WindowLook
from runner.drivers.desktop.moments import DesktopMoment, taken
from runner.drivers.desktop.tree import Tree
from runner.drivers.surface.surface import Box, Hidden, Mark
from tests.unit.drivers.desktop.test_masking import ANYWHERE, NAME, STAMP, WHOLE, form, look
from tests.unit.drivers.desktop.window import node, window

GREY = 200


class Eyes:
    """Sees one shade after another; the last one stays."""

    def __init__(self, *shades: int, size: Box = WHOLE) -> None:
        self.shades = list(shades or (GREY,))
        self.size = size
        self.read: list[Sequence[str]] = []
        self.covered: list[Box] = []
        self.known: dict[str, Box] = {}

    def shot(self, box: Box | None = None) -> PixelShot:
        shade = self.shades.pop(0) if len(self.shades) > 1 else self.shades[0]
        area = box or self.size
        return PixelShot(area, np.full((area.height, area.width, 3), shade, np.uint8))

    def holds(
        self, shot: PixelShot, values: Sequence[str], known: Sequence[tuple[str, Box]]
    ) -> list[Box]:
        del shot
        self.read.append(tuple(values))
        self.known = dict(known)
        return []

    def jpeg(self, shot: PixelShot, covered: Sequence[Box]) -> bytes:
        self.covered = list(covered)
        return drawn(painted(shot, covered))


def one_by_one(*trees: Tree) -> Callable[[], WindowLook]:
    """A program that shows one after another; the last one stays."""
    left = list(trees)
    return lambda: look(left.pop(0) if len(left) > 1 else left[0])


def a_moment(
    eyes: Eyes,
    *trees: Tree,
    hidden: Hidden | None = None,
    foreign: Callable[[Box], Sequence[Box]] | None = None,
) -> DesktopMoment | None:
    seen: Any = eyes
    return taken(one_by_one(*(trees or (form(),))), seen, hidden or Hidden(), foreign)


def shade(moment: DesktopMoment | None) -> int:
    assert moment is not None
    return int(moment.shot.pixels[0, 0, 0])


def other_form() -> Tree:
    return window(node("textbox", "Name", (80, 300, 90, 20), text="Grace"))


def filled_form() -> Tree:
    """As the form is, a moment later."""
    tree = form()
    tree.nodes[1].text = "for Joan"
    tree.nodes[2].text = "for Joan"
    return tree


def test_what_stands_still_is_read_once() -> None:
    moment = a_moment(Eyes(GREY))
    assert shade(moment) == GREY
    assert moment is not None
    assert len(moment.coverings) == 1


def test_where_pixels_differ_and_all_stands_where_it_stood_both_looks_count() -> None:
    """A cursor that blinks must not cost the picture, nor what was typed meanwhile be seen."""
    eyes = Eyes(10, 20)
    moment = a_moment(eyes, form(), filled_form())
    assert shade(moment) == 20
    assert moment is not None
    assert moment.jpeg(Hidden(("Ada",)))
    assert len(eyes.covered) == 1
    assert moment.jpeg(Hidden(("Joan",)))
    assert len(eyes.covered) == 2


def test_what_moved_is_taken_once_more() -> None:
    eyes = Eyes(10, 20, 30)
    moment = a_moment(eyes, form(), other_form())
    assert shade(moment) == 30


def test_what_never_stands_still_gives_no_moment() -> None:
    eyes = Eyes(*range(10, 20))
    assert a_moment(eyes, form(), other_form(), form(), other_form()) is None


def test_a_grown_set_of_values_is_covered() -> None:
    eyes = Eyes()
    moment = a_moment(eyes, hidden=Hidden(("Ada",)))
    assert moment is not None
    assert moment.jpeg(Hidden(("Ada", "Grace")))
    assert len(eyes.covered) == 2
    assert eyes.read == [("Ada", "Grace")]
    assert eyes.known["Book\n"] == Box(80, 70, 90, 20)
    picture = painted(moment.shot, eyes.covered)
    assert tuple(picture[105, 85]) == COVER
    assert tuple(picture[300, 400]) == (GREY, GREY, GREY)


def test_elements_that_nobody_looked_for_give_no_picture() -> None:
    moment = a_moment(Eyes(), hidden=Hidden(elements=[(ANYWHERE, NAME)]))
    assert moment is not None
    assert moment.jpeg(Hidden(elements=[(ANYWHERE, NAME)]))
    assert moment.jpeg(Hidden(elements=[(ANYWHERE, STAMP)])) is None


def test_of_a_shared_display_only_the_windows_are_taken() -> None:
    moment = a_moment(Eyes(size=Box(0, 0, 1920, 1080)), foreign=lambda _area: [])
    assert moment is not None
    assert moment.shot.box == Box(0, 0, 800, 600)


def test_marks_are_drawn_where_they_are_on_the_display() -> None:
    import cv2

    moment = a_moment(Eyes(size=Box(100, 50, 400, 300)))
    assert moment is not None
    image = moment.jpeg(Hidden(), [Mark(Box(200, 150, 60, 20), 1, chosen=True)])
    assert image is not None
    picture = cv2.imdecode(np.frombuffer(image, np.uint8), cv2.IMREAD_COLOR_RGB)
    red, green, _ = (int(one) for one in picture[98, 130])
    assert green > red + 50
    assert abs(int(picture[110, 130][0]) - GREY) < 8
