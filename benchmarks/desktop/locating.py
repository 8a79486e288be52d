"""Finding pictures on a full-size display, beside pyautogui, and not finding what is not there."""

import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import cv2

from benchmarks.desktop.fields import HERE
from benchmarks.figures import Figures
from runner.drivers.desktop.display import own_display
from runner.drivers.desktop.eyes import open_eyes
from runner.drivers.desktop.eyes.pictures import find
from runner.drivers.desktop.eyes.shots import PixelShot
from runner.drivers.desktop.eyes.x11 import X11Eyes
from runner.drivers.surface.surface import Box

SIZE = (1920, 1080)
SEED, OTHER_SEED = 20261122, 7
NEEDLES = 40
NEGATIVES, SHORT_NEGATIVES = 1000, 100
CELL, CONTROL, COLUMNS, ROWS = (155, 52), (130, 30), 12, 20
NEAR = 4
"""Pixels within which a place is the right one."""
LOOKS = (("light", "smooth", "1"), ("dark", "smooth", "1"), ("light", "smooth", "1.5"))
OTHER_LOOKS = (
    ("light", "unhinted", "1"),
    ("light", "plain", "1"),
    ("dark", "smooth", "1"),
    ("light", "smooth", "1.25"),
    ("light", "smooth", "1.5"),
    ("light", "smooth", "2"),
)
SETTLED_SECONDS = 0.3
LONGEST_SECONDS = 60.0


def controls(seed: int) -> list[Box]:
    """Some of the window's controls, in an order by chance."""
    places = [
        Box(10 + column * CELL[0], 10 + row * CELL[1], *CONTROL)
        for row in range(ROWS)
        for column in range(COLUMNS)
    ]
    random.Random(seed).shuffle(places)
    return places


def drawn(folder: Path, look: tuple[str, str, str], seed: int) -> PixelShot:
    """The window in a theme, a smoothing and a scale."""
    theme, smoothing, scale = look
    file = folder / f"{theme}-{smoothing}-{scale}-{seed}.png"
    words = [sys.executable, str(HERE / "controls.py"), theme, smoothing, str(seed), str(file)]
    environment = dict(os.environ) | {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale}
    subprocess.run(words, env=environment, check=True, capture_output=True)
    pixels = cv2.imread(str(file), cv2.IMREAD_COLOR_RGB)
    assert pixels is not None
    return PixelShot(Box(0, 0, pixels.shape[1], pixels.shape[0]), pixels)


def cut(shot: PixelShot, box: Box, file: Path) -> Path:
    """A picture of a place, in a file."""
    pixels = shot.part(box).pixels
    cv2.imwrite(str(file), cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))
    return file


@contextmanager
def _shown(environment: Mapping[str, str]) -> Iterator[None]:
    words = [sys.executable, str(HERE / "controls.py"), "light", "smooth", str(SEED)]
    process = subprocess.Popen(
        words, env=dict(environment), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield
    finally:
        process.kill()
        process.communicate()


def beside_pyautogui(folder: Path) -> Figures:
    """The same needles on the same display, both with the screenshot that each one takes."""
    display = own_display(SIZE)
    try:
        with _shown(display.environment):
            eyes = open_eyes(display.name)
            shot = _drawn(eyes)
            boxes = _unique(shot)[:NEEDLES]
            files = [cut(shot, box, folder / f"{n}.png") for n, box in enumerate(boxes)]
            eyes.picture(eyes.shot(), files[0], None, None)
            began = time.perf_counter()
            seen = [eyes.picture(eyes.shot(), file, None, None) for file in files]
            seconds = time.perf_counter() - began
            words = [sys.executable, str(HERE / "pyautogui_locate.py"), *map(str, files)]
            told = json.loads(
                subprocess.run(
                    words, env=dict(display.environment), check=True, capture_output=True, text=True
                ).stdout
            )
            eyes.close()
    finally:
        display.close()
    ours = [one.boxes[0] if len(one.boxes) == 1 else None for one in seen]
    theirs = [None if one is None else Box(one[0], one[1], *CONTROL) for one in told["places"]]
    return {
        "locate.ms": seconds / NEEDLES * 1000,
        "locate.pyautogui_ms": told["seconds"] / NEEDLES * 1000,
        "locate.vs_pyautogui": told["seconds"] / seconds,
        "locate.n": NEEDLES,
        "locate.right": sum(map(_right, ours, boxes)),
        "locate.wrong": sum(map(_wrong, ours, boxes)),
        "locate.pyautogui_right": sum(map(_right, theirs, boxes)),
        "locate.pyautogui_wrong": sum(map(_wrong, theirs, boxes)),
    }


def not_there(folder: Path, count: int) -> Figures:
    """Pictures of other controls, looked for where they are not, in several looks."""
    shots = {look: drawn(folder, look, SEED) for look in LOOKS}
    plain, other = shots[LOOKS[0]], drawn(folder, LOOKS[0], OTHER_SEED)
    there = {plain.part(box).pixels.tobytes() for box in controls(SEED)}
    absent = [box for box in controls(OTHER_SEED) if other.part(box).pixels.tobytes() not in there]
    files = [cut(other, box, folder / f"absent-{n}.png") for n, box in enumerate(absent)]
    false_hits, nearest = 0, 0.0
    for number in range(count):
        shot = shots[LOOKS[number % len(LOOKS)]]
        region = _quarter(shot.box, number // len(LOOKS))
        sighting = find(shot, files[number % len(files)], region, None)
        false_hits += bool(sighting.boxes)
        nearest = max(nearest, sighting.measure)
    return {
        "locate.negatives": count,
        "locate.false_hits": false_hits,
        "locate.nearest_negative": nearest,
    }


def _quarter(box: Box, number: int) -> Box:
    """One of four parts: a locator names the window or the panel that it looks in."""
    down, right = divmod(number % 4, 2)
    width, height = box.width // 2, box.height // 2
    return Box(right * width, down * height, width, height)


def in_other_looks(folder: Path) -> Figures:
    """How many of the same needles are found, and none elsewhere, as other desktops show them."""
    plain = drawn(folder, LOOKS[0], SEED)
    boxes = _unique(plain)[:NEEDLES]
    files = [cut(plain, box, folder / f"look-{n}.png") for n, box in enumerate(boxes)]
    told: dict[str, float | str] = {}
    for look in OTHER_LOOKS:
        shot, scale = drawn(folder, look, SEED), float(look[2])
        wanted = [Box(round(box.left * scale), round(box.top * scale), 0, 0) for box in boxes]
        seen = [find(shot, file, None, None) for file in files]
        found = [one.boxes[0] if len(one.boxes) == 1 else None for one in seen]
        name = "looks." + "_".join((look[0], look[1], look[2].replace(".", "")))
        told[name] = sum(map(_right, found, wanted))
        told[f"{name}_wrong"] = sum(map(_wrong, found, wanted))
    return told


def _drawn(eyes: X11Eyes) -> PixelShot:
    """What is shown once it stays the same."""
    pause, until = threading.Event(), time.monotonic() + LONGEST_SECONDS
    before = eyes.shot()
    while time.monotonic() < until:
        pause.wait(SETTLED_SECONDS)
        shot = eyes.shot()
        if not shot.black() and (shot.pixels == before.pixels).all():
            return shot
        before = shot
    raise RuntimeError("the window did not come to rest")


def _unique(shot: PixelShot) -> list[Box]:
    """The controls that look like no other one."""
    looks = [(box, shot.part(box).pixels.tobytes()) for box in controls(SEED)]
    count = Counter(pixels for _, pixels in looks)
    return [box for box, pixels in looks if count[pixels] == 1]


def _wrong(found: Box | None, box: Box) -> bool:
    return found is not None and not _right(found, box)


def _right(found: Box | None, box: Box) -> bool:
    return (
        found is not None
        and abs(found.left - box.left) <= NEAR
        and abs(found.top - box.top) <= NEAR
    )


def figures(short: bool) -> Figures:
    """Beside pyautogui, in other looks, and 1,000 pictures that are not there; 100 when short."""
    with tempfile.TemporaryDirectory(prefix="deskhand-locate-") as name:
        folder = Path(name)
        told = dict(beside_pyautogui(folder)) | dict(in_other_looks(folder))
        return told | dict(not_there(folder, SHORT_NEGATIVES if short else NEGATIVES))
