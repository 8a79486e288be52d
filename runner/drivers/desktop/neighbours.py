"""What of a display that is shared is not the program's, and no matter of its evidence."""

from collections.abc import Sequence

from runner.drivers.desktop.x11 import XWindow
from runner.drivers.surface.surface import Box

FRAME, TITLE_BAR = 12, 40
"""Pixels that a window manager may draw around a window, and above it."""


def foreign(windows: Sequence[XWindow], own: Sequence[XWindow], area: Box) -> list[Box]:
    """The places in an area that show other windows, or what lies behind them all.

    `windows` are all that the display shows, the one in front first; `own` are the program's.
    """
    its = {one.id for one in own}
    beside = [area]
    for one in own:
        beside = [part for place in beside for part in without(place, one.box)]
    last = max((number for number, one in enumerate(windows) if one.id in its), default=-1)
    before = [_framed(one) for one in windows[: max(0, last)] if one.id not in its]
    return beside + [one for one in before if overlap(one, area)]


def without(place: Box, taken: Box) -> list[Box]:
    """What is left of a place beside another."""
    if not overlap(place, taken):
        return [place]
    right, bottom = place.left + place.width, place.top + place.height
    above, below = max(place.top, taken.top), min(bottom, taken.top + taken.height)
    left, end = max(place.left, taken.left), min(right, taken.left + taken.width)
    parts = [
        Box(place.left, place.top, place.width, above - place.top),
        Box(place.left, below, place.width, bottom - below),
        Box(place.left, above, left - place.left, below - above),
        Box(end, above, right - end, below - above),
    ]
    return [one for one in parts if one.width > 0 and one.height > 0]


def overlap(one: Box, other: Box) -> bool:
    """Whether two places have a pixel in common."""
    return (
        one.left < other.left + other.width
        and other.left < one.left + one.width
        and one.top < other.top + other.height
        and other.top < one.top + one.height
    )


def _framed(window: XWindow) -> Box:
    box = window.box
    if window.popup:
        return box
    return Box(
        box.left - FRAME,
        box.top - TITLE_BAR,
        box.width + 2 * FRAME,
        box.height + TITLE_BAR + FRAME,
    )
