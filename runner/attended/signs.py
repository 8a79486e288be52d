"""Signs: what the tray's icon looks like. Each state has a shape of its own, not only a colour."""

from collections.abc import Callable
from enum import StrEnum

from PIL import Image, ImageDraw

SCALE = 8
"""Drawn so much larger, and made smaller: its edges are smooth at 16 pixels."""

GROUND = {"idle": "#3d5a73", "working": "#1f5f8b", "waits": "#b26b00", "trouble": "#a5231b"}
INK = "#ffffff"


class Sign(StrEnum):
    """What the icon tells."""

    IDLE = "idle"
    WORKING = "working"
    WAITS = "waits"
    """It waits for the person."""
    TROUBLE = "trouble"


def drawn(sign: Sign, size: int = 32) -> Image.Image:
    """The icon of a state, square, `size` pixels wide."""
    full = size * SCALE
    image = Image.new("RGBA", (full, full), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    box = _box(full)
    if sign is Sign.WAITS:
        pen.polygon([box(0.5, 0.02), box(0.99, 0.94), box(0.01, 0.94)], fill=GROUND[sign])
        pen.line([box(0.5, 0.34), box(0.5, 0.62)], fill=INK, width=round(full * 0.13))
        pen.ellipse([box(0.43, 0.72), box(0.57, 0.86)], fill=INK)
    elif sign is Sign.TROUBLE:
        corners = [(0.3, 0), (0.7, 0), (1, 0.3), (1, 0.7), (0.7, 1), (0.3, 1), (0, 0.7), (0, 0.3)]
        pen.polygon([box(x, y) for x, y in corners], fill=GROUND[sign])
        for ends in (((0.3, 0.3), (0.7, 0.7)), ((0.7, 0.3), (0.3, 0.7))):
            pen.line([box(*end) for end in ends], fill=INK, width=round(full * 0.14))
    elif sign is Sign.WORKING:
        pen.ellipse([box(0, 0), box(1, 1)], fill=GROUND[sign])
        pen.polygon([box(0.36, 0.24), box(0.8, 0.5), box(0.36, 0.76)], fill=INK)
    else:
        pen.rounded_rectangle([box(0, 0), box(1, 1)], radius=full * 0.22, fill=GROUND[sign])
        for top in (0.27, 0.46, 0.65):
            pen.rectangle([box(0.24, top), box(0.76, top + 0.09)], fill=INK)
    return image.resize((size, size), Image.Resampling.LANCZOS)


def _box(full: int) -> Callable[[float, float], tuple[float, float]]:
    return lambda x, y: (x * (full - 1), y * (full - 1))
