"""Accessibility on Linux: AT-SPI2 behind what the driver asks for."""

from collections.abc import Callable, Collection, Sequence

from runner.drivers.desktop.accessibility import Acted, SilentError, Top
from runner.drivers.desktop.atspi.bus import BusGoneError
from runner.drivers.desktop.atspi.doing import Doing
from runner.drivers.desktop.atspi.lines import Lines
from runner.drivers.desktop.atspi.parts import Parts
from runner.drivers.desktop.atspi.reading import Reading, ref_of
from runner.drivers.desktop.atspi.registry import Registry
from runner.drivers.desktop.atspi.tables import Tables
from runner.drivers.desktop.errors import NoAccessibilityError
from runner.drivers.desktop.tree import Cells, Node, Part, State, Tree
from runner.drivers.surface.surface import Box

CHOICES = frozenset({"option", "listitem", "menuitem", "cell", "treeitem"})


class AtSpi:
    """Reads programs and acts in them, over the accessibility bus of one display."""

    def __init__(self, session_bus: str) -> None:
        """Raises NoAccessibilityError."""
        self._registry = Registry(session_bus)
        self._lines = Lines(self._registry.bus)
        self._reading = Reading(self._registry, self._lines)
        self._parts = Parts(self._reading)
        self._tables = Tables(self._reading)
        self._doing = Doing(self._reading, self._lines)

    def windows(self, processes: Collection[int] | None = None) -> list[Top]:
        """The windows that show, of some processes, or of all programs that tell."""
        try:
            return self._reading.windows(processes)
        except BusGoneError as error:
            raise NoAccessibilityError(str(error)) from error

    def tree(self, top: Top) -> Tree:
        """Everything in a window."""
        top.root.children.clear()
        top.root.box = self._reading.framed(top)
        top.root.read.add(Part.BOX)
        self._reading.fill(top.root)
        return Tree(top.root, self)

    def load(self, part: Part, nodes: Sequence[Node]) -> None:
        """Reads a part of things."""
        self._parts.load(part, nodes)

    def inside(self, node: Node) -> list[Node]:
        """Everything in a thing that does not show, such as a closed menu."""
        top = self.fresh(node)
        return [one for one in top.walk() if one is not top]

    def fresh(self, node: Node) -> Node:
        """The thing and all in it as they are at this moment, what does not show included."""
        top = self._tables.anew(node) or self._reading.nodes([ref_of(node)])[0]
        if top is None:
            raise SilentError(gone=True)
        # It stands where it stood: some programs tell places only inside of their windows.
        top.parent = node.parent
        self._reading.fill(top, hidden=True)
        return top

    def cells(self, node: Node) -> Cells | None:
        """The cells of a table."""
        return self._tables.cells(node)

    def states(self, node: Node) -> frozenset[State]:
        """What is so of a thing at this moment."""
        return self._doing.states(node)

    def set_text(self, node: Node, text: str) -> bool:
        """Puts a text in place of what a field holds."""
        return self._doing.set_text(node, text)

    def set_number(self, node: Node, number: float) -> bool:
        """Sets a slider or a counter."""
        return self._doing.set_number(node, number)

    def number(self, node: Node) -> float | None:
        """What a slider or a counter stands at."""
        return self._doing.number(node)

    def length(self, node: Node) -> int | None:
        """How many characters a field holds."""
        return self._doing.length(node)

    def can_act(self, node: Node) -> bool:
        """Whether `act` can press it."""
        return self._doing.can_act(node)

    def act(self, node: Node, opened: Callable[[], bool] | None = None) -> Acted:
        """Does what pressing the thing does."""
        return self._doing.act(node, opened)

    def options(self, node: Node) -> list[Node]:
        """What can be chosen in a list, whether it is open or not."""
        return [one for one in self.inside(node) if one.role in CHOICES and not _holds_choices(one)]

    def choose(self, owner: Node, index: int) -> bool:
        """Chooses one of the options by its place."""
        return self._doing.choose(owner, index)

    def clear(self, owner: Node) -> None:
        """Nothing in a list is chosen any more."""
        self._doing.clear(owner)

    def focus(self, node: Node) -> bool:
        """Gives a thing the keyboard focus."""
        return self._doing.focus(node)

    def focused(self, node: Node) -> bool:
        """Whether the thing has the keyboard focus at this moment."""
        return self._doing.focused(node)

    def show(self, node: Node) -> None:
        """Scrolls so that the thing can be seen, where the program can."""
        self._doing.show(node)

    def header(self, node: Node) -> Box | None:
        """Where the headers of a table's columns lie."""
        return self._tables.header(node)

    def forget_changes(self) -> None:
        """What changed until now does not wake `await_change`."""
        try:
            self._registry.events.forget_signals()
        except BusGoneError as error:
            raise NoAccessibilityError(str(error)) from error

    def await_change(self, seconds: float) -> bool:
        """Whether something changed, within `seconds`."""
        try:
            return self._registry.events.await_signal(seconds)
        except BusGoneError as error:
            raise NoAccessibilityError(str(error)) from error

    def close(self) -> None:
        """Lets the bus go."""
        self._lines.close()
        self._registry.close()


def _holds_choices(node: Node) -> bool:
    return any(one.role in CHOICES for one in node.walk() if one is not node)
