"""Draws numbered frames into a picture, around what a person is asked about."""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from runner.drivers.surface.surface import Mark

QUALITY = 80
CHOSEN = "#0a7d33"
OTHER = "#b45309"
WIDTH = 3
BADGE = 18


def marked(image: bytes, width: int, height: int, marks: Sequence[Mark]) -> bytes:
    """The picture as a JPEG with the marks in it; they are places of an area `width` by `height`."""
    if not marks:
        return image
    picture = Image.open(BytesIO(image)).convert("RGB")
    across, down = picture.width / width, picture.height / height
    pen = ImageDraw.Draw(picture)
    font = ImageFont.load_default(size=BADGE - 4)
    for mark in sorted(marks, key=lambda one: one.chosen):
        colour = CHOSEN if mark.chosen else OTHER
        place = mark.box
        box = (
            place.left * across - WIDTH,
            place.top * down - WIDTH,
            (place.left + place.width) * across + WIDTH,
            (place.top + place.height) * down + WIDTH,
        )
        pen.rectangle(box, outline=colour, width=WIDTH)
        # Left of a field and above it stands what it is called.
        left, top = min(box[2], picture.width - BADGE), max(0.0, box[1])
        pen.rectangle((left, top, left + BADGE, top + BADGE), fill=colour)
        middle = (left + BADGE / 2, top + BADGE / 2)
        pen.text(middle, str(mark.number), fill="white", font=font, anchor="mm")
    kept = BytesIO()
    picture.save(kept, "JPEG", quality=QUALITY)
    return kept.getvalue()
