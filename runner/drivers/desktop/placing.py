"""Brings the keyboard to a field, and says where input must arrive."""

import time
from collections.abc import Callable

from runner.drivers.desktop.accessibility import Accessibility
from runner.drivers.desktop.scrolling import Scrolling
from runner.drivers.desktop.seam import Hands, Target
from runner.drivers.desktop.things import KeyThing, NodeThing, PlaceThing
from runner.drivers.desktop.tree import Node
from runner.drivers.desktop.x11 import X11, DisplayGoneError
from runner.drivers.surface.surface import Box, NotDoneError, Thing
from runner.waiting import pause

FOCUS_SECONDS = 1.5
"""How long a window or a field may take to get the keyboard."""
LOOK_SECONDS = 0.01
PASTE_SECONDS = 0.5
DOUBLE_SECONDS, DOUBLE_PIXELS = 0.5, 10
"""What programs at most take for a double click."""


class Placing:
    """Knows the window of each thing and how it gets the keyboard."""

    def __init__(self, reader: Accessibility, x11: X11, hands: Callable[[], Hands]) -> None:
        self._reader = reader
        self._x11 = x11
        self._hands = hands
        self._scrolling = Scrolling(reader, hands)
        self._clicked = (0, 0, -DOUBLE_SECONDS)

    @property
    def hands(self) -> Hands:
        """What touches the display."""
        return self._hands()

    def length(self, node: Node) -> int | None:
        """How many characters a field holds, where it tells."""
        return self._reader.length(node)

    def await_text(self, thing: Thing, text: str) -> None:
        """Waits a moment until a field holds as much as was pasted into it."""
        if isinstance(thing, NodeThing):
            node = thing.node
            _until(lambda: (self._reader.length(self._reader.fresh(node)) or 0) >= len(text))
        else:
            pause(
                PASTE_SECONDS,
                because="a program without accessibility tells nobody that it has pasted",
            )

    def come_back(self, node: Node) -> None:
        """Gives a thing the keyboard again, without a click, where it has lost it."""
        if not self.holds_focus(node):
            self._reader.focus(node)

    def target(self, thing: Thing) -> Target:
        """Where input for a thing must arrive.

        Raises NotDoneError for a thing whose window the display does not list.
        """
        window = window_of(thing)
        if not window:
            raise NotDoneError("its window is not one that the display lists")
        if isinstance(thing, NodeThing):
            return Target(window, lambda: self.holds_focus(thing.node))
        return Target(window)

    def opened(self) -> Callable[[], bool]:
        """Tells later whether a window has opened since."""
        before = self._windows()
        return lambda: bool(self._windows() - before)

    def _windows(self) -> set[int]:
        """Without menus; none where the display is gone, which is told by whoever looks next."""
        try:
            return {one.id for one in self._x11.windows() if not one.popup}
        except DisplayGoneError:
            return set()

    def holds_focus(self, node: Node) -> bool:
        """Whether a field, or the part of it that one types into, has the keyboard."""
        if self._reader.focused(node):
            return True
        return any(self._reader.focused(one) for one in node.walk() if one.role == "textbox")

    def bring(self, window: int) -> None:
        """Gives a window the keyboard. Raises NotDoneError when it does not get it."""
        if self._x11.active() == window:
            return
        self._x11.activate(window)
        if not _until(lambda: self._x11.active() == window):
            raise NotDoneError("its window did not get the keyboard")

    def focus(self, thing: Thing) -> Target:
        """Gives a thing the keyboard: by accessibility, else by a click into it.

        Raises NotDoneError when it does not get it.
        """
        target = self.target(thing)
        if not (isinstance(thing, NodeThing) and self.in_popup(target.window)):
            self.bring(target.window)
        if isinstance(thing, PlaceThing):
            self.click(thing, target)
            return target
        if isinstance(thing, NodeThing) and not self._focus_node(thing, target):
            raise NotDoneError("it did not get the keyboard")
        return target

    def in_popup(self, window: int) -> bool:
        """Whether a window is an open menu or the like, which gets no focus of its own."""
        return any(one.popup for one in self._x11.windows() if one.id == window)

    def _focus_node(self, thing: NodeThing, target: Target) -> bool:
        if self.holds_focus(thing.node):
            return True
        self._reader.focus(thing.node)
        if _until(lambda: self.holds_focus(thing.node)):
            return True
        self.click(thing, target)
        return _until(lambda: self.holds_focus(thing.node))

    def click(self, thing: Thing, target: Target, *, count: int = 1) -> None:
        """Clicks into the middle of what shows of a thing. Raises NotDoneError when nothing was sent."""
        if isinstance(thing, NodeThing):
            box: Box | None = self._scrolling.shown(thing, target.window)
        else:
            box = thing.box
        if box is None:
            raise NotDoneError("it has no place that could be clicked")
        self._apart(*box.middle)
        self.hands.mouse.click(*box.middle, Target(target.window), count=count)
        self._clicked = (*box.middle, time.monotonic())

    def _apart(self, x: int, y: int) -> None:
        """Two clicks at one place, one soon after the other, would be a double click."""
        left, top, when = self._clicked
        soon = DOUBLE_SECONDS - (time.monotonic() - when)
        if soon > 0 and max(abs(x - left), abs(y - top)) <= DOUBLE_PIXELS:
            pause(soon, because="what is clicked next is another thing, or is clicked once more")


def window_of(thing: Thing) -> int:
    """The X11 window that a thing is in; 0 when that is not known."""
    if isinstance(thing, (NodeThing, PlaceThing, KeyThing)):
        return thing.window
    return 0


def _until(so: Callable[[], bool]) -> bool:
    until = time.monotonic() + FOCUS_SECONDS
    while not so():
        if time.monotonic() >= until:
            return False
        pause(LOOK_SECONDS, because="the focus moves when the program has got to it")
    return True
