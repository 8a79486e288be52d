import pytest

from runner.drivers.desktop.atspi.frames import frame_of
from runner.drivers.surface.surface import Box


def test_places_on_the_display_stay_as_they_are() -> None:
    window = Box(100, 50, 600, 400)
    assert frame_of(window, window) is None
    assert frame_of(Box(98, 25, 604, 430), window) is None


def test_what_gtk_4_counts_from_the_window_is_moved_past_its_rim() -> None:
    frame = frame_of(Box(0, 0, 690, 510), Box(290, 190, 700, 520), gtk=4)
    assert frame.on_display(Box(10, 20, 30, 40)) == Box(305, 215, 30, 40)


def test_gtk_4_drawn_at_twice_its_size() -> None:
    frame = frame_of(Box(0, 0, 690, 510), Box(100, 100, 1400, 1040), gtk=4)
    assert frame.scale == 2.0
    assert frame.on_display(Box(10, 20, 30, 40)) == Box(130, 150, 60, 80)


def test_gtk_3_counts_the_frame_in_and_from_the_displays_corner() -> None:
    frame = frame_of(Box(203, 28, 234, 393), Box(407, 77, 466, 760), gtk=3)
    assert frame.on_display(Box(203, 204, 226, 22)) == Box(406, 408, 452, 44)
    assert frame_of(Box(406, 56, 468, 786), Box(407, 77, 466, 760), gtk=3) is None


@pytest.mark.parametrize("scale", [1.25, 1.5, 1.75, 2.0])
def test_a_program_that_counts_in_larger_pixels(scale: float) -> None:
    shown = Box(300, 200, round(401 * scale), round(299 * scale))
    told = Box(round(300 / scale), round(200 / scale), 401, 299)
    frame = frame_of(told, shown)
    assert frame.scale == scale
    inside = Box(told.left + 100, told.top + 40, 80, 20)
    assert frame.on_display(inside) == Box(
        300 + round(100 * scale), 200 + round(40 * scale), round(80 * scale), round(20 * scale)
    )


@pytest.mark.parametrize(
    "shown",
    [Box(0, 0, 800, 100), Box(0, 0, 102, 104), Box(0, 0, 0, 0)],
    ids=["only wider", "a frame around it", "nothing"],
)
def test_what_is_no_scale(shown: Box) -> None:
    assert frame_of(Box(0, 0, 100, 100), shown) is None
