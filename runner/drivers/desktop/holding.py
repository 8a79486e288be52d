"""Reads what a thing holds now, past what was seen a moment ago."""

from collections.abc import Callable, Hashable

from runner.drivers.desktop.accessibility import Accessibility, SilentError
from runner.drivers.desktop.seam import Eyes
from runner.drivers.desktop.things import NodeThing, PlaceThing, reading
from runner.drivers.desktop.tree import Node, State, Tree
from runner.drivers.surface.surface import Box, Held, Thing
from runner.screens.model import Element, ReadBack

BULLET = "•"
READ_WIDTH, READ_RISE = 160, 4
"""How much more than the place itself is read by OCR: values are longer than what they are by."""


class Holding:
    """Reads values back."""

    def __init__(self, reader: Accessibility, eyes: Callable[[], Eyes]) -> None:
        self._reader = reader
        self._eyes = eyes
        self._entered: dict[Hashable, str] = {}

    def held(self, thing: Thing, element: Element) -> Held:
        """What a thing holds now."""
        if isinstance(thing, NodeThing):
            if State.PASSWORD in thing.node.states:
                return Held(self._password(thing.node))
            return Held(reading(*self._fresh(thing.node)))
        if isinstance(thing, PlaceThing) and element.read_back is not ReadBack.NONE:
            return Held(self._seen(thing))
        return Held(thing.text)

    def entered(self, node: Node, secret: str) -> None:
        """Remembers what was put into a password field, which tells nobody."""
        self._entered[node.key] = secret

    def forget(self) -> None:
        """What was entered into password fields does not count any more."""
        self._entered.clear()

    def _password(self, node: Node) -> str:
        """As entered, where nothing speaks against it: it is only known how long it is."""
        length = self._reader.length(node)
        entered = self._entered.get(node.key)
        if entered is not None and length in {
            None,
            len(entered),
            len(entered.encode("utf-16-le")) // 2,
        }:
            return entered
        return BULLET * (length or 0)

    def _fresh(self, node: Node) -> tuple[Node, Tree]:
        """The thing read anew, with what stands in it."""
        try:
            again = self._reader.fresh(node)
        except SilentError:
            return node, Tree(node, self._reader)
        return again, Tree(again, self._reader)

    def _seen(self, thing: PlaceThing) -> str:
        eyes = self._eyes()
        box = thing.box
        place = Box(
            box.left, box.top - READ_RISE, max(box.width, READ_WIDTH), box.height + 2 * READ_RISE
        )
        shot = eyes.shot()
        return eyes.read(shot, place)
