"""Boxes are drawn where the controls are, whatever the scale of the picture."""

from io import BytesIO

from PIL import Image

from runner.drivers.marking import marked
from runner.drivers.surface.surface import Box, Mark


def a_picture(width: int, height: int) -> bytes:
    kept = BytesIO()
    Image.new("RGB", (width, height), "white").save(kept, "JPEG")
    return kept.getvalue()


def test_the_chosen_one_is_green_the_others_are_not() -> None:
    marks = [
        Mark(Box(50, 50, 40, 20), 1, chosen=True),
        Mark(Box(50, 120, 40, 20), 2),
    ]
    picture = Image.open(BytesIO(marked(a_picture(400, 400), 200, 200, marks)))
    green, orange = picture.getpixel((140, 98)), picture.getpixel((140, 238))
    inside = picture.getpixel((140, 120))

    assert picture.size == (400, 400)
    assert isinstance(green, tuple)
    assert isinstance(orange, tuple)
    assert green[1] > green[0] + 50
    assert orange[0] > orange[2] + 100
    assert inside == (255, 255, 255)


def test_a_number_leaves_what_stands_left_of_its_box_to_be_read() -> None:
    marks = [Mark(Box(40, 40, 20, 20), 1, chosen=True)]
    picture = Image.open(BytesIO(marked(a_picture(100, 100), 100, 100, marks))).convert("L")

    assert picture.crop((0, 0, 32, 100)).getextrema()[0] > 240
    assert picture.crop((66, 38, 80, 54)).getextrema()[0] < 120


def test_a_box_at_the_edge_keeps_its_number_in_the_picture() -> None:
    marks = [Mark(Box(90, 0, 10, 10), 1, chosen=True)]
    picture = Image.open(BytesIO(marked(a_picture(100, 100), 100, 100, marks)))

    assert picture.getpixel((84, 2)) != (255, 255, 255)
