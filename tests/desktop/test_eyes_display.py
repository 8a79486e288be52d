"""What is seen on a real display: pictures of it, texts in it, and nothing that is not there."""

import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from Xlib import X, display

from benchmarks.desktop.fields import Field, a_field
from benchmarks.desktop.locating import LOOKS, OTHER_SEED, SEED, _unique, controls, cut, drawn
from runner.drivers.desktop.display import Display, own_display
from runner.drivers.desktop.errors import DesktopLostError
from runner.drivers.desktop.eyes import open_eyes
from runner.drivers.desktop.eyes.masking import COVER
from runner.drivers.desktop.eyes.pictures import find
from runner.drivers.desktop.eyes.rereading import Rereading
from runner.drivers.desktop.eyes.shots import PixelShot
from runner.drivers.desktop.eyes.words import Reader
from runner.drivers.desktop.eyes.x11 import X11Eyes
from runner.drivers.desktop.hands import open_hands
from runner.drivers.desktop.seam import Shot
from runner.drivers.surface.surface import Box
from tests.desktop.programs import until

NEGATIVES = 1000


@pytest.fixture(scope="module")
def desk() -> Iterator[Display]:
    shown = own_display((900, 600))
    yield shown
    shown.close()


@pytest.fixture
def eyes(desk: Display) -> Iterator[X11Eyes]:
    opened = open_eyes(desk.name)
    yield opened
    opened.close()


@pytest.fixture
def field(desk: Display) -> Iterator[Field]:
    with a_field("qt6", desk.environment) as opened:
        opened.take("Customer Berger\nIBAN DE89 3704 0044 0532 0130 00\nAmount 12,50")
        hands = open_hands(desk.name)
        hands.keyboard._settling.settle(opened.window)
        hands.close()
        yield opened


def shot_without_cursor(eyes: X11Eyes) -> Shot:
    """It blinks before the first letter, and is read as one."""
    seen: list[Shot] = []

    def readable() -> bool:
        seen.append(eyes.shot())
        return bool(eyes.words(seen[-1], "Customer Berger", None, exact=True).boxes)

    until(readable)
    return seen[-1]


def look_on(eyes: X11Eyes) -> None:
    while True:
        eyes.shot()


def test_an_empty_display_is_black_and_one_with_a_window_is_not(
    desk: Display, eyes: X11Eyes
) -> None:
    assert eyes.shot(Box(0, 0, 300, 20)).black()
    assert eyes.shot().box == Box(0, 0, 900, 600)
    with a_field("qt6", desk.environment) as opened:
        opened.take("text")
        assert not eyes.shot().black()


def test_colours_are_red_green_and_blue(desk: Display, eyes: X11Eyes) -> None:
    server = display.Display(desk.name)
    window = server.screen().root.create_window(
        50, 60, 40, 30, 0, X.CopyFromParent, override_redirect=True, background_pixel=0xFF8000
    )
    window.map()
    server.sync()
    shot = eyes.shot(Box(50, 60, 40, 30))
    server.close()
    assert (shot.pixels == (0xFF, 0x80, 0x00)).all()
    assert shot.pixels.shape == (30, 40, 3)


def test_a_box_that_lies_half_outside_is_what_is_there_of_it(eyes: X11Eyes) -> None:
    assert eyes.shot(Box(880, 590, 100, 100)).box == Box(880, 590, 20, 10)


@pytest.mark.slow
def test_texts_are_read_and_found_where_they_stand(eyes: X11Eyes, field: Field) -> None:
    shot = shot_without_cursor(eyes)
    found = eyes.words(shot, "Customer Berger", None, exact=True)
    assert len(found.boxes) == 1
    box = found.boxes[0]
    assert eyes.read(shot, box) == "Customer Berger"
    assert eyes.words(shot, "customer berger", None, exact=True).boxes == ()
    assert eyes.words(shot, "customer berger", None, exact=False).boxes == found.boxes
    assert eyes.words(shot, "Customer Bergen", None, exact=True).boxes == ()


@pytest.mark.slow
def test_a_jpeg_does_not_show_what_is_hidden(eyes: X11Eyes, field: Field) -> None:
    shot = eyes.shot()
    places = eyes.holds(shot, ["DE89370400440532013000", "Berger"])
    assert len(places) == 2
    image = np.frombuffer(eyes.jpeg(shot, places), np.uint8)
    pixels = cv2.imdecode(image, cv2.IMREAD_COLOR_RGB)
    for place in places:
        left, top = place.middle
        assert np.abs(pixels[top, left].astype(int) - COVER).max() <= 6
    after = type(shot)(shot.box, pixels)
    text = eyes.read(after, after.box)
    assert "Amount 12,50" in text
    assert "DE89" not in text
    assert "Berger" not in text


def page(amount: str) -> PixelShot:
    image = Image.new("RGB", (1280, 900), "black")
    pen = ImageDraw.Draw(image)
    pen.rectangle((170, 80, 1110, 820), fill="#efefef")
    font = ImageFont.load_default(16)
    for row, text in enumerate(["Customer Berger", "Reference R-17", "Delivery 24.12.2026"]):
        pen.text((200, 120 + 28 * row), text, font=font, fill="black")
    pen.text((200, 600), "Amount", font=font, fill="black")
    pen.text((700, 600), amount, font=font, fill="black")
    return PixelShot(Box(0, 0, 1280, 900), np.asarray(image))


@pytest.mark.slow
def test_a_part_is_read_as_the_whole_would_be() -> None:
    reader = Reader()
    rereading = Rereading(reader)
    rereading.lines(page("12,50"))
    again, whole = rereading.lines(page("98,70 for Ada")), reader.lines(page("98,70 for Ada"))
    assert [one.text for one in again] == [one.text for one in whole]
    for one, other in zip(again, whole, strict=True):
        assert abs(one.box.left - other.box.left) <= 6
        assert abs(one.box.top - other.box.top) <= 6
        assert abs(one.box.width - other.box.width) <= 12


def test_without_values_nothing_has_to_be_read(eyes: X11Eyes) -> None:
    assert eyes.holds(eyes.shot(), []) == []
    assert eyes._reader._engine is None


@pytest.mark.slow
def test_pictures_that_are_not_there_are_not_found() -> None:
    """A thousand, in three looks, on places where much looks alike: none is found."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        places = [Box(0, 0, 630, 330), Box(620, 310, 620, 330)]
        looks = [drawn(folder, look, SEED) for look in LOOKS[:2]]
        plain, other = looks[0], drawn(folder, LOOKS[0], OTHER_SEED)
        there = {plain.part(box).pixels.tobytes() for box in controls(SEED)}
        boxes = [
            box for box in controls(OTHER_SEED) if other.part(box).pixels.tobytes() not in there
        ]
        files = [cut(other, box, folder / f"{number}.png") for number, box in enumerate(boxes)]
        for number in range(NEGATIVES):
            shot = looks[number % 2]
            region = places[number // 2 % 2]
            sighting = find(shot, files[number % len(files)], region, None)
            assert sighting.boxes == (), sighting


def test_pictures_that_are_there_are_found_to_the_pixel(tmp_path: Path) -> None:
    shot = drawn(tmp_path, LOOKS[0], SEED)
    for number, box in enumerate(_unique(shot)[:60]):
        assert find(shot, cut(shot, box, tmp_path / f"{number}.png"), None, None).boxes == (box,)


def test_a_display_that_is_killed_is_noticed() -> None:
    desk = own_display((640, 480))
    try:
        eyes = open_eyes(desk.name)
        os.kill(desk.vital["Xvfb"], signal.SIGKILL)
        with pytest.raises(DesktopLostError, match=f"the display '{desk.name}' does not answer"):
            look_on(eyes)
        eyes.close()
    finally:
        desk.close()


def test_a_display_that_is_not_there_is_told() -> None:
    with pytest.raises(DesktopLostError, match="the display ':987' does not answer"):
        open_eyes(":987").shot()
