"""A small video as evidence, made of pictures that are masked already."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import cv2
import numpy as np

FRAMES_A_SECOND = 4
"""Every picture has at least one: what a bot does fast is shown slower than it was."""
LONGEST_STILL_SECONDS = 10.0
"""A picture that stays longer is not shown for longer: nobody wants to watch a bot wait."""
CODEC, SUFFIX = "VP80", ".webm"
NOTHING = (0x70, 0x64, 0x5B)
"""Blue first: what stands where a picture could not be masked."""


class Video:
    """Writes masked JPEGs as a WebM (VP8), which browsers play. Not for several threads.

    It takes no pictures itself: what it is given is masked, or it is given None and shows a plain
    area for as long.
    """

    def __init__(
        self, file: Path, size: tuple[int, int], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`size` is width and height in pixels; `file` gets the suffix `.webm`."""
        self.file = file.with_suffix(SUFFIX)
        self._size = size
        self._clock = clock
        self._writer: Any = None
        self._last: Any = None
        self._last_masked: bytes | None = None
        self._shown = 0.0
        """For how many seconds more than the frames that are written pictures were there."""
        self._since = clock()

    def add(self, masked: bytes | None) -> None:
        """From now on this is shown; None: there was none that hides everything."""
        if self._last is not None and masked == self._last_masked:
            return
        self._write_last()
        self._last, self._last_masked = self._frame(masked), masked

    def close(self) -> Path | None:
        """Ends it; the file, or None when nothing was ever shown."""
        if self._last_masked is not None or self._writer is None:
            self._write_last()
        self._last = None
        if self._writer is None:
            return None
        self._writer.release()
        self._writer = None
        return self.file

    def discard(self) -> None:
        """Ends it and keeps nothing."""
        self.close()
        with suppress(FileNotFoundError):
            self.file.unlink()

    def _write_last(self) -> None:
        now = self._clock()
        seconds, self._since = min(now - self._since, LONGEST_STILL_SECONDS), now
        if self._last is None:
            return
        # What is shown longer than it was is made up for by those that come later.
        self._shown += seconds
        count = max(1, int(self._shown * FRAMES_A_SECOND))
        self._shown -= count / FRAMES_A_SECOND
        for _ in range(count):
            self._opened().write(self._last)

    def _opened(self) -> Any:
        if self._writer is None:
            code = cv2.VideoWriter.fourcc(*CODEC)
            self._writer = cv2.VideoWriter(str(self.file), code, FRAMES_A_SECOND, self._size)
        return self._writer

    def _frame(self, masked: bytes | None) -> Any:
        width, height = self._size
        frame = np.full((height, width, 3), NOTHING, np.uint8)
        if masked is not None:
            picture = cv2.imdecode(np.frombuffer(masked, np.uint8), cv2.IMREAD_COLOR)
            if picture is not None:
                part = picture[:height, :width]
                frame[: part.shape[0], : part.shape[1]] = part
        return frame
