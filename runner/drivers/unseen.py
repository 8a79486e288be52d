"""Values that no artefact may show, as a session meets them."""

from collections.abc import Callable, Sequence

from runner.recorder import NullRecorder, Recorder
from runner.screens.model import Element
from runner.secret import MASK

SHORTEST = 3
"""Letters of a value that is masked inside of a longer text."""


class Unseen:
    """Secrets for as long as the session lives, personal values for one attempt."""

    def __init__(self) -> None:
        self.recorder: Recorder = NullRecorder()
        self._secrets: set[str] = set()
        self._personal: dict[str, str] = {}
        self._ever: set[str] = set()

    def attempt(self, recorder: Recorder) -> None:
        """A new attempt begins: the personal values of the one before are forgotten."""
        self.recorder = recorder
        self._personal.clear()

    def hide(self, element: Element, value: str) -> None:
        """Remembers a value where the selector file marks its element."""
        if element.secret:
            self._secrets.add(value)
        elif element.personal and value:
            self._personal[value] = element.name
            self._ever.add(value)
            self.recorder.seen({element.name: value})

    def hide_secret(self, value: str) -> None:
        """Remembers a secret, whatever its element says."""
        self._secrets.add(value)

    def values(self) -> tuple[str, ...]:
        """Every value that a picture must not show."""
        return tuple(value for value in (*self._personal, *self._secrets) if value.strip())

    def ever(self) -> frozenset[str]:
        """Every secret and personal value that the session has met."""
        return frozenset(self._secrets | self._ever)

    def mask(self, text: str) -> str:
        """The text without any secret or personal value that was met."""
        for value in sorted(self.values(), key=len, reverse=True):
            text = text.replace(value, MASK)
        return text


def hider(values: Sequence[str]) -> Callable[[str], str]:
    """Masks values in a text; short ones only where the text says nothing else.

    What it gives can be written to a file, whatever a page says.
    """
    long = sorted((value for value in values if len(value) >= SHORTEST), key=len, reverse=True)

    def hide(text: str) -> str:
        text = well_formed(text)
        if text in values:
            return MASK
        for value in long:
            text = text.replace(value, MASK)
        return text

    return hide


def well_formed(text: str) -> str:
    """A text that has an encoding: half characters, which pages may hold, are marked with `?`."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
