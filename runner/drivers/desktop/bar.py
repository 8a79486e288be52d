"""The bar above programs that a person has been given: what to do, Go on, Stop."""

import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from runner.recorder import Hold

GO_ON, STOP = "go on", "stop"
"""The words that its buttons say."""
WIDEST, TOP, PADDING, GAP = 860, 10, 12, 14
"""Points at 96 dots per inch; scaled to the display's."""
SIZE, LINE = 15, 21
INK, PAPER, EDGE, SIGN = "#f4f6f8", "#17212b", "#3a4754", "#f2b84b"
GO_INK, GO_PAPER, STOP_EDGE = "#10202c", "#7fd1ae", "#6d7b88"
USUAL_DPI = 96.0
MOST_LINES = 6
LONG_WORD = 40
LAST_SPACED = "\u2e7f"
"""Behind it are the scripts that write without spaces."""
FONT_SECONDS = 5.0
CHUNK_BYTES = 200_000
"""A request to the display holds at most 256 KiB."""

Place = tuple[int, int, int, int]
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True, slots=True)
class Painted:
    """The bar as a picture, and where its buttons are."""

    image: Image.Image
    buttons: dict[str, Place]
    """Word → left, top, right, bottom."""

    def pressed(self, x: int, y: int) -> str | None:
        """The word of the button at a place."""
        for word, (left, top, right, bottom) in self.buttons.items():
            if left <= x < right and top <= y < bottom:
                return word
        return None


def painted(hold: Hold, room: int, scale: float = 1.0) -> Painted:
    """The bar for a hold, at most `room` pixels wide."""

    def px(points: float) -> int:
        return round(points * scale)

    font = _font(hold.text + hold.go_on + hold.stop, px(SIZE))
    pad, gap = px(PADDING), px(GAP)
    labels = {GO_ON: hold.go_on, STOP: hold.stop}
    widths = {word: _wide(font, label) + 2 * gap for word, label in labels.items()}
    beside = sum(widths.values()) + gap * 2 + pad * 2 + px(24)
    lines = _wrapped(hold.text, font, max(px(120), min(px(WIDEST), room) - beside))
    wide = beside + max((_wide(font, line) for line in lines), default=0)
    high = max(px(LINE) * len(lines), px(LINE) + px(14)) + 2 * pad
    image = Image.new("RGB", (wide, high), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, wide - 1, high - 1), outline=EDGE)
    _sign(draw, pad + px(7), high // 2, px(6))
    top = (high - px(LINE) * len(lines)) // 2
    for number, line in enumerate(lines):
        draw.text((pad + px(24), top + number * px(LINE)), line, fill=INK, font=font)
    buttons: dict[str, Place] = {}
    right = wide - pad
    for word in (STOP, GO_ON):
        tall = px(LINE) + px(14)
        place = (right - widths[word], (high - tall) // 2, right, (high + tall) // 2)
        _button(draw, place, labels[word], font, word)
        buttons[word] = place
        right = place[0] - gap // 2
    return Painted(image, buttons)


def _sign(draw: ImageDraw.ImageDraw, x: int, y: int, size: int) -> None:
    draw.polygon([(x - size, y), (x, y - size), (x + size, y), (x, y + size)], fill=SIGN)


def _button(draw: ImageDraw.ImageDraw, place: Place, label: str, font: Font, word: str) -> None:
    main = word == GO_ON
    draw.rounded_rectangle(
        place, 7, fill=GO_PAPER if main else PAPER, outline=GO_PAPER if main else STOP_EDGE
    )
    middle = ((place[0] + place[2]) / 2, (place[1] + place[3]) / 2)
    draw.text(middle, label, fill=GO_INK if main else INK, font=font, anchor="mm")


def _wide(font: Font, text: str) -> int:
    return round(font.getlength(text))


def _wrapped(text: str, font: Font, room: int) -> list[str]:
    """Broken between words, and inside those that are too long, such as Chinese sentences."""
    lines = [""]
    for part in _parts(text):
        if lines[-1] and _wide(font, lines[-1] + part.rstrip()) > room:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += part if lines[-1] else part.lstrip()
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1].rstrip() + " …"]
    return lines


def _parts(text: str) -> list[str]:
    """Where a line may end: after a space, a long word's forty signs, a sign that needs no space."""
    parts = [""]
    for sign in " ".join(text.split()):
        parts[-1] += sign
        if sign == " " or sign > LAST_SPACED or len(parts[-1]) >= LONG_WORD:
            parts.append("")
    return parts


def _font(text: str, size: int) -> Font:
    """A font of the system that has the signs of a text, else Pillow's own."""
    program = shutil.which("fc-match")
    if program is not None:
        strange = sorted({f"{ord(sign):x}" for sign in text if ord(sign) > 0x7E})[:64]
        pattern = "sans:medium" + (f":charset={' '.join(strange)}" if strange else "")
        with suppress(OSError, subprocess.SubprocessError):
            found = subprocess.run(
                [program, "--format=%{file}\t%{index}", pattern],
                capture_output=True,
                text=True,
                timeout=FONT_SECONDS,
                check=True,
            ).stdout
            file, _, index = found.partition("\t")
            return ImageFont.truetype(file, size, index=int(index or 0))
    return ImageFont.load_default(size)


class Bar:
    """The bar on a display: in front of everything, until it is taken back."""

    def __init__(self, display: str, hold: Hold) -> None:
        """Where the display does not let it be there, it is not, and nothing is pressed."""
        self._shown = False
        with suppress(Exception):  # the launcher has the same buttons
            self._open(display, hold)

    def _open(self, display: str, hold: Hold) -> None:
        from Xlib import X
        from Xlib.display import Display

        self._display: Any = Display(display)
        screen = self._display.screen()
        scale = _scale(self._display)
        self._painted = painted(hold, screen.width_in_pixels - round(24 * scale), scale)
        wide, high = self._painted.image.size
        left = max(0, (screen.width_in_pixels - wide) // 2)
        self._window: Any = screen.root.create_window(
            left, round(TOP * scale), wide, high, 0, screen.root_depth,
            X.InputOutput, X.CopyFromParent, override_redirect=True,
            event_mask=X.ExposureMask | X.ButtonPressMask | X.VisibilityChangeMask,
        )  # fmt: skip
        self._window.set_wm_name("Deskhand")
        self._window.map()
        self._paint()
        self._display.sync()
        self._shown = True

    def pressed(self) -> str | None:
        """The button that was pressed since, if one was."""
        if not self._shown:
            return None
        try:
            return self._heard()
        except Exception:  # noqa: BLE001 - a display that is gone is told by whoever works on it
            self._shown = False
            return None

    def _heard(self) -> str | None:
        from Xlib import X

        word = None
        while self._display.pending_events():
            event = self._display.next_event()
            if event.type == X.Expose:
                self._paint()
            elif event.type == X.VisibilityNotify and event.state != X.VisibilityUnobscured:
                self._window.configure(stack_mode=X.Above)
            elif event.type == X.ButtonPress and event.detail == 1 and not event.send_event:
                # What a program has only said to have been pressed is nobody's press.
                word = self._painted.pressed(event.event_x, event.event_y) or word
        self._display.flush()
        return word

    def _paint(self) -> None:
        from Xlib import X

        gc = self._window.create_gc()
        image = self._painted.image
        rows = max(1, CHUNK_BYTES // (image.width * 4))
        for top in range(0, image.height, rows):
            part = image.crop((0, top, image.width, min(image.height, top + rows)))
            data = part.convert("RGBA").tobytes("raw", "BGRA")
            depth = self._display.screen().root_depth
            self._window.put_image(gc, 0, top, *part.size, X.ZPixmap, depth, 0, data)
        gc.free()

    def take_back(self) -> None:
        """Takes the bar away."""
        if not hasattr(self, "_display"):
            return
        with suppress(Exception):
            self._display.close()
        self._shown = False


def _scale(display: Any) -> float:
    """Of the display's fonts, as the session has set it (Xft.dpi)."""
    from Xlib import Xatom

    with suppress(Exception):
        kept = display.screen().root.get_full_property(Xatom.RESOURCE_MANAGER, Xatom.STRING)
        for line in kept.value.decode("latin-1").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "Xft.dpi":
                return max(1.0, float(value) / USUAL_DPI)
    return 1.0
