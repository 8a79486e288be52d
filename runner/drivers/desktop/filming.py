"""A video of what a bot did in a program: a masked picture after everything it did."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from runner.drivers.desktop.options import DesktopOptions

if TYPE_CHECKING:
    from runner.drivers.desktop.eyes.video import Video


class Filming:
    """Films one display of its own, where a video was asked for."""

    def __init__(self, options: DesktopOptions, picture: Callable[[], bytes | None]) -> None:
        """`picture` gives a masked JPEG of the display, or None when none can be had."""
        self._file: Path | None = None
        if options.video is not None and options.evidence is not None and options.own_display:
            self._file = options.evidence / "videos" / options.video
        self._picture = picture
        self._video: Video | None = None

    def begin(self, size: tuple[int, int]) -> None:
        """A display is up. One that is started anew goes on in a file of its own."""
        if self._file is None:
            return
        from runner.drivers.desktop.eyes.video import Video

        self._file.parent.mkdir(parents=True, exist_ok=True)
        file, number = self._file, 1
        while file.with_suffix(".webm").exists():
            number += 1
            file = self._file.with_name(f"{self._file.name}-{number}")
        self._video = Video(file, size)

    def take(self) -> None:
        """Shows what is there now."""
        if self._video is not None:
            self._video.add(self._picture())

    def end(self) -> None:
        """The display goes."""
        if self._video is not None:
            self._video.close()
            self._video = None
