"""Pictures of a window in which nothing secret or personal can be seen."""

import base64
from io import BytesIO

from PIL import Image, ImageDraw

from runner.drivers.web.plans import AppPlans
from runner.drivers.web.window import Answer, Window

QUALITY = 60
MARGIN = 2
TRIES = 2


def take(window: Window, plans: AppPlans, values: list[str]) -> bytes | None:
    """A JPEG of the window with everything masked, or None when the mask cannot be trusted.

    The places to hide are looked up before and after; when they differ the page was moving, and
    the picture is thrown away and taken once more.
    """
    for _ in range(TRIES):
        before = _hidden(window, plans, values)
        image = _capture(window)
        if _hidden(window, plans, values) == before:
            return _painted(image, before)
    return None


def _hidden(window: Window, plans: AppPlans, values: list[str]) -> Answer:
    return window.call("masks", screens=plans.masking, values=values)


def _capture(window: Window) -> bytes:
    answer = window.send(
        "Page.captureScreenshot",
        {"format": "jpeg", "quality": QUALITY, "optimizeForSpeed": True},
    )
    return base64.b64decode(answer["data"])


def _painted(image: bytes, hidden: Answer) -> bytes:
    if not hidden["rects"]:
        return image
    picture = Image.open(BytesIO(image)).convert("RGB")
    scale_x = picture.width / hidden["width"]
    scale_y = picture.height / hidden["height"]
    pen = ImageDraw.Draw(picture)
    for left, top, width, height in hidden["rects"]:
        corners = (
            (left - MARGIN) * scale_x,
            (top - MARGIN) * scale_y,
            (left + width + MARGIN) * scale_x,
            (top + height + MARGIN) * scale_y,
        )
        pen.rectangle(corners, fill="#5b6470")
    kept = BytesIO()
    picture.save(kept, "JPEG", quality=QUALITY)
    return kept.getvalue()
