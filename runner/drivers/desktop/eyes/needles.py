"""Pictures that are looked for: read from files, and refused where they could be anywhere."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from runner.errors import InputError

LEAST_SIDE = 8
LEAST_AREA = 160
LEAST_CONTRAST = 6.0
"""Of 255: the least spread of the greys; what has less is a plain area."""


class PictureUnusableError(InputError):
    """A picture of a selector file cannot be looked for."""

    def __init__(self, file: Path, why: str) -> None:
        super().__init__(
            f"The picture {file.name!r} cannot be looked for: {why}.",
            hint="Cut it out anew with `deskhand screens pick`, with something around it.",
        )
        self.file = file


@dataclass(frozen=True, slots=True)
class Needle:
    """A picture that is looked for."""

    pixels: Any
    grey: Any

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        height, width = self.grey.shape
        return width, height

    def scaled(self, scale: float) -> "Needle":
        """The picture as a display shows it that makes everything larger, or smaller."""
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        pixels = cv2.resize(self.pixels, None, fx=scale, fy=scale, interpolation=how)
        return Needle(pixels, cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))


def needle(file: Path) -> Needle:
    """The picture in a file. Raises PictureUnusableError for none, a tiny or a flat one."""
    try:
        changed = file.stat().st_mtime_ns
    except OSError as error:
        raise PictureUnusableError(file, "it is not there") from error
    return _read(file, changed)


@lru_cache(maxsize=128)
def _read(file: Path, changed: int) -> Needle:
    del changed
    pixels = cv2.imdecode(np.frombuffer(file.read_bytes(), np.uint8), cv2.IMREAD_COLOR_RGB)
    if pixels is None:
        raise PictureUnusableError(file, "it is no picture")
    found = Needle(pixels, cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))
    why = _why_unusable(found)
    if why is not None:
        raise PictureUnusableError(file, why)
    return found


def _why_unusable(found: Needle) -> str | None:
    width, height = found.size
    if min(width, height) < LEAST_SIDE or width * height < LEAST_AREA:
        return f"with {width} × {height} pixels it is so small that it would be found by chance"
    if float(found.grey.std()) < LEAST_CONTRAST:
        return "it is one plain area, which would be found everywhere"
    return None
