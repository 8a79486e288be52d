"""Texts of every script, typed on eight keyboards in every way, and read back."""

import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from benchmarks.desktop.fields import Field, a_field, a_writer, is_there
from benchmarks.figures import Figures
from runner.drivers.desktop.atspi.atspi import AtSpi
from runner.drivers.desktop.display import Display, own_display
from runner.drivers.desktop.hands import open_hands
from runner.drivers.desktop.hands.x11 import X11Hands
from runner.drivers.desktop.seam import FocusLostError, Target
from runner.drivers.desktop.tree import Node, Part
from runner.drivers.surface.surface import NotDoneError

TOOLKITS = ("gtk3", "gtk4", "qt5", "qt6")
LAYOUTS = ("us", "de", "fr", "us,gr", "us,ru", "ch", "us -variant dvorak", "jp")
SAMPLES = (
    "Plain text 0123456789",
    "".join(chr(code) for code in (*range(0x20, 0x7F), *range(0xA1, 0x100))),
    "Ελληνικά ΆΈΉ άέή ς",
    "Привет, мир! ЖЩЪЫЬЭЮЯ ёїў",
    "中文字符，日本語かな、한국어",
    "مرحبا بالعالم עברית",
    "😀👍🏽 👩‍👩‍👧 🇩🇪 𝔘𝔫𝔦",
    "@#{}[]\\|~/\"'`^´°§€µ",
    "e\u0301 a\u0308 \u200bzero\u00adsoft\u00a0hard",
    "tab\there",
    "bell\x07",
    "two\nlines",
)
SHORT_LAYOUTS, SHORT_TOOLKITS = ("us", "de"), ("gtk3", "qt6")
LONGEST_SECONDS = 30.0
SHOWN_SECONDS = 1.0
"""How long it is waited for a text to be shown; after that it counts as different."""
PASTES, SHORT_PASTES, WRITER_MS = 1000, 100, 10
PASTE_SECONDS, PASTE_SHOWN_SECONDS = 2.0, 0.2
Way = Callable[[X11Hands, str, Target], None]


def by_clipboard(hands: X11Hands, text: str, target: Target) -> None:
    """Pastes, as a driver does it."""
    with hands.clipboard.lend(text) as ours:
        if not ours():
            raise NotDoneError("the clipboard is not ours")
        hands.keyboard.keys("Ctrl+V", target)
        # The program asks for it a moment later; what was lent may not be taken back before.
        hands.keyboard.keys("Shift", target)
        threading.Event().wait(0.05)


WAYS: dict[str, Way] = {
    "unicode": lambda hands, text, target: hands.keyboard.write(text, target),
    "keys": lambda hands, text, target: hands.keyboard.write_by_layout(text, target),
    "clipboard": by_clipboard,
}


class Count:
    """How often it was right, refused with a sentence, and different without one."""

    def __init__(self) -> None:
        self.right = self.errors = self.silent = 0

    def add(self, field: Field, text: str, type_it: Callable[[], None]) -> None:
        """Type a text and see what became of it."""
        try:
            type_it()
        except (NotDoneError, FocusLostError):
            self.errors += 1
            return
        if _shown(field, text):
            self.right += 1
        else:
            self.silent += 1


def _shown(field: Field, text: str) -> bool:
    until = time.monotonic() + SHOWN_SECONDS
    while field.text != text:
        if time.monotonic() > until:
            return False
        field.pause.wait(0.01)
    return True


@contextmanager
def _desk() -> Iterator[tuple[Display, X11Hands]]:
    display = own_display((1280, 900))
    try:
        hands = open_hands(display.name)
        yield display, hands
        hands.close()
    finally:
        display.close()


def figures(short: bool) -> Figures:
    """All samples, on every keyboard, in every way, into every toolkit that is here."""
    count = {way: Count() for way in (*WAYS, "value")}
    toolkits = [one for one in (SHORT_TOOLKITS if short else TOOLKITS) if is_there(one)]
    with _desk() as (display, hands):
        for toolkit in toolkits:
            with a_field(toolkit, display.environment) as field:
                for layout in SHORT_LAYOUTS if short else LAYOUTS:
                    _lay_out(display, layout)
                    _type_all(hands, field, count)
            with a_field(toolkit, display.environment, accessible=True) as field:
                _set_all(display, field, count["value"])
    told: dict[str, float | str] = {
        "typing.n": sum(one.right + one.errors + one.silent for one in count.values()),
        "typing.silent": sum(one.silent for one in count.values()),
        "typing.errors": sum(one.errors for one in count.values()),
        "typing.toolkits": len(toolkits),
    }
    for way, one in count.items():
        told |= {f"typing.{way}_right": one.right, f"typing.{way}_errors": one.errors}
    return told | dict(pasted_beside_a_writer(short))


def pasted_beside_a_writer(short: bool) -> Figures:
    """Values that are pasted while another program writes into the clipboard every 10 ms.

    A paste is tried again for two seconds, as long as the clipboard is known to have been lost.
    """
    right = foreign = gave_up = 0
    count = SHORT_PASTES if short else PASTES
    with (
        _desk() as (display, hands),
        a_field(TOOLKITS[0], display.environment) as field,
        a_writer(display.environment, WRITER_MS),
    ):
        for number in range(count):
            text, until, shown = f"value {number}", time.monotonic() + PASTE_SECONDS, ""
            while shown == "" and time.monotonic() < until:
                shown = _pasted(hands, field, text)
            right += shown == text
            gave_up += shown == ""
            foreign += shown not in {"", text}
    return {
        "clipboard.n": count,
        "clipboard.right": right,
        "clipboard.errors": gave_up,
        "clipboard.foreign": foreign,
    }


def _pasted(hands: X11Hands, field: Field, text: str) -> str:
    """What is in the field where the clipboard is said to be ours; else nothing."""
    field.take()
    try:
        with hands.clipboard.lend(text) as ours:
            if not ours():
                return ""
            hands.keyboard.keys("Ctrl+V", Target(field.window))
            until = time.monotonic() + PASTE_SHOWN_SECONDS
            while not field.text and time.monotonic() < until:
                field.pause.wait(0.002)
            shown = field.text
            return shown if shown == text or ours() else ""
    except NotDoneError:
        return ""


def _type_all(hands: X11Hands, field: Field, count: dict[str, Count]) -> None:
    for way, type_it in WAYS.items():
        for text in SAMPLES:
            field.take()
            target = Target(field.window)
            count[way].add(field, text, lambda: type_it(hands, text, target))  # noqa: B023 - called at once


def _set_all(display: Display, field: Field, count: Count) -> None:
    """By accessibility, where no keyboard has a say; read back by it, as a driver does."""
    reader = AtSpi(display.bus)
    try:
        node = _text_of(reader, field)
        for text in SAMPLES:
            field.take()
            count.add(field, text, lambda: _set(reader, node, text))  # noqa: B023 - called at once
    finally:
        reader.close()


def _text_of(reader: AtSpi, field: Field) -> Node:
    until = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < until:
        for top in reader.windows({field.process.pid}):
            texts = [one for one in reader.tree(top).nodes if one.role == "textbox"]
            if texts:
                return texts[0]
        field.pause.wait(0.1)
    raise RuntimeError("the field tells nothing by accessibility")


def _set(reader: AtSpi, node: Node, text: str) -> None:
    if not reader.set_text(node, text):
        raise NotDoneError("the program refused it")
    until = time.monotonic() + SHOWN_SECONDS
    while _held(reader, node) != text:
        if time.monotonic() > until:
            raise NotDoneError("it holds something else")


def _held(reader: AtSpi, node: Node) -> str | None:
    now = reader.fresh(node)
    reader.load(Part.TEXT, [now])
    return now.text


def _lay_out(display: Display, layout: str) -> None:
    words = ["setxkbmap", "-option", "", "-layout", *layout.split()]
    subprocess.run(words, env=dict(display.environment), check=True)
