"""Pictures of a display, taken by mss."""

import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import mss
import numpy as np
from mss.exception import ScreenShotError

from runner.drivers.desktop.hands.errors import DisplayGoneError
from runner.drivers.desktop.seam import Shot
from runner.drivers.surface.surface import Box

DARKEST = 8
"""Of 255: a picture on which nothing is lighter shows nothing."""


@dataclass(frozen=True, slots=True)
class PixelShot:
    """The pixels of a display, or of a part of it, in one moment."""

    box: Box
    pixels: Any
    """Height, width, and the colours red, green and blue."""

    def black(self) -> bool:
        """Whether nothing can be seen on it."""
        return not self.pixels.size or int(self.pixels.max()) <= DARKEST

    def alike(self, other: Shot) -> bool:
        """Whether another one shows the same, pixel by pixel."""
        return self.box == other.box and bool(np.array_equal(self.pixels, other.pixels))

    def part(self, box: Box | None) -> "PixelShot":
        """The part of it that lies within a box of the display; all of it for None."""
        if box is None:
            return self
        left, top = max(box.left, self.box.left), max(box.top, self.box.top)
        right = min(box.left + box.width, self.box.left + self.box.width)
        bottom = min(box.top + box.height, self.box.top + self.box.height)
        width, height = max(0, right - left), max(0, bottom - top)
        row, column = top - self.box.top, left - self.box.left
        pixels = self.pixels[row : row + height, column : column + width]
        return PixelShot(Box(left, top, width, height), pixels)


class Camera:
    """Takes pictures of one display. For several threads."""

    def __init__(self, display: str) -> None:
        """Raises DesktopLostError."""
        self._display = display
        self._lock = threading.Lock()
        try:
            self._mss = mss.MSS(display=display)
        except (ScreenShotError, OSError) as error:
            raise DisplayGoneError(display) from error

    def take(self, box: Box | None = None) -> PixelShot:
        """What the display shows now, or a part of it. Raises DesktopLostError."""
        with self._lock:
            try:
                whole = self._mss.monitors[0]
                area = _within(box, whole["width"], whole["height"])
                place = {
                    "left": area.left + whole["left"],
                    "top": area.top + whole["top"],
                    "width": area.width,
                    "height": area.height,
                }
                taken = self._mss.grab(place)
            except Exception as error:  # mss asserts and more where the server is gone
                raise DisplayGoneError(self._display) from error
            colours = np.frombuffer(taken.raw, np.uint8)
        return PixelShot(area, _red_first(colours.reshape(area.height, area.width, 4)))

    def close(self) -> None:
        """Lets the display go."""
        with self._lock, suppress(Exception):
            self._mss.close()


def _within(box: Box | None, width: int, height: int) -> Box:
    """The part of a box that lies on the display, at least one pixel."""
    if box is None:
        return Box(0, 0, width, height)
    left, top = min(max(box.left, 0), width - 1), min(max(box.top, 0), height - 1)
    right = min(max(box.left + box.width, left + 1), width)
    bottom = min(max(box.top + box.height, top + 1), height)
    return Box(left, top, right - left, bottom - top)


def _red_first(pixels: Any) -> Any:
    import cv2

    return cv2.cvtColor(pixels, cv2.COLOR_BGRA2RGB)
