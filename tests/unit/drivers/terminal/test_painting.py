"""Pictures of terminals: what must not be seen is covered."""

from dataclasses import replace
from io import BytesIO

from PIL import Image, ImageChops

from demo.host.datastream import Panel
from runner.drivers.surface.surface import Box, Hidden, Mark
from runner.drivers.terminal.painting import COVER, MARGIN, TerminalMoment, _cell_size, painted
from runner.drivers.terminal.screen import Style
from runner.screens.model import By, Element, Screen
from tests.unit.drivers.terminal.drawn import PLACE, by, lines, place, shown

PANEL = (
    Panel("one")
    .text(1, 2, "CUSTOMER")
    .text(3, 2, "Name  :")
    .text(3, 12, "Änne Weiß")
    .input("password", 5, 12, 8, "geheim", hidden=True)
)
SCREEN = Screen("customer", PLACE, (by(By.TEXT, "CUSTOMER"),))
GREY = int(COVER[3:5], 16)


def covered(picture: bytes, row: int, column: int) -> bool:
    """Whether a cell, counted from 1, is covered all over."""
    wide, high = _cell_size()
    left, top = MARGIN + (column - 1) * wide, MARGIN + (row - 1) * high
    cell = Image.open(BytesIO(picture)).crop((left + 2, top + 4, left + wide - 2, top + high - 4))
    darkest, brightest = cell.convert("L").getextrema()
    return bool(darkest > GREY - 25 and brightest < GREY + 25)


def part(picture: bytes, row: int, column: int, width: int = 1, rows: int = 1) -> Image.Image:
    """Cells of it, counted from 1, in grey."""
    wide, high = _cell_size()
    left, top = MARGIN + (column - 1) * wide, MARGIN + (row - 1) * high
    box = (left, top, left + width * wide, top + rows * high)
    return Image.open(BytesIO(picture)).convert("L").crop(box)


def light(picture: Image.Image) -> int:
    """How much of it is drawn."""
    return sum(number * shade for shade, number in enumerate(picture.histogram()))


def test_hidden_fields_are_covered_always() -> None:
    picture = painted(shown(PANEL).display(styled=True), Hidden())

    assert all(covered(picture, 5, column) for column in range(12, 20))
    assert not covered(picture, 3, 12)


def test_values_are_covered_wherever_they_stand() -> None:
    picture = painted(shown(PANEL).display(styled=True), Hidden(values=("änne weiß",)))

    assert all(covered(picture, 3, column) for column in range(12, 21))
    assert not covered(picture, 1, 2)


def test_values_are_covered_where_they_run_on_into_the_next_row() -> None:
    display = lines("x" * 56 + "gehe", "im" + "y" * 58)
    picture = painted(display, Hidden(values=("geheim",)))

    assert covered(picture, 1, 58)
    assert covered(picture, 2, 1)
    assert not covered(picture, 2, 4)


def test_marked_elements_are_covered_before_they_were_read() -> None:
    name = Element("name", PLACE, (by(By.LABEL, "Name"),), personal=True)
    picture = painted(shown(PANEL).display(styled=True), Hidden(elements=((SCREEN, name),)))

    assert all(covered(picture, 3, column) for column in range(12, 21))


def test_a_bare_place_is_covered_on_its_own_screen_only() -> None:
    name = Element("name", PLACE, (place(1, 2),), personal=True)
    other = Screen("other", PLACE, (by(By.TEXT, "SOMETHING ELSE"),))
    display = shown(PANEL).display(styled=True)

    assert covered(painted(display, Hidden(elements=((SCREEN, name),))), 1, 2)
    assert not covered(painted(display, Hidden(elements=((other, name),))), 1, 2)


def test_any_script_is_drawn() -> None:
    display = lines("数量 Ελλ мир 办公桌 😀")

    assert Image.open(BytesIO(painted(display, Hidden()))).size[0] > 500


def test_vertical_lines_meet_those_of_the_next_row() -> None:
    drawn = part(painted(lines("│", "│", "│", cursor=5), Hidden()), 1, 1, rows=3)
    middle = [drawn.getpixel((drawn.width // 2, row)) for row in range(drawn.height)]
    assert min(middle) > 50  # type: ignore[type-var]


def test_bold_texts_are_drawn_bold() -> None:
    display = lines("Total", cursor=50)
    cells = len(display.cells)
    bold = replace(display, styles=(Style(bold=True),) * cells)
    plain = replace(display, styles=(Style(),) * cells)
    heavy, usual = (part(painted(one, Hidden()), 1, 1, 5) for one in (bold, plain))
    assert light(heavy) > 1.1 * light(usual)


def test_characters_of_two_cells_stand_in_the_middle_of_them() -> None:
    display = lines("", cursor=50)
    display = replace(display, cells=("公", "", *display.cells[2:]))
    left, _, right, _ = ImageChops.subtract(
        part(painted(display, Hidden()), 1, 1, 2), Image.new("L", (2 * _cell_size()[0], 19), 60)
    ).getbbox() or (0, 0, 0, 0)
    assert abs(left - (2 * _cell_size()[0] - right)) <= 3


def test_marks_are_drawn_around_cells() -> None:
    moment = TerminalMoment(lines("", "  Name", cursor=50))
    picture = moment.jpeg(Hidden(), [Mark(Box(2, 1, 4, 1), 1, chosen=True)])
    wide, high = _cell_size()
    drawn = Image.open(BytesIO(picture))
    frame = drawn.getpixel((MARGIN + 4 * wide, MARGIN + high - 2))
    assert isinstance(frame, tuple)
    assert frame[1] > frame[0] + 60
    assert drawn.size == Image.open(BytesIO(moment.jpeg(Hidden()))).size
