"""Pictures that are found, and those that are not."""

from pathlib import Path

import pytest

from runner.drivers.desktop.eyes.pictures import find
from runner.drivers.desktop.eyes.shots import PixelShot
from runner.drivers.surface.surface import Box
from tests.unit.drivers.desktop.eyes.scenes import BUTTON, cut, screen

HERE, THERE, AWAY = (57, 43), (313, 211), (440, 330)
ALL = {HERE: "Release", THERE: "Release all", AWAY: "Cancel"}


def test_a_picture_is_found_to_the_pixel(tmp_path: Path) -> None:
    shot = screen(ALL)
    for place in ALL:
        sighting = find(shot, cut(shot, place, tmp_path / "one.png"), None, None)
        assert sighting.boxes == (Box(*place, *BUTTON),)
        assert sighting.measure > 0.99
        (tmp_path / "one.png").unlink()


def test_places_are_those_of_the_display_even_in_a_part_of_it(tmp_path: Path) -> None:
    shot = screen(ALL)
    file = cut(shot, THERE, tmp_path / "one.png")
    part = shot.part(Box(300, 200, 200, 100))
    assert find(part, file, None, None).boxes == (Box(*THERE, *BUTTON),)


def test_two_alike_are_both_told(tmp_path: Path) -> None:
    shot = screen({HERE: "Release", THERE: "Release"})
    sighting = find(shot, cut(shot, HERE, tmp_path / "one.png"), None, None)
    assert {(box.left, box.top) for box in sighting.boxes} == {HERE, THERE}
    assert sighting.why.startswith("two alike, at ")


def test_one_of_two_alike_is_found_within_its_region(tmp_path: Path) -> None:
    shot = screen({HERE: "Release", THERE: "Release"})
    file = cut(shot, HERE, tmp_path / "one.png")
    assert find(shot, file, Box(300, 200, 300, 100), None).boxes == (Box(*THERE, *BUTTON),)


@pytest.mark.parametrize("other", ["Re1ease", "Relcase", "Roloaso", "Release!", "Cancel", ""])
def test_another_caption_is_a_near_miss_with_its_measure(tmp_path: Path, other: str) -> None:
    file = cut(screen({HERE: "Release"}), HERE, tmp_path / "one.png")
    sighting = find(screen({HERE: other, THERE: "Cancel"}), file, None, None)
    assert sighting.boxes == ()
    assert sighting.why == f"{sighting.measure:.2f} of 0.90"
    assert sighting.measure < 0.9


def test_a_lower_confidence_takes_what_is_less_alike(tmp_path: Path) -> None:
    file = cut(screen({HERE: "Release"}), HERE, tmp_path / "one.png")
    shot = screen({HERE: "Release"}, ink=90)
    assert find(shot, file, None, 0.6).boxes


def test_a_greyed_caption_is_not_the_button_that_can_be_pressed(tmp_path: Path) -> None:
    file = cut(screen({HERE: "Release"}), HERE, tmp_path / "one.png")
    assert find(screen({HERE: "Release"}, ink=200), file, None, None).boxes == ()


def test_another_colour_is_another_thing(tmp_path: Path) -> None:
    shot = screen({HERE: "Release"})
    file = cut(shot, HERE, tmp_path / "one.png")
    shot.pixels[HERE[1] : HERE[1] + 30, HERE[0] : HERE[0] + 120, 0] //= 2
    assert find(shot, file, None, None).boxes == ()


@pytest.mark.parametrize("scale", [1.5, 2.0])
def test_a_larger_desktop_shows_the_same(tmp_path: Path, scale: float) -> None:
    file = cut(screen(ALL), AWAY, tmp_path / "one.png")
    boxes = find(screen(ALL, scale), file, None, None).boxes
    assert len(boxes) == 1
    assert abs(boxes[0].left - AWAY[0] * scale) <= 3
    assert abs(boxes[0].top - AWAY[1] * scale) <= 3


def test_a_picture_larger_than_the_region_is_not_in_it(tmp_path: Path) -> None:
    shot = screen(ALL)
    file = cut(shot, HERE, tmp_path / "one.png")
    assert find(shot, file, Box(*HERE, 20, 20), None).boxes == ()


def test_nothing_is_found_on_an_empty_screen(tmp_path: Path) -> None:
    file = cut(screen(ALL), HERE, tmp_path / "one.png")
    assert find(screen({}), file, None, None).boxes == ()


def test_a_theme_that_only_exchanges_light_and_dark_shows_the_same(tmp_path: Path) -> None:
    light = screen(ALL)
    file = cut(light, THERE, tmp_path / "one.png")
    dark = PixelShot(light.box, 255 - light.pixels)
    assert find(dark, file, None, None).boxes == (Box(*THERE, *BUTTON),)
