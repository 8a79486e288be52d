"""A desktop of its own: an X server in memory, a window manager, and a person's hands."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageGrab

NEEDED = ("Xvfb", "openbox", "xdotool")

GO_ON = (127, 209, 174)
"""The colour of the bar's button."""

LONGEST_SECONDS = 60.0


@dataclass
class Desktop:
    """A running desktop."""

    display: str
    stack: ExitStack = field(default_factory=ExitStack)

    def start(self, *words: str) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen(
            words,
            env=os.environ | {"DISPLAY": self.display},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.stack.callback(ended, process)
        return process

    def do(self, *words: str) -> str:
        done = subprocess.run(
            ["xdotool", *words],
            env=os.environ | {"DISPLAY": self.display},
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
            check=False,
        )
        return done.stdout.strip()

    def windows(self, name: str) -> list[str]:
        return self.do("search", "--onlyvisible", "--name", name).split()

    def picture(self) -> Image.Image:
        return ImageGrab.grab(xdisplay=self.display).convert("RGB")

    def place_of(self, colour: tuple[int, int, int]) -> tuple[int, int] | None:
        """The middle of what has a colour; None while nothing has."""
        image = self.picture()
        away = ImageChops.difference(image, Image.new("RGB", image.size, colour)).convert("L")
        box = away.point(lambda value: 255 * (value == 0)).getbbox()
        return None if box is None else ((box[0] + box[2]) // 2, (box[1] + box[3]) // 2)

    def click(self, x: int, y: int) -> None:
        self.do("mousemove", str(x), str(y), "click", "1")

    def answer(self, word: str, then: str) -> None:
        """Type a word and press Enter, once more where a window that is just shown missed it."""
        for _ in range(10):
            self.do("type", "--delay", "40", word)
            self.do("key", "Return")
            with suppress(AssertionError):
                awaited(lambda: self.windows(then), seconds=3)
                return
        raise AssertionError(f"{then} was not shown")

    def press_go_on(self) -> None:
        self.do("mousemove", "5", "700")  # a button beneath the pointer has another colour
        place = awaited(lambda: self.place_of(GO_ON))
        self.click(*place)


def awaited(found: Callable[[], Any], seconds: float = LONGEST_SECONDS) -> Any:
    """What is there after a while."""
    until = time.monotonic() + seconds
    while not (what := found()):
        assert time.monotonic() < until, "what was waited for did not come"
        time.sleep(0.05)  # noqa: TID251 - the desktop tells nobody when something is drawn
    return what


def ended(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)


@contextmanager
def a_desktop() -> Iterator[Desktop]:
    """A desktop, as long as the block runs; the test is skipped where there can be none."""
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}: sudo apt-get install xvfb openbox xdotool")
    reading, writing = os.pipe()
    words = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x900x24"]
    server = subprocess.Popen(
        [*words, "-nolisten", "tcp"], pass_fds=[writing], stderr=subprocess.DEVNULL
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        number = told.readline().strip()
    with ExitStack() as stack:
        stack.callback(ended, server)
        desktop = Desktop(f":{number}", stack)
        desktop.start("openbox")
        yield desktop
