"""Finds a picture on a display: as it is first, then as other themes and scales show it."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2

from runner.drivers.desktop.eyes.matching import Likeness, Picture, Strictness, found
from runner.drivers.desktop.eyes.needles import LEAST_SIDE, Needle, needle
from runner.drivers.desktop.eyes.shots import PixelShot
from runner.drivers.desktop.seam import Sighting
from runner.drivers.surface.surface import Box

CONFIDENCE = 0.9
"""How alike a place must be where the selector file says nothing."""
NEARLY = 0.05
"""A second place that is so little worse counts: nobody can tell which one is meant."""
SCALES = (1.25, 1.5, 1.75, 2.0, 0.8, 1 / 1.5, 1 / 1.75, 0.5)
"""What desktops make everything larger by, and the way back."""
SMOOTHING = 0.8
"""Blur, in pixels, that makes letters alike whatever smooths their edges."""
RIM = 3
"""Blurs from the rim within which a blurred cutting does not know what stood beside it."""
TILE, LEAST_TILE = 8, 6
SMOOTH, EDGES = "smooth", "edges"


@dataclass(frozen=True, slots=True)
class Way:
    """One way to look."""

    form: str = ""
    """`""` greys, `smooth` blurred greys, `edges` their edges."""
    scale: float = 1.0

    @property
    def strictness(self) -> Strictness:
        """Letters are as large as the scale makes them.

        The figures are measured, on controls that differ in one letter (Safe, Sale), in three
        smoothings, four scales and two themes: a wrong one stays below 0.9.
        """
        if not self.form:
            return Strictness()
        tile, shift = max(LEAST_TILE, round(TILE * self.scale)), max(1, round(self.scale))
        if self.form == EDGES:
            return Strictness(tile, shift, severity=0.62, by_shape=True)
        return Strictness(tile, shift, severity=1.25 if self.scale == 1.0 else 0.95)


STAGES = (
    (Way(),),
    (Way(SMOOTH),),
    (Way(EDGES),),
    tuple(Way(SMOOTH, scale) for scale in SCALES),
    tuple(Way(EDGES, scale) for scale in SCALES),
)
"""Tried in turn until something is found."""


class Search:
    """Looks for one picture in one shot."""

    def __init__(self, shot: PixelShot, confidence: float | None) -> None:
        self._shot = shot
        self._least = CONFIDENCE if confidence is None else confidence
        self._forms: dict[tuple[str, float], Picture] = {}

    def sighting(self, sought: Needle) -> Sighting:
        """Where it is. Two places alike, or nearly, are both given."""
        best = 0.0
        for stage in STAGES:
            places = [one for way in stage for one in self._places(sought, way)]
            places = _apart(sorted(places, key=lambda one: one.measure, reverse=True))
            if not places:
                continue
            best = max(best, places[0].measure)
            if places[0].measure >= self._least:
                return self._told(places)
        return Sighting(measure=best, why=f"{best:.2f} of {self._least:.2f}")

    def _told(self, places: list[Likeness]) -> Sighting:
        best = places[0].measure
        alike = [one for one in places if one.measure >= min(best - NEARLY, self._least)]
        boxes = tuple(self._on_display(one.box) for one in alike)
        why = ""
        if len(boxes) > 1:
            number = "two" if len(boxes) == 2 else str(len(boxes))
            why = f"{number} alike, at " + " and ".join(f"{one.left}, {one.top}" for one in boxes)
        return Sighting(boxes, best, why)

    def _places(self, sought: Needle, way: Way) -> list[Likeness]:
        scaled = sought if way.scale == 1.0 else sought.scaled(way.scale)
        blur = SMOOTHING * max(1.0, way.scale)
        if (way.form, blur) not in self._forms:
            self._forms[way.form, blur] = _picture(self._shot.pixels, way.form, blur)
        picture = _picture(scaled.pixels, way.form, blur)
        margin = math.ceil(RIM * blur) if way.form else 0
        if min(scaled.size) - 2 * margin < LEAST_SIDE:
            margin = 0
        places = found(
            _inside(picture, margin),
            self._forms[way.form, blur],
            self._least - NEARLY,
            way.strictness,
        )
        return [Likeness(_wider(one.box, margin), one.measure) for one in places]

    def _on_display(self, box: Box) -> Box:
        offset = self._shot.box
        return Box(box.left + offset.left, box.top + offset.top, box.width, box.height)


def find(shot: PixelShot, file: Path, within: Box | None, confidence: float | None) -> Sighting:
    """Where a picture from a file is seen in a shot, or in a part of it.

    Raises PictureUnusableError for a picture that would be found anywhere.
    """
    return Search(shot.part(within), confidence).sighting(needle(file))


def _picture(pixels: Any, form: str, blur: float) -> Picture:
    if not form:
        return Picture(pixels, cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))
    soft = cv2.GaussianBlur(pixels, (0, 0), blur)
    grey = cv2.cvtColor(soft, cv2.COLOR_RGB2GRAY)
    if form == SMOOTH:
        return Picture(soft, grey)
    across = cv2.Sobel(grey, cv2.CV_32F, 1, 0, scale=0.25)
    down = cv2.Sobel(grey, cv2.CV_32F, 0, 1, scale=0.25)
    return Picture(soft, cv2.magnitude(across, down))


def _inside(picture: Picture, margin: int) -> Picture:
    if not margin:
        return picture
    inner = slice(margin, -margin)
    return Picture(picture.pixels[inner, inner], picture.form[inner, inner])


def _wider(box: Box, margin: int) -> Box:
    return Box(box.left - margin, box.top - margin, box.width + 2 * margin, box.height + 2 * margin)


def _apart(places: list[Likeness]) -> list[Likeness]:
    """Without those that lie on a better one: the same place, seen in another way."""
    kept: list[Likeness] = []
    for one in places:
        if not any(_covers(one.box, other.box) for other in kept):
            kept.append(one)
    return kept


def _covers(one: Box, other: Box) -> bool:
    (x, y), (left, top) = one.middle, other.middle
    return abs(x - left) < max(one.width, other.width) / 2 and abs(y - top) < (
        max(one.height, other.height) / 2
    )
