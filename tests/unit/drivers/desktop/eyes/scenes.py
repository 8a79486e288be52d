"""Tiny screens, drawn here."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from runner.drivers.desktop.eyes.shots import PixelShot
from runner.drivers.surface.surface import Box

GROUND = (236, 236, 236)
SIZE = (640, 400)
BUTTON = (120, 30)


def screen(captions: Mapping[tuple[int, int], str], scale: float = 1.0, ink: int = 20) -> PixelShot:
    """A screen with buttons: place of the corner → caption."""
    width, height = (round(side * scale) for side in SIZE)
    # Drawn four times as large, so that strokes are as wide as the scale makes them.
    large = np.full((height * 4, width * 4, 3), GROUND, np.uint8)
    for (left, top), caption in captions.items():
        _button(large, (left, top), caption, scale * 4, ink)
    pixels = cv2.resize(large, (width, height), interpolation=cv2.INTER_AREA)
    return PixelShot(Box(0, 0, width, height), pixels)


def _button(pixels: Any, place: tuple[int, int], caption: str, scale: float, ink: int) -> None:
    left, top = (round(side * scale) for side in place)
    right, bottom = (round((a + b) * scale) for a, b in zip(place, BUTTON, strict=True))
    cv2.rectangle(pixels, (left, top), (right - 1, bottom - 1), (250, 250, 250), -1)
    cv2.rectangle(pixels, (left, top), (right - 1, bottom - 1), (150, 150, 150), round(scale))
    at = (round((place[0] + 8) * scale), round((place[1] + 21) * scale))
    cv2.putText(
        pixels,
        caption,
        at,
        cv2.FONT_HERSHEY_SIMPLEX,
        0.5 * scale,
        (ink, ink, ink),
        round(scale),
        cv2.LINE_AA,
    )


def cut(
    shot: PixelShot, place: tuple[int, int], file: Path, size: tuple[int, int] = BUTTON
) -> Path:
    """A part of a screen as a file."""
    pixels = shot.part(Box(*place, *size)).pixels
    cv2.imwrite(str(file), cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))
    return file
