"""Types into fields and pastes, in place of what they hold."""

from runner.drivers.desktop.placing import Placing
from runner.drivers.desktop.seam import Target
from runner.drivers.desktop.things import NodeThing, of_spreadsheet
from runner.drivers.desktop.tree import Node
from runner.drivers.surface.surface import NotDoneError, Thing

ALL = "Ctrl+A"
PASTE = "Ctrl+V"


class Writing:
    """Replaces what a field holds, by keys."""

    def __init__(self, placing: Placing) -> None:
        self._placing = placing

    def write(self, thing: Thing, text: str) -> None:
        """Types characters as they are. Raises NotDoneError, FocusLostError."""
        target = self._emptied(thing, text)
        if text:
            self._placing.hands.keyboard.write(text, target)
        self._leave(thing, target)

    def strike(self, thing: Thing, text: str) -> None:
        """Types by the keys that the layout has. Raises NotDoneError, FocusLostError."""
        target = self._emptied(thing, text)
        if text:
            self._placing.hands.keyboard.write_by_layout(text, target)
        self._leave(thing, target)

    def paste(self, thing: Thing, text: str) -> None:
        """Pastes; the clipboard is asked right before whether it still holds the text.

        Raises NotDoneError.
        """
        target = self._emptied(thing, text)
        if not text:
            self._leave(thing, target)
            return
        hands = self._placing.hands
        with hands.clipboard.lend(text) as ours:
            if not ours():
                raise NotDoneError("another program took the clipboard")
            hands.keyboard.keys(PASTE, target)
            self._placing.await_text(thing, text)
        self._leave(thing, target)

    def _emptied(self, thing: Thing, text: str) -> Target:
        """The field with the keyboard in it, and nothing in the field."""
        target = self._placing.focus(thing)
        if isinstance(thing, NodeThing) and is_cell(thing):
            return self._in_cell(thing.node, target, text)
        if isinstance(thing, NodeThing) and self._placing.length(thing.node) == 0:
            return target
        keyboard = self._placing.hands.keyboard
        keyboard.keys(ALL, target)
        keyboard.keys("Delete", target)
        return target

    def _in_cell(self, cell: Node, target: Target, text: str) -> Target:
        """Typing replaces what a cell holds; meanwhile its table has the keyboard, not itself."""
        if not text and not of_spreadsheet(cell):
            # The key Delete may mean the whole row.
            raise NotDoneError("a cell of a table is not emptied by keys")
        if not text:
            self._placing.hands.keyboard.keys("Delete", target)
        around = [one for one in (cell, cell.parent) if one is not None]
        return Target(target.window, lambda: any(self._placing.holds_focus(one) for one in around))

    def _leave(self, thing: Thing, target: Target) -> None:
        """A cell holds what was typed into it once it is left; the cursor comes back to it."""
        if isinstance(thing, NodeThing) and is_cell(thing):
            self._placing.hands.keyboard.keys("Enter", target)
            self._placing.come_back(thing.node)


def is_cell(thing: Thing) -> bool:
    """Whether it is a cell of a table: typing replaces what it holds, and `ALL` is all of them."""
    return isinstance(thing, NodeThing) and thing.node.role == "cell"
