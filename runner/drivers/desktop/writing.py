"""Types into fields and pastes, in place of what they hold."""

from runner.drivers.desktop.placing import Placing
from runner.drivers.desktop.seam import Target
from runner.drivers.desktop.things import NodeThing
from runner.drivers.surface.surface import NotDoneError, Thing

ALL = "Ctrl+A"
PASTE = "Ctrl+V"


class Writing:
    """Replaces what a field holds, by keys."""

    def __init__(self, placing: Placing) -> None:
        self._placing = placing

    def write(self, thing: Thing, text: str) -> None:
        """Types characters as they are. Raises NotDoneError, FocusLostError."""
        target = self._emptied(thing)
        if text:
            self._placing.hands.keyboard.write(text, target)

    def strike(self, thing: Thing, text: str) -> None:
        """Types by the keys that the layout has. Raises NotDoneError, FocusLostError."""
        target = self._emptied(thing)
        if text:
            self._placing.hands.keyboard.write_by_layout(text, target)

    def paste(self, thing: Thing, text: str) -> None:
        """Pastes; the clipboard is asked right before whether it still holds the text.

        Raises NotDoneError.
        """
        target = self._emptied(thing)
        if not text:
            return
        hands = self._placing.hands
        with hands.clipboard.lend(text) as ours:
            if not ours():
                raise NotDoneError("another program took the clipboard")
            hands.keyboard.keys(PASTE, target)
            self._placing.await_text(thing, text)

    def _emptied(self, thing: Thing) -> Target:
        """The field with the keyboard in it, and nothing in the field."""
        target = self._placing.focus(thing)
        if isinstance(thing, NodeThing) and self._placing.length(thing.node) == 0:
            return target
        keyboard = self._placing.hands.keyboard
        keyboard.keys(ALL, target)
        keyboard.keys("Delete", target)
        return target
