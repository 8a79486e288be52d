"""A video of what a bot did in a program: what it had before it, and what came of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from runner.drivers.desktop.options import DesktopOptions
from runner.drivers.surface.surface import Hidden, Moment

if TYPE_CHECKING:
    from runner.drivers.desktop.eyes.video import Video


class Filming:
    """Films one display of its own, where a video was asked for."""

    def __init__(self, options: DesktopOptions, moment: Callable[[Hidden], Moment | None]) -> None:
        """`moment` gives what the display shows."""
        self._file: Path | None = None
        if options.video is not None and options.evidence is not None and options.own_display:
            self._file = options.evidence / "videos" / options.video
        self._moment = moment
        self._video: Video | None = None
        self.hidden: Callable[[], Hidden] = Hidden
        """What no picture may show."""

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

    @contextmanager
    def around(self) -> Iterator[None]:
        """Shows what is there before something is done, and what is there after it.

        The mask of what was there before is made afterwards: nothing that was looked at may
        change for that long before it is touched.
        """
        before = self._now()
        yield
        self._show(before)
        self.take()

    def take(self) -> None:
        """Shows what is there now."""
        self._show(self._now())

    def end(self) -> None:
        """The display goes."""
        if self._video is not None:
            self.take()
            self._video.close()
            self._video = None

    def _now(self) -> Moment | None:
        if self._video is None:
            return None
        try:
            return self._moment(self.hidden())
        except Exception:  # noqa: BLE001 - evidence ends nothing; this frame shows nothing
            return None

    def _show(self, moment: Moment | None) -> None:
        if self._video is None:
            return
        try:
            image = None if moment is None else moment.jpeg(self.hidden())
        except Exception:  # noqa: BLE001 - evidence ends nothing; this frame shows nothing
            image = None
        self._video.add(image)
