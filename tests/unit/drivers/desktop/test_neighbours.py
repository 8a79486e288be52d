"""What of a shared display is not the program's is in none of its pictures."""

from hypothesis import given
from hypothesis import strategies as st

from runner.drivers.desktop.neighbours import FRAME, TITLE_BAR, foreign, overlap, without
from runner.drivers.desktop.x11 import XWindow
from runner.drivers.surface.surface import Box

AREA = Box(100, 100, 400, 300)
boxes = st.builds(
    Box, st.integers(0, 30), st.integers(0, 30), st.integers(1, 30), st.integers(1, 30)
)


def lying(number: int, box: Box, *, popup: bool = False) -> XWindow:
    return XWindow(number, "", None, box, modal=False, owner=None, popup=popup)


def pixels(box: Box) -> set[tuple[int, int]]:
    return {
        (x, y)
        for x in range(box.left, box.left + box.width)
        for y in range(box.top, box.top + box.height)
    }


@given(boxes, boxes)
def test_what_is_left_beside_a_place_is_all_of_the_rest(place: Box, taken: Box) -> None:
    left = [pixels(one) for one in without(place, taken)]
    assert set().union(*left) == pixels(place) - pixels(taken)
    assert sum(map(len, left)) == len(set().union(*left)), "no pixel twice"
    assert overlap(place, taken) == bool(pixels(place) & pixels(taken))


def test_a_program_alone_hides_nothing() -> None:
    own = lying(1, AREA)
    assert foreign([own], [own], AREA) == []


def test_a_window_that_lies_over_it_is_covered_with_its_frame() -> None:
    own, mail = lying(1, AREA), lying(2, Box(200, 200, 50, 50))
    assert foreign([mail, own], [own], AREA) == [
        Box(200 - FRAME, 200 - TITLE_BAR, 50 + 2 * FRAME, 50 + TITLE_BAR + FRAME)
    ]


def test_a_window_that_lies_under_it_is_not_to_be_seen() -> None:
    own, mail = lying(1, AREA), lying(2, Box(200, 200, 50, 50))
    assert foreign([own, mail], [own], AREA) == []


def test_what_shows_between_two_windows_of_it_is_covered() -> None:
    left, right = lying(1, Box(100, 100, 100, 300)), lying(2, Box(400, 100, 100, 300))
    mail = lying(3, Box(150, 150, 300, 50))
    assert foreign([left, right, mail], [left, right], AREA) == [Box(200, 100, 200, 300)]


def test_a_note_that_pops_up_has_no_frame() -> None:
    own, note = lying(1, AREA), lying(2, Box(200, 200, 50, 50), popup=True)
    assert foreign([note, own], [own], AREA) == [note.box]
