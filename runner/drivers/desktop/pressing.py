"""Presses things of a program once: by accessibility where it can, else by mouse or keys."""

from collections.abc import Callable, Hashable

from runner.drivers.desktop.accessibility import Accessibility, Acted, SilentError
from runner.drivers.desktop.placing import Placing
from runner.drivers.desktop.seam import FocusLostError
from runner.drivers.desktop.things import KeyThing, NodeThing
from runner.drivers.desktop.tree import Node, State
from runner.drivers.surface.surface import NotDoneError, Thing
from runner.screens.model import Element, Press

Announce = Callable[[], None]
BUTTONS = frozenset({"button", "checkbox", "radio"})
"""What the space bar presses; Enter is the default button's."""


class Pressing:
    """Presses one thing at a time."""

    def __init__(self, reader: Accessibility, placing: Placing) -> None:
        self._reader = reader
        self._placing = placing
        self._unable: set[Hashable] = set()

    def press(self, thing: Thing, element: Element, how: Press, announce: Announce) -> str:
        """Presses; says by which layer. `announce` is called in the last instant before.

        Raises NotDoneError when certainly nothing was sent.
        """
        if isinstance(thing, KeyThing):
            return self._key(thing, announce)
        if isinstance(thing, NodeThing):
            self._ready(thing.node)
            if self._by_action(thing.node, element, how):
                return self._act(thing.node, announce)
        if how is Press.ACTION:
            raise NotDoneError("the program offers no action for it")
        if how is Press.KEYS and isinstance(thing, NodeThing):
            return self._by_keys(thing, announce)
        return self._click(thing, 2 if how is Press.DOUBLE_CLICK else 1, announce)

    def _ready(self, node: Node) -> None:
        """Asked at this moment: programs answer that they pressed what is disabled."""
        try:
            states = self._reader.states(node)
        except SilentError as error:
            raise NotDoneError(
                "it is gone" if error.gone else "the program does not answer"
            ) from error
        if State.ENABLED not in states:
            raise NotDoneError("it is disabled")

    def _by_action(self, node: Node, element: Element, how: Press) -> bool:
        """`press: click` of an element itself is a click of the mouse."""
        if how not in {Press.ACTION, Press.CLICK} or element.press is Press.CLICK:
            return False
        return node.key not in self._unable and self._reader.can_act(node)

    def _act(self, node: Node, announce: Announce) -> str:
        opened = self._placing.opened()
        announce()
        if self._reader.act(node, opened) is Acted.UNABLE:
            # The program has said so itself: nothing happened. The next try takes the mouse.
            self._unable.add(node.key)
            raise NotDoneError("the program refused its action")
        return "accessibility"

    def _by_keys(self, thing: NodeThing, announce: Announce) -> str:
        target = self._placing.focus(thing)
        announce()
        self._keys(
            "Space" if thing.node.role in BUTTONS else "Enter",
            lambda keys: self._placing.hands.keyboard.keys(keys, target),
        )
        return "keys"

    def _key(self, thing: KeyThing, announce: Announce) -> str:
        target = self._placing.target(thing)
        self._placing.bring(target.window)
        announce()
        self._keys(thing.key, lambda keys: self._placing.hands.keyboard.keys(keys, target))
        return "key"

    def _keys(self, chord: str, send: Callable[[str], None]) -> None:
        try:
            send(chord)
        except FocusLostError as error:
            if error.sent == 0:
                raise NotDoneError(error.why) from error

    def _click(self, thing: Thing, count: int, announce: Announce) -> str:
        target = self._placing.target(thing)
        if not self._placing.in_popup(target.window):
            self._placing.bring(target.window)
        announce()
        self._placing.click(thing, target, count=count)
        return "mouse"
