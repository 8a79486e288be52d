"""Texts that can only be read off a picture: rapidocr with the models that it brings, offline."""

import threading
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from runner.drivers.desktop.eyes.shots import PixelShot
from runner.drivers.desktop.seam import Sighting
from runner.drivers.surface.surface import Box
from runner.errors import EnvironmentFault

LEAST_SURE = 0.6
"""What is read less surely than this does not count as read."""
LEAST_SIDE, LEAST_PART = 736, 32
"""Pictures of which a side has fewer pixels are enlarged; parts of one are not."""
SMALL = 48
"""Places that are lower than this, in pixels, are read twice as large."""
MARGIN = 8
"""Of the place's own colour around it: letters at the very edge are not read."""
MIXED_UP = str.maketrans({"0": "o", "1": "l", "i": "l", "|": "l", "!": "l", "5": "s", "8": "b"})
"""Signs that look alike, for comparing where that is wanted."""


class NoReaderError(EnvironmentFault):
    """Texts were to be read off a picture, and what reads them is not installed."""

    def __init__(self, missing: str) -> None:
        super().__init__(
            f"No text can be read off pictures: {missing} is not installed.",
            hint="Install it with deskhand's extra for desktops: deskhand[desktop].",
        )


@dataclass(frozen=True, slots=True)
class Word:
    """A word that was read, or a piece of a script that has no spaces."""

    text: str
    sure: float
    box: Box


@dataclass(frozen=True, slots=True)
class Line:
    """A line that was read."""

    words: tuple[Word, ...]
    sure: float
    box: Box

    @property
    def text(self) -> str:
        """All of it."""
        return " ".join(word.text for word in self.words)


class Reader:
    """Reads pictures. The engine is loaded with the first one; for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._engine: Any = None

    def takes_parts_of(self, shot: PixelShot) -> bool:
        """Whether a picture is so large that parts of it are read as large as the whole would be."""
        return min(shot.box.width, shot.box.height) + 2 * MARGIN >= LEAST_SIDE

    def lines(self, shot: PixelShot, *, part: bool = False) -> list[Line]:
        """Every line, also those that are not read surely. Raises NoReaderError.

        With `part` texts are looked for as they are; else what is small as a whole is enlarged.
        """
        pixels, scale = _filled(shot.pixels) if part else _enlarged(shot.pixels)
        if not pixels.size:
            return []
        with self._lock:
            engine = self._loaded()
            _enlarge_to(engine, LEAST_PART if part else LEAST_SIDE)
            read = engine(pixels, return_word_box=True, text_score=0.0, use_cls=False)
        return [] if read.txts is None else joined(list(_lines(read, shot.box, scale)))

    def _loaded(self) -> Any:
        if self._engine is None:
            try:
                from rapidocr import RapidOCR
            except ImportError as error:
                raise NoReaderError(error.name or "rapidocr") from error
            self._engine = RapidOCR(params={"Global.log_level": "critical"})
        return self._engine


def _enlarge_to(engine: Any, side: int) -> None:
    """How small a picture may be before the engine enlarges it to look for texts."""
    engine.cfg.Det.limit_side_len = side
    if engine.text_det is not None:
        engine.text_det.limit_side_len = side


def joined(lines: Sequence[Line]) -> list[Line]:
    """Lines from top to bottom; pieces of one that were read apart are put together."""
    whole: list[Line] = []
    for line in sorted(lines, key=lambda one: (one.box.left, one.box.top)):
        before = next((one for one in whole if _goes_on(one.box, line.box)), None)
        if before is not None:
            whole.remove(before)
            box = _around([before.box, line.box])
            line = Line(before.words + line.words, min(before.sure, line.sure), box)  # noqa: PLW2901
        whole.append(line)
    return sorted(whole, key=lambda one: (one.box.top, one.box.left))


def _goes_on(one: Box, after: Box) -> bool:
    """Whether a piece stands in the same row as another one and hardly a letter after it."""
    gap = after.left - one.left - one.width
    apart = abs(one.middle[1] - after.middle[1])
    height = min(one.height, after.height)
    return -height < gap < height and apart < height / 2


def seen(lines: Sequence[Line], text: str, *, exact: bool) -> Sighting:
    """Where a text stands: a line of its own, or else whole words one after another.

    Exact: letter by letter. Else capitals, spaces and signs that look alike do not matter.
    """
    wanted = _spaced(text) if exact else folded(text)
    if not wanted:
        return Sighting(why="there is nothing to look for")
    places = list(_standing(lines, wanted, exact=exact))
    right = [one for one in places if one.alike == 1.0 and one.sure >= LEAST_SURE]
    found = [one for one in right if one.whole] or right
    if not found:
        nearest = max((one.alike * one.sure for one in places), default=0.0)
        return Sighting(measure=nearest, why=f"{nearest:.2f} of 1.00")
    why = f"{len(found)} alike" if len(found) > 1 else ""
    return Sighting(tuple(one.box for one in found), min(one.sure for one in found), why)


@dataclass(frozen=True, slots=True)
class _Standing:
    """Words of a line, how alike they are to what is looked for, and whether they are all of it."""

    box: Box
    alike: float
    sure: float
    whole: bool


def _standing(lines: Sequence[Line], wanted: str, *, exact: bool) -> Iterator[_Standing]:
    for line in lines:
        for words in _runs(line.words):
            said = " ".join(word.text for word in words)
            said = _spaced(said) if exact else folded(said)
            if abs(len(said) - len(wanted)) > len(wanted) // 4:
                continue
            alike = SequenceMatcher(None, said, wanted, autojunk=False).ratio()
            box = _around([word.box for word in words])
            sure = min(word.sure for word in words)
            yield _Standing(box, alike, sure, whole=len(words) == len(line.words))


def folded(text: str) -> str:
    """A text without what readers mix up: capitals, spaces, accents' forms, o and 0."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in plain.translate(MIXED_UP) if sign.isalnum())


def _spaced(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _runs(words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            yield words[start:end]


def _enlarged(pixels: Any) -> tuple[Any, int]:
    """With a margin of its own colour, twice as large where it is small; blue first."""
    import cv2

    if not pixels.size:
        return pixels, 1
    scale = 2 if pixels.shape[0] < SMALL else 1
    turned = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    if scale > 1:
        turned = cv2.resize(turned, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    around = MARGIN * scale
    return cv2.copyMakeBorder(turned, around, around, around, around, cv2.BORDER_REPLICATE), scale


def _filled(pixels: Any) -> tuple[Any, int]:
    """With its own colour around it, up to a size that the engine does not distort; blue first."""
    import cv2

    if not pixels.size:
        return pixels, 1
    turned = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    below, behind = (-(side + 2 * MARGIN) % LEAST_PART for side in pixels.shape[:2])
    around = (MARGIN, MARGIN + below, MARGIN, MARGIN + behind)
    return cv2.copyMakeBorder(turned, *around, cv2.BORDER_REPLICATE), 1


def _lines(read: Any, place: Box, scale: int) -> Iterator[Line]:
    found = zip(read.txts, read.scores, read.boxes, read.word_results or (), strict=False)
    for text, sure, corners, words in found:
        box = _box(corners, place, scale)
        pieces = [
            Word(one, float(score), _box(quad, place, scale)) for one, score, quad in words if quad
        ]
        if _spaced(" ".join(word.text for word in pieces)) != _spaced(text):
            pieces = [Word(text, float(sure), box)]
        yield Line(tuple(pieces), float(sure), box)


def _box(corners: Any, place: Box, scale: int) -> Box:
    across = [float(point[0]) / scale - MARGIN for point in corners]
    down = [float(point[1]) / scale - MARGIN for point in corners]
    left, top = int(min(across)), int(min(down))
    width, height = round(max(across)) - left, round(max(down)) - top
    return Box(left + place.left, top + place.top, max(1, width), max(1, height))


def _around(boxes: Sequence[Box]) -> Box:
    left, top = min(one.left for one in boxes), min(one.top for one in boxes)
    right = max(one.left + one.width for one in boxes)
    bottom = max(one.top + one.height for one in boxes)
    return Box(left, top, right - left, bottom - top)
