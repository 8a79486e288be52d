"""The bar above a program that a person was given."""

from PIL import Image

from runner.drivers.desktop.bar import GO_ON, PAPER, STOP, Bar, painted
from runner.recorder import Hold

LONG = "Please enter the one-time code and look whether the address of the customer is right. " * 3


def test_its_buttons_are_where_they_are_painted() -> None:
    bar = painted(Hold("Solve the code", given=True), 1280)
    for word, (left, top, right, bottom) in bar.buttons.items():
        assert bar.pressed((left + right) // 2, (top + bottom) // 2) == word
        assert 0 <= left < right <= bar.image.width
        assert 0 <= top < bottom <= bar.image.height
    assert set(bar.buttons) == {GO_ON, STOP}
    assert bar.pressed(2, 2) is None
    assert bar.pressed(bar.buttons[GO_ON][2] + 1, bar.image.height // 2) is None, "between them"


def test_a_long_text_takes_more_lines_and_no_more_room() -> None:
    short = painted(Hold("Solve the code", given=True), 1280).image
    long = painted(Hold(LONG, given=True), 600).image
    assert long.width <= 600
    assert long.height > short.height


def test_a_text_without_spaces_is_broken_too() -> None:
    chinese = painted(Hold("机器人在等待。" * 20, given=True, go_on="继续", stop="停止"), 600).image
    word = painted(Hold("x" * 300, given=True), 600).image
    assert chinese.width <= 600
    assert word.width <= 600


def test_a_novel_ends_with_dots_instead_of_covering_the_program() -> None:
    assert painted(Hold(LONG * 20, given=True), 600).image.height < 200


def test_it_grows_with_the_displays_scale() -> None:
    usual, double = (painted(Hold("Solve", given=True), 2000, scale).image for scale in (1.0, 2.0))
    assert 1.8 < double.height / usual.height < 2.2


def test_its_text_can_be_seen() -> None:
    empty, full = (painted(Hold(text, given=True), 900).image for text in ("", "Solve"))
    assert _ink(full) > _ink(empty) + 50


def test_without_a_display_nothing_is_shown_and_nothing_pressed() -> None:
    bar = Bar("/nowhere:93", Hold("Solve", given=True))
    assert bar.pressed() is None
    bar.take_back()


def _ink(image: Image.Image) -> int:
    """Pixels that are not the bar's paper."""
    return sum(1 for one in image.convert("RGB").tobytes()[::3] if one != int(PAPER[1:3], 16))
