"""Pictures of a window in which nothing secret or personal can be seen."""

import base64
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw

from runner.drivers.web.later import Later
from runner.drivers.web.plans import AppPlans, Plan
from runner.drivers.web.window import Answer, ClosedError, CutShortError, PageBrokenError, Window

QUALITY = 60
MARGIN = 2
TRIES = 2
CAPTURE = "Page.captureScreenshot"
HOW: dict[str, object] = {"format": "jpeg", "quality": QUALITY, "optimizeForSpeed": True}
NO_PICTURE = (CutShortError, ClosedError, PageBrokenError)
OF_THE_ANSWER = ("end", "after")
"""Names of pictures that may show the answer to the last writing press."""

Values = tuple[str, ...]


@dataclass(slots=True)
class _Early:
    window: Window
    hidden: Answer
    values: Values
    later: Later


@dataclass(frozen=True, slots=True)
class _Kept:
    image: bytes
    values: Values


class Pictures:
    """Takes pictures; that of the answer to a save is begun early, while the bot reads on."""

    def __init__(self, plans: AppPlans, values: Callable[[], Values]) -> None:
        self._plans = plans
        self._values = values
        self._asked = False
        self._wanted = False
        self._due = False
        self._early: _Early | None = None
        self._kept: _Kept | None = None
        self.cover_fields = False
        """Whether every field is masked: something personal is on the screen and was not found."""

    def attempt(self) -> None:
        """A new attempt: pictures are expected in it when the last one had some."""
        self.forget()
        self.cover_fields = False
        self._wanted, self._asked = self._asked, False

    def forget(self) -> None:
        """Whatever was begun is not wanted any more."""
        self._due = False
        self._early = self._kept = None

    def written(self) -> None:
        """A writing press was sent: the screen that answers is worth a picture."""
        self.forget()
        self._due = self._wanted

    def question(self) -> Plan | None:
        """What to ask along with the next recognition, when a picture is to be begun then."""
        if not self._due:
            return None
        return {
            "screens": self._plans.masking,
            "values": list(self._values()),
            "fields": self.cover_fields,
        }

    def shown(self, window: Window, hidden: Answer | None) -> None:
        """A screen was recognised; `hidden` answers the question above, if it was asked."""
        if not self._due or hidden is None:
            return
        self._due = False
        with suppress(*NO_PICTURE, AttributeError, TypeError):
            later = Later(window.session, CAPTURE, HOW)
            self._early = _Early(window, hidden, self._values(), later)

    def settle(self) -> None:
        """The page is about to be changed: what was begun is finished before."""
        early, self._early = self._early, None
        if early is None:
            return
        try:
            image = base64.b64decode(early.later.result()["data"])
            values = self._values()
            hidden = self._hidden(early.window, early.values)
            if hidden == early.hidden:
                if values != early.values:
                    hidden = self._hidden(early.window, values)
                self._kept = _Kept(_painted(image, hidden), values)
        except Exception:  # noqa: BLE001 - evidence never ends an attempt; a later picture is taken
            self._kept = None

    def take(self, name: str, window: Callable[[], Window]) -> bytes | None:
        """A JPEG with everything masked, or None when the mask cannot be trusted."""
        self._asked = True
        self.settle()
        kept, self._kept = self._kept, None
        if kept and name.startswith(OF_THE_ANSWER) and set(self._values()) <= set(kept.values):
            return kept.image
        try:
            return self._fresh(window())
        except NO_PICTURE:
            return None

    def _fresh(self, window: Window) -> bytes | None:
        # The places to hide are looked up before and after; when they differ the page was
        # moving, and the picture is thrown away and taken once more.
        for _ in range(TRIES):
            before = self._hidden(window, self._values())
            image = base64.b64decode(window.send(CAPTURE, HOW)["data"])
            if self._hidden(window, self._values()) == before:
                return _painted(image, before)
        return None

    def _hidden(self, window: Window, values: Values) -> Answer:
        return window.call(
            "masks",
            screens=self._plans.masking,
            values=list(values),
            fields=self.cover_fields,
        )


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
