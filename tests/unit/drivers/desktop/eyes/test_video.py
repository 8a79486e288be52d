"""Videos of pictures that are masked already."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from runner.drivers.desktop.eyes.masking import jpeg
from runner.drivers.desktop.eyes.video import Video

SIZE = (160, 96)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def frames(file: Path) -> Iterator[tuple[int, ...]]:
    """The colour in the middle of each frame, red first."""
    video = cv2.VideoCapture(str(file))
    while True:
        there, frame = video.read()
        if not there:
            return
        yield tuple(int(part) for part in frame[48, 80, ::-1])


def plain(colour: tuple[int, int, int]) -> bytes:
    return jpeg(np.full((96, 160, 3), colour, np.uint8))


def near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 16 for a, b in zip(one, other, strict=True))


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_every_picture_is_shown_for_as_long_as_it_was(tmp_path: Path, clock: Clock) -> None:
    video = Video(tmp_path / "one", SIZE, clock)
    video.add(plain((200, 30, 30)))
    clock.now = 2.0
    video.add(plain((30, 200, 30)))
    clock.now = 3.0
    file = video.close()
    assert file == tmp_path / "one.webm"
    assert file is not None
    shown = list(frames(file))
    assert len(shown) == 12
    assert all(near(one, (200, 30, 30)) for one in shown[:8])
    assert all(near(one, (30, 200, 30)) for one in shown[8:])
    assert file.read_bytes()[:4] == b"\x1a\x45\xdf\xa3"  # a Matroska file, as WebM is


def test_a_picture_that_could_not_be_masked_is_a_plain_area(tmp_path: Path, clock: Clock) -> None:
    video = Video(tmp_path / "one", SIZE, clock)
    video.add(plain((200, 30, 30)))
    clock.now = 1.0
    video.add(None)
    clock.now = 2.0
    video.add(plain((30, 200, 30)))
    video.close()
    shown = list(frames(tmp_path / "one.webm"))
    assert len(shown) == 9
    assert all(near(one, (0x5B, 0x64, 0x70)) for one in shown[4:8])


def test_it_does_not_end_with_a_plain_area(tmp_path: Path, clock: Clock) -> None:
    video = Video(tmp_path / "one", SIZE, clock)
    video.add(plain((200, 30, 30)))
    clock.now = 1.0
    video.add(None)
    clock.now = 2.0
    video.close()
    shown = list(frames(tmp_path / "one.webm"))
    assert len(shown) == 4
    assert near(shown[-1], (200, 30, 30))


def test_every_picture_can_be_seen_and_time_is_made_up_for(tmp_path: Path, clock: Clock) -> None:
    video = Video(tmp_path / "one", SIZE, clock)
    for number in range(4):
        video.add(plain((60 * number, 30, 30)))
        clock.now += 0.01
    video.add(plain((30, 200, 30)))
    clock.now = 2.0
    video.close()
    shown = list(frames(tmp_path / "one.webm"))
    assert [round(one[0] / 60) for one in shown[:4]] == [0, 1, 2, 3]
    assert len(shown) == 8


def test_the_same_picture_goes_on(tmp_path: Path, clock: Clock) -> None:
    video = Video(tmp_path / "one", SIZE, clock)
    for _ in range(5):
        video.add(plain((200, 30, 30)))
        clock.now += 0.1
    video.close()
    assert len(list(frames(tmp_path / "one.webm"))) == 2


def test_nobody_has_to_watch_a_bot_wait(tmp_path: Path, clock: Clock) -> None:
    video = Video(tmp_path / "one", SIZE, clock)
    video.add(plain((9, 9, 9)))
    clock.now = 3600.0
    video.close()
    assert len(list(frames(tmp_path / "one.webm"))) == 40


def test_the_last_picture_is_there_however_short_it_was(tmp_path: Path, clock: Clock) -> None:
    video = Video(tmp_path / "one", SIZE, clock)
    video.add(plain((9, 9, 9)))
    video.close()
    assert len(list(frames(tmp_path / "one.webm"))) == 1


def test_nothing_shown_is_no_file(tmp_path: Path, clock: Clock) -> None:
    assert Video(tmp_path / "one", SIZE, clock).close() is None
    assert list(tmp_path.iterdir()) == []


def test_what_is_discarded_is_gone(tmp_path: Path, clock: Clock) -> None:
    video = Video(tmp_path / "one", SIZE, clock)
    video.add(plain((9, 9, 9)))
    clock.now = 1.0
    video.discard()
    assert list(tmp_path.iterdir()) == []
