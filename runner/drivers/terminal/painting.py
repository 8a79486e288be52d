"""Draws a picture of a terminal in which nothing hidden can be seen."""

import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from runner.drivers.marking import marked
from runner.drivers.surface.recognition import missing
from runner.drivers.surface.surface import Box, Hidden, Mark, Scope
from runner.drivers.terminal.finding import whole
from runner.drivers.terminal.grid import Rows
from runner.drivers.terminal.screen import Display
from runner.screens.model import By, Element, Screen

SIZE = 16
MARGIN = 12
QUALITY = 80
BACKGROUND, COVER, CURSOR, STATUS = "#0b0f0c", "#4a4f52", "#f4f4f4", "#8a8f92"
FONTS = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansMono-Regular.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationMono-Regular.ttf",
    "C:/Windows/Fonts/consola.ttf",
    "/System/Library/Fonts/Menlo.ttc",
)
BOLD_FONTS = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSansMono-Bold.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansMono-Bold.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationMono-Bold.ttf",
    "C:/Windows/Fonts/consolab.ttf",
)
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True, slots=True)
class TerminalMoment:
    """The cells of a terminal in one instant."""

    display: Display

    def jpeg(self, hidden: Hidden, marks: Sequence[Mark] = ()) -> bytes:
        """A JPEG of it with everything covered that must not be seen."""
        return painted(self.display, hidden, marks)


def painted(display: Display, hidden: Hidden, marks: Sequence[Mark] = ()) -> bytes:
    """A JPEG of the screen, with everything covered that must not be seen, and marks drawn in."""
    covered = _covered(display, hidden)
    font, (wide, high) = _font(), _cell_size()
    size = (display.columns * wide + 2 * MARGIN, (display.rows + 1) * high + 2 * MARGIN)
    image = Image.new("RGB", size, BACKGROUND)
    pen = ImageDraw.Draw(image)
    for cell, shown in enumerate(display.cells):
        row, column = divmod(cell, display.columns)
        at = (MARGIN + column * wide, MARGIN + row * high)
        if cell in covered:
            pen.rectangle((*at, at[0] + wide - 1, at[1] + high - 1), fill=COVER)
        else:
            _cell(pen, display, cell, shown, at)
    _status(pen, display, font, high)
    answer = BytesIO()
    image.save(answer, "JPEG", quality=QUALITY)
    return marked(answer.getvalue(), *size, [_moved(one) for one in marks])


def _moved(mark: Mark) -> Mark:
    """A mark around cells, in pixels of the picture."""
    (wide, high), box = _cell_size(), mark.box
    left, top = MARGIN + box.left * wide, MARGIN + box.top * high
    return replace(mark, box=Box(left, top, box.width * wide, box.height * high))


def _cell(
    pen: ImageDraw.ImageDraw, display: Display, cell: int, shown: str, at: tuple[int, int]
) -> None:
    wide, high = _cell_size()
    style = display.style(cell)
    double = display.cells[cell + 1 : cell + 2] == ("",)
    box = (*at, at[0] + (2 if double else 1) * wide - 1, at[1] + high - 1)
    under = CURSOR if cell == display.cursor else style.background
    if under != "#000000" and shown:
        pen.rectangle(box, fill=under)
    if style.underlined:
        pen.line((box[0], box[3] - 1, box[2], box[3] - 1), fill=style.colour)
    if shown.strip():
        colour = "#000000" if cell == display.cursor else style.colour
        # What other fonts draw stands on the same line, and in the middle of its cells.
        middle = ((box[0] + box[2] + 1) / 2, box[1] + _heights()[0])
        pen.text(middle, shown, font=_font_of(shown, bold=style.bold), fill=colour, anchor="ms")


def _status(pen: ImageDraw.ImageDraw, display: Display, font: Font, high: int) -> None:
    """The line under the screen, as emulators have it."""
    row, column = divmod(display.cursor, display.columns)
    said = f"{display.locked or 'ready'}    {row + 1:03}/{column + 1:03}"
    pen.text((MARGIN, MARGIN + display.rows * high + 5), said, font=font, fill=STATUS)


def _covered(display: Display, hidden: Hidden) -> frozenset[int]:
    covered: set[int] = set()
    for field in display.fields:
        if field.hidden or (hidden.fields and field.takes_text):
            covered.update(_wrapped(display, field.start, field.length))
    for value in hidden.values:
        covered.update(_of_text(display, value))
    for screen, element in hidden.elements:
        for box in _boxes(display, screen, element):
            for row in range(box.top, box.top + box.height):
                start = row * display.columns + box.left
                covered.update(range(start, start + box.width))
    return frozenset(covered)


def _wrapped(display: Display, start: int, length: int) -> Iterator[int]:
    return ((start + offset) % len(display.cells) for offset in range(length))


def _of_text(display: Display, value: str) -> Iterator[int]:
    """Every cell that shows a part of a value, in one row or running on into the next."""
    cells = [cell for cell, shown in enumerate(display.cells) for _ in shown]
    everything, wanted = _folded("".join(display.cells)), _folded(value.strip())
    start = everything.find(wanted) if wanted else -1
    while start >= 0:
        yield from cells[start : start + len(wanted)]
        start = everything.find(wanted, start + 1)


def _folded(text: str) -> str:
    """Whatever its case, and just as long."""
    return "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)


def _boxes(display: Display, screen: Screen, element: Element) -> Sequence[Box]:
    """Where a marked element is; by a bare place only while its own screen is shown."""
    scope: Scope = Rows(whole(display))
    shown = missing(scope, screen) is None
    return [
        thing.box
        for locator in element.locators
        if locator.by not in {By.CELL, By.KEY} and (shown or locator.by is not By.AT)
        for thing in scope.find(locator).things
        if thing.box is not None
    ]


@cache
def _font(*, bold: bool = False) -> Font:
    files = (*BOLD_FONTS, *FONTS) if bold else FONTS
    return _loaded(next((one for one in files if Path(one).is_file()), ""))


@cache
def _cell_size() -> tuple[int, int]:
    """No higher than the font: vertical lines meet those of the next row."""
    left, _, right, _ = _font().getbbox("M" * 100)
    return max(1, round((right - left) / 100)), sum(_heights())


def _heights() -> tuple[int, int]:
    """How far the font goes above and below the line that it stands on."""
    font = _font()
    return font.getmetrics() if isinstance(font, ImageFont.FreeTypeFont) else (SIZE, SIZE // 4)


@cache
def _font_of(shown: str, *, bold: bool = False) -> Font:
    """The usual font, or for what it has not one that the system says has it."""
    font = _font(bold=bold)
    if shown.isascii() or _draws(font, shown):
        return font
    asked = ["fc-match", "-f", "%{file}", f":charset={ord(shown[0]):x}"]
    try:
        found = subprocess.run(asked, capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return font
    other = _loaded(found.stdout)
    return other if _draws(other, shown) else font


def _draws(font: Font, shown: str) -> bool:
    """Whether a font draws something else for it than for a sign that no font has."""
    return bytes(font.getmask(shown)) != bytes(font.getmask("\U0010fffe"))


def _loaded(file: str) -> Font:
    try:
        return ImageFont.truetype(file, SIZE)
    except OSError:
        return ImageFont.load_default(SIZE)
