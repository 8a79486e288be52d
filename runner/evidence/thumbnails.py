"""Small copies of pictures that travel inside the report."""

import base64
import io
from collections.abc import Iterable
from pathlib import Path

from PIL import Image

WIDTH = 520
"""Pixels; enough to recognise the screen, too few to need more than 30 kB."""
_QUALITY = 55


def thumbnails(paths: Iterable[Path], budget_bytes: int) -> dict[Path, str]:
    """Data addresses of as many pictures as fit the budget; unreadable ones are left out."""
    made: dict[Path, str] = {}
    left = budget_bytes
    for path in paths:
        address = None if path in made else _thumbnail(path)
        if address is None:
            continue
        left -= len(address)
        if left < 0:
            # The first one too many ends it: every further one costs time to be made.
            break
        made[path] = address
    return made


def _thumbnail(path: Path) -> str | None:
    try:
        with Image.open(path) as image:
            # Decoding at a reduced size costs a fraction of decoding the whole picture.
            image.draft("RGB", (WIDTH, WIDTH * 4))
            small = image.convert("RGB")
            small.thumbnail((WIDTH, WIDTH * 2))
            buffer = io.BytesIO()
            small.save(buffer, "JPEG", quality=_QUALITY, optimize=True)
    except (OSError, ValueError, Image.DecompressionBombError):
        return None
    return f"data:image/jpeg;base64,{base64.b64encode(buffer.getvalue()).decode()}"
