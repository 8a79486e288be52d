"""Where programs with windows meet what types, clicks and looks for them."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from runner.drivers.surface.surface import Box


@dataclass(frozen=True, slots=True)
class Target:
    """Where input must arrive; checked in that instant."""

    window: int
    """The X11 window, top level as the window manager lists it, that must have the focus, or lie
    under the point."""
    focused: Callable[[], bool] | None = None
    """Whether the very field has the keyboard focus, by accessibility; asked right before.
    None: cannot be asked."""


class FocusLostError(Exception):
    """Typing was stopped because the focus went elsewhere; `sent` characters had arrived."""

    def __init__(self, sent: int, why: str = "the keyboard focus went to another window") -> None:
        super().__init__(why)
        self.sent = sent
        self.why = why


class Keyboard(Protocol):
    """Types into one window, and into nothing else."""

    def write(self, text: str, target: Target) -> None:
        """Sends characters as they are, whatever the layout, in bursts.

        The server is grabbed and the focus checked for each burst. Raises NotDoneError when
        nothing was sent, FocusLostError when it was stopped in the middle.
        """

    def write_by_layout(self, text: str, target: Target) -> None:
        """Sends only signs that the current layout has.

        Raises NotDoneError naming the first sign that it has not, and as `write` does.
        """

    def keys(self, chord: str, target: Target) -> None:
        """Presses keys together: `Ctrl+S`, `F3`, `Enter`."""


class Mouse(Protocol):
    """Clicks at a place that was checked to belong to a window."""

    def click(self, x: int, y: int, target: Target, *, count: int = 1) -> None:
        """Clicks, with the server grabbed: the window under the point belongs to the target.

        Raises NotDoneError when nothing was sent.
        """


class Clipboard(Protocol):
    """The display's clipboard, which belongs to the person."""

    def lend(self, text: str) -> AbstractContextManager[Callable[[], bool]]:
        """Holds a text in the clipboard; what the person had is put back afterwards.

        Gives a question: is it still ours, with this text? Never for secrets.
        """


class Shot(Protocol):
    """The pixels of a display, or of a part of it, in one moment."""

    @property
    def box(self) -> Box:
        """Which part of the display it is."""

    @property
    def pixels(self) -> Any:
        """A numpy array of height, width and the colours red, green and blue."""

    def black(self) -> bool:
        """Whether nothing can be seen on it."""

    def alike(self, other: "Shot") -> bool:
        """Whether another one shows the same, pixel by pixel."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """What was seen of something that was looked for in a picture."""

    boxes: tuple[Box, ...] = ()
    measure: float = 0.0
    """How alike the best place is, of 1, whether it counts or not."""
    why: str = ""
    """Why nothing was found: `two alike`, `0.84 of 0.90`."""


class Eyes(Protocol):
    """Looks at the pixels of one display."""

    def shot(self, box: Box | None = None) -> Shot:
        """What the display shows now, or a part of it."""

    def picture(
        self, shot: Shot, file: Path, within: Box | None, confidence: float | None
    ) -> Sighting:
        """Where a picture from a file is seen. Places are those of the display."""

    def words(self, shot: Shot, text: str, within: Box | None, *, exact: bool) -> Sighting:
        """Where a text is read in the picture."""

    def read(self, shot: Shot, box: Box) -> str:
        """The text that is read at a place."""

    def jpeg(self, shot: Shot, covered: Sequence[Box]) -> bytes:
        """The picture as a JPEG, with places painted over."""

    def holds(
        self, shot: Shot, values: Sequence[str], known: Sequence[tuple[str, Box]] = ()
    ) -> Sequence[Box]:
        """Where one of the values can be read, or may stand unread, for painting it over.

        `known` are texts of which the program itself says where they stand.
        """


class Hands(Protocol):
    """Everything that touches one display."""

    @property
    def keyboard(self) -> Keyboard: ...

    @property
    def mouse(self) -> Mouse: ...

    @property
    def clipboard(self) -> Clipboard: ...

    def close(self) -> None:
        """Lets the display go."""
