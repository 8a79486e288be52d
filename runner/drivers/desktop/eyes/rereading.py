"""Reads pictures of one display: each only where it differs from one that was read before."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from runner.drivers.desktop.eyes.shots import PixelShot
from runner.drivers.desktop.eyes.words import Line, Reader, joined
from runner.drivers.surface.surface import Box

KEPT = 2
"""Pictures whose lines are kept: a form, and what answers it."""
AROUND = 12
"""Pixels around what has changed that are read along with it."""
RIM = 3
"""Pixels around a line that are read along with it."""
MOST = 0.7
"""Of a picture: where more has changed it is read as a whole."""


@dataclass(frozen=True, slots=True)
class Read:
    """A picture and what stands on it."""

    shot: PixelShot
    lines: tuple[Line, ...]


class Rereading:
    """Remembers what was read last. It is kept in memory only."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._known: list[Read] = []

    def lines(self, shot: PixelShot) -> list[Line]:
        """Every line, also those that are not read surely. Raises NoReaderError.

        What has not changed by a single pixel says what it said. Text that runs on from there
        into what has changed is read anew as a whole.
        """
        lines = self._lines(shot)
        self._known = [Read(shot, tuple(lines)), *self._known][:KEPT]
        return lines

    def _lines(self, shot: PixelShot) -> list[Line]:
        if not self._reader.takes_parts_of(shot):
            return self._reader.lines(shot)
        known = [one for one in self._known if one.shot.box == shot.box]
        ways = [(places(one, shot), one.lines) for one in (*known, _plain(shot))]
        changed, lines = min(ways, key=lambda one: _area(one[0]))
        if _area(changed) > MOST * _area([shot.box]):
            return self._reader.lines(shot)
        kept = [one for one in lines if not any(_meet(one.box, place) for place in changed)]
        read = [line for one in changed for line in self._reader.lines(shot.part(one), part=True)]
        return joined([*kept, *read])


def places(before: Read, shot: PixelShot) -> list[Box]:
    """The places of a picture that differ, each with all lines that reach into it."""
    found = _differing(before.shot, shot)
    while True:
        grown = _merged([_with(one, before.lines) for one in found])
        if grown == found:
            return [_within(one, shot.box) for one in found]
        found = grown


def _plain(shot: PixelShot) -> Read:
    """An empty display: what has the colour of its corner says nothing."""
    return Read(PixelShot(shot.box, np.broadcast_to(shot.pixels[0, 0], shot.pixels.shape)), ())


def _differing(before: PixelShot, shot: PixelShot) -> list[Box]:
    """Around all pixels that differ; what lies close together is one place."""
    red, green, blue = (before.pixels[..., one] != shot.pixels[..., one] for one in range(3))
    differs = (red | green | blue).astype(np.uint8)
    size = 2 * AROUND + 1
    around = cv2.dilate(differs, np.ones((size, size), np.uint8))
    _, _, found, _ = cv2.connectedComponentsWithStats(around)
    area = shot.box
    return [
        Box(area.left + int(left), area.top + int(top), int(width), int(height))
        for left, top, width, height, _ in found[1:]
    ]


def _with(place: Box, lines: Sequence[Line]) -> Box:
    """A place together with the lines that reach into it, or go on there."""
    for line in lines:
        whole = _wider(line.box, RIM)
        if _meet(_wider(whole, line.box.height, 0), place) and not place.holds(whole):
            place = _both(place, whole)
    return place


def _within(place: Box, area: Box) -> Box:
    left, top = max(place.left, area.left), max(place.top, area.top)
    right = min(place.left + place.width, area.left + area.width)
    bottom = min(place.top + place.height, area.top + area.height)
    return Box(left, top, right - left, bottom - top)


def _merged(found: Sequence[Box]) -> list[Box]:
    merged: list[Box] = []
    for place in found:
        box = place
        for other in [one for one in merged if _meet(one, box)]:
            merged.remove(other)
            box = _both(box, other)
        merged.append(box)
    return merged


def _meet(one: Box, other: Box) -> bool:
    across = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    down = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    return across > 0 and down > 0


def _both(one: Box, other: Box) -> Box:
    left, top = min(one.left, other.left), min(one.top, other.top)
    right = max(one.left + one.width, other.left + other.width)
    bottom = max(one.top + one.height, other.top + other.height)
    return Box(left, top, right - left, bottom - top)


def _wider(box: Box, across: int, down: int | None = None) -> Box:
    down = across if down is None else down
    return Box(box.left - across, box.top - down, box.width + 2 * across, box.height + 2 * down)


def _area(places: Sequence[Box]) -> int:
    return sum(one.width * one.height for one in places)
