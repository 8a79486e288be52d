"""The eyes on one X11 display."""

from collections.abc import Sequence
from pathlib import Path

from runner.drivers.desktop.eyes import masking, pictures, words
from runner.drivers.desktop.eyes.rereading import Rereading
from runner.drivers.desktop.eyes.shots import Camera, PixelShot
from runner.drivers.desktop.seam import Shot, Sighting
from runner.drivers.surface.surface import Box


class X11Eyes:
    """Looks at the pixels of one display."""

    def __init__(self, display: str) -> None:
        """Raises DesktopLostError."""
        self._camera = Camera(display)
        self._reader = words.Reader()
        self._rereading = Rereading(self._reader)

    def shot(self, box: Box | None = None) -> PixelShot:
        """What the display shows now, or a part of it. Raises DesktopLostError."""
        return self._camera.take(box)

    def picture(
        self, shot: Shot, file: Path, within: Box | None, confidence: float | None
    ) -> Sighting:
        """Where a picture from a file is seen. Raises PictureUnusableError (InputError)."""
        return pictures.find(_pixels(shot), file, within, confidence)

    def words(self, shot: Shot, text: str, within: Box | None, *, exact: bool) -> Sighting:
        """Where a text is read in the picture. Raises NoReaderError."""
        return words.seen(self._reader.lines(_pixels(shot).part(within)), text, exact=exact)

    def read(self, shot: Shot, box: Box) -> str:
        """The text that is read at a place, line by line; unsure ones are left out."""
        lines = self._reader.lines(_pixels(shot).part(box))
        return "\n".join(line.text for line in lines if line.sure >= words.LEAST_SURE)

    def jpeg(self, shot: Shot, covered: Sequence[Box]) -> bytes:
        """The picture as a JPEG, with places painted over."""
        return masking.jpeg(masking.covered(_pixels(shot), covered))

    def holds(
        self, shot: Shot, values: Sequence[str], known: Sequence[tuple[str, Box]] = ()
    ) -> Sequence[Box]:
        """Where one of the values can be read, or something that cannot be made out.

        Raises NoReaderError: no picture may be kept then.
        """
        if not any(value.strip() for value in values):
            return []
        return masking.showing(self._rereading.lines(_pixels(shot)), values, known)

    def close(self) -> None:
        """Lets the display go."""
        self._camera.close()


def _pixels(shot: Shot) -> PixelShot:
    return shot if isinstance(shot, PixelShot) else PixelShot(shot.box, shot.pixels)
