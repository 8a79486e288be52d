"""Pictures in which nothing secret or personal can be seen."""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import cv2

from runner.drivers.desktop.eyes.shots import PixelShot
from runner.drivers.desktop.eyes.words import LEAST_SURE, Line, Word, folded
from runner.drivers.surface.surface import Box

QUALITY = 60
MARGIN = 2
COVER = (0x5B, 0x64, 0x70)
PART = 4
"""A line that is a part of a value counts from so many letters on: values are cut off, or wrap."""
WRONG_LETTERS = 5
"""One letter in so many may have been read wrong."""
LAST_LATIN = 0x24F
READ = ("CJK", "HIRAGANA", "KATAKANA", "FULLWIDTH LATIN")
"""Letters that the reader knows beside the Latin ones; it drops those with two accents."""
LOOSE = 8


def covered(shot: PixelShot, places: Iterable[Box]) -> Any:
    """The pixels of a shot with places of the display painted over."""
    pixels = shot.pixels.copy()
    for one in places:
        left, top = one.left - shot.box.left, one.top - shot.box.top
        rows = slice(max(0, top - MARGIN), max(0, top + one.height + MARGIN))
        columns = slice(max(0, left - MARGIN), max(0, left + one.width + MARGIN))
        pixels[rows, columns] = COVER
    return pixels


def jpeg(pixels: Any) -> bytes:
    """Pixels as a JPEG."""
    turned = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    _, data = cv2.imencode(".jpg", turned, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return bytes(data)


def showing(
    lines: Sequence[Line], values: Sequence[str], known: Sequence[tuple[str, Box]] = ()
) -> list[Box]:
    """The lines that show one of the values, or a part of one, or cannot be read at all.

    What was read is compared generously: a line too many is better than one too few. Where a
    value has letters that the reader does not know, every line counts but those that say what is
    known to stand there.
    """
    hidden = [folded(part) for value in values for part in value.splitlines()]
    hidden = [one for one in hidden if one]
    exact = [value.strip() for value in values if value.strip() and not folded(value)]
    if not hidden and not exact:
        return []
    unread = any(map(_may_stay_unread, values))
    return [
        line.box
        for line in lines
        if _shows(line, hidden, exact) or (unread and not _explained(line, known))
    ]


def _may_stay_unread(value: str) -> bool:
    """Whether so many letters may be read as others, or not at all, that comparing is no use."""
    letters = [sign for sign in value if sign.isalpha()]
    return sum(not _is_read(sign) for sign in letters) * WRONG_LETTERS > len(letters)


def _is_read(letter: str) -> bool:
    if ord(letter) <= LAST_LATIN:
        return True
    return unicodedata.name(letter, "").startswith(READ)


def _explained(line: Line, known: Sequence[tuple[str, Box]]) -> bool:
    """Whether a line, or else each of its words, says what is known to stand in its very place."""
    return _is_known(line, known) or all(_is_known(word, known) for word in line.words)


def _is_known(read: Line | Word, known: Sequence[tuple[str, Box]]) -> bool:
    said = folded(read.text)
    return any(_is_in(read.box, box) and _says(text, said) for text, box in known)


def _says(text: str, said: str) -> bool:
    if len(said) < PART:
        return bool(said) and said in {folded(word) for word in (text, *text.split())}
    return _nearly_in(folded(text), said, len(said) // WRONG_LETTERS)


def _is_in(line: Box, place: Box) -> bool:
    """Whether a line lies in a place; readers draw their boxes generously."""
    middle = line.middle[1]
    return (
        line.left >= place.left - LOOSE
        and line.left + line.width <= place.left + place.width + LOOSE
        and place.top <= middle <= place.top + place.height
    )


def _shows(line: Line, hidden: Sequence[str], exact: Sequence[str]) -> bool:
    if line.sure < LEAST_SURE or any(one in line.text for one in exact):
        return True
    said = folded(line.text)
    words = {folded(word.text) for word in line.words}
    return any(_tells(said, words, one) for one in hidden)


def _tells(said: str, words: set[str], value: str) -> bool:
    if len(value) < PART:
        return value in words or value == said
    if len(said) >= PART and said in value:
        return True
    return _nearly_in(said, value, len(value) // WRONG_LETTERS)


def _nearly_in(text: str, value: str, wrong: int) -> bool:
    """Whether a text holds a value with at most so many letters wrong, missing or too many.

    Source: Sellers, 1980, the theory and computation of evolutionary distances.
    """
    row = list(range(len(value) + 1))
    for sign in text:
        last, row[0] = row[0], 0
        for at, wanted in enumerate(value, 1):
            last, row[at] = row[at], min(last + (sign != wanted), row[at] + 1, row[at - 1] + 1)
        if row[-1] <= wrong:
            return True
    return row[-1] <= wrong
