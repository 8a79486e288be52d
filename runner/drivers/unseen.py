"""Values that no artefact may show, as a session meets them."""

from runner.recorder import NullRecorder, Recorder
from runner.screens.model import Element
from runner.secret import MASK


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
