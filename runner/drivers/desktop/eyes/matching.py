"""Where one picture lies in another, coarse to fine, and how alike the place really is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import cv2
import numpy as np

from runner.drivers.surface.surface import Box

COARSE_SIDE = 8
"""The least side, in pixels, to which a picture is made small for the first look."""
MOST_COARSE = 4
COARSE_LEAST = 0.45
COARSE_SPREAD = 0.3
"""How much worse than the best another place may look in the small picture to be looked at."""
MOST_PLACES = 40
MOST_MEASURED = 24
WORTH_MEASURING = 0.7
HOPELESS = 0.6
"""A square that is less alike than this settles it: the others need not be looked at."""
PLAIN = 5.0
"""The spread of greys below which a square shows nothing by which it could be told."""
COLOUR_RANGE = 128.0
CONTRAST = (0.6, 1.67)


@dataclass(frozen=True, slots=True)
class Likeness:
    """A place and how alike it is, of 1."""

    box: Box
    measure: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in the form in which it is compared."""

    pixels: Any
    form: Any
    """What is matched: greys, or edges."""


@dataclass(frozen=True, slots=True)
class Strictness:
    """How two pictures are compared, square by square: by letters, as a reader does."""

    tile: int = 8
    """Side of a square in pixels: a stroke of a letter tells two words apart."""
    shift: int = 0
    """By how many pixels a square may be out of place."""
    severity: float = 1.25
    """How much the least alike square counts: measured, so that 0.9 is where other words begin."""
    by_shape: bool = False
    """Whether light and dark may be exchanged, as a dark theme does; hues may not."""


def found(needle: Picture, hay: Picture, least: float, strictness: Strictness) -> list[Likeness]:
    """The places that look alike, the best first, none overlapping another.

    Those that are `least` alike are in it, and the best one even if it is not.
    """
    height, width = needle.form.shape
    if height > hay.form.shape[0] or width > hay.form.shape[1]:
        return []
    kept: list[Likeness] = []
    for whole, box in _refined(needle.form, hay.form):
        if any(_overlap(box, other.box) for other in kept):
            continue
        if whole < WORTH_MEASURING or len(kept) == MOST_MEASURED:
            kept.append(Likeness(box, max(0.0, min(whole, HOPELESS))))
            break
        kept.append(Likeness(box, _measure(needle, hay, box, strictness)))
    kept.sort(key=lambda one: one.measure, reverse=True)
    return [one for number, one in enumerate(kept) if not number or one.measure >= least]


def _refined(needle: Any, hay: Any) -> list[tuple[float, Box]]:
    """Candidates to the pixel, the best first."""
    height, width = needle.shape
    factor = max(1, min(MOST_COARSE, min(height, width) // COARSE_SIDE))
    rough = _coarse(needle, hay, factor)
    margin = factor + 1 if factor > 1 else 0
    fine = []
    for top, left in rough:
        y, x = max(0, top - margin), max(0, left - margin)
        part = hay[y : top + height + margin, x : left + width + margin]
        if part.shape[0] < height or part.shape[1] < width:
            continue
        scores = cv2.matchTemplate(part, needle, cv2.TM_CCOEFF_NORMED)
        _, best, _, (column, row) = cv2.minMaxLoc(scores)
        fine.append((best, Box(x + column, y + row, width, height)))
    fine.sort(key=lambda one: one[0], reverse=True)
    return fine


def _coarse(needle: Any, hay: Any, factor: int) -> Iterator[tuple[int, int]]:
    """Rows and columns near which the picture may be."""
    if factor > 1:
        needle, hay = _small(needle, factor), _small(hay, factor)
    scores = np.nan_to_num(cv2.matchTemplate(hay, needle, cv2.TM_CCOEFF_NORMED), posinf=0, neginf=0)
    least = max(COARSE_LEAST, float(scores.max()) - COARSE_SPREAD)
    kernel = np.ones((3, 3), np.uint8)
    peaks = (scores >= least) & (scores >= cv2.dilate(scores, kernel))
    rows, columns = np.nonzero(peaks)
    order = np.argsort(scores[rows, columns])[::-1][:MOST_PLACES]
    for row, column in zip(rows[order], columns[order], strict=True):
        yield int(row) * factor, int(column) * factor


def _small(form: Any, factor: int) -> Any:
    height, width = form.shape
    size = (max(1, width // factor), max(1, height // factor))
    cut = form[: size[1] * factor, : size[0] * factor]
    return cv2.resize(cut, size, interpolation=cv2.INTER_AREA)


def _measure(needle: Picture, hay: Picture, box: Box, strictness: Strictness) -> float:
    """The worst of: shape as a whole, shape and colour of the least alike square, contrast."""
    rows = slice(box.top, box.top + box.height)
    columns = slice(box.left, box.left + box.width)
    form, pixels = hay.form[rows, columns], hay.pixels[rows, columns]
    whole = _correlation(needle.form, form)
    if not _same_contrast(needle.form, form):
        return max(0.0, min(whole, HOPELESS))
    shapes = (
        1.0 - (1.0 - _least_alike(needle.form, hay.form, box, strictness)) * strictness.severity
    )
    if shapes < HOPELESS:
        return max(0.0, shapes)
    return max(0.0, min(whole, shapes, _colour(needle.pixels, pixels, strictness)))


def _correlation(one: Any, other: Any) -> float:
    value = float(cv2.matchTemplate(other, one, cv2.TM_CCOEFF_NORMED)[0, 0])
    return value if np.isfinite(value) and abs(value) <= 1.01 else 0.0


def _same_contrast(one: Any, other: Any) -> bool:
    least, most = CONTRAST
    spread = _spread(one)
    return least * spread <= _spread(other) <= most * spread


def _spread(form: Any) -> float:
    return float(cv2.meanStdDev(form)[1][0, 0])


def _least_alike(needle: Any, hay: Any, box: Box, strictness: Strictness) -> float:
    """How alike the least alike square is, of those in which either picture shows something."""
    least = 1.0
    for rows, columns in _squares(needle, strictness.tile):
        mine = needle[rows, columns]
        top, left = box.top + rows.start, box.left + columns.start
        theirs = hay[top : top + mine.shape[0], left : left + mine.shape[1]]
        spreads = _spread(mine), _spread(theirs)
        if max(spreads) < PLAIN:
            continue
        if min(spreads) < PLAIN / 3:
            return 0.0
        least = min(least, _shifted(mine, hay, (top, left), strictness.shift))
        if least < HOPELESS:
            break
    return least


def _shifted(mine: Any, hay: Any, at: tuple[int, int], shift: int) -> float:
    height, width = mine.shape
    y, x = max(0, at[0] - shift), max(0, at[1] - shift)
    around = hay[y : at[0] + height + shift, x : at[1] + width + shift]
    best = float(np.nanmax(cv2.matchTemplate(around, mine, cv2.TM_CCOEFF_NORMED)))
    return best if abs(best) <= 1.01 else 0.0


def _squares(form: Any, tile: int) -> Iterator[tuple[slice, slice]]:
    height, width = form.shape[:2]
    for rows in _cuts(height, tile):
        for columns in _cuts(width, tile):
            yield rows, columns


def _cuts(length: int, tile: int) -> Sequence[slice]:
    count = max(1, round(length / tile))
    edges = [round(number * length / count) for number in range(count + 1)]
    return [slice(*pair) for pair in pairwise(edges)]


def _colour(one: Any, other: Any, strictness: Strictness) -> float:
    mine, theirs = (_hues(one), _hues(other)) if strictness.by_shape else (one, other)
    apart = cv2.absdiff(mine, theirs)
    worst = max(
        float(max(cv2.mean(apart[rows, columns])))
        for rows, columns in _squares(apart, strictness.tile)
    )
    return 1.0 - worst / COLOUR_RANGE


def _hues(pixels: Any) -> Any:
    lightness, green_red, blue_yellow = cv2.split(cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB))
    del lightness
    return cv2.merge((green_red, blue_yellow))


def _overlap(one: Box, other: Box) -> bool:
    return (
        abs(one.left - other.left) < (one.width + other.width) / 4
        and abs(one.top - other.top) < (one.height + other.height) / 4
    )
