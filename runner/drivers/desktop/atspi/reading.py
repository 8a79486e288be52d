"""Reads windows over AT-SPI2: a level of the tree in one go, and no more than what shows."""

from collections.abc import Collection, Sequence
from typing import Any

from runner.drivers.desktop.accessibility import SilentError, Top
from runner.drivers.desktop.atspi import wire
from runner.drivers.desktop.atspi.frames import NOWHERE, Frame, frame_of
from runner.drivers.desktop.atspi.lines import Lines
from runner.drivers.desktop.atspi.panes import Panes
from runner.drivers.desktop.atspi.registry import (
    ACCESSIBLE,
    ANSWER_SECONDS,
    Ref,
    Registry,
    property_of,
)
from runner.drivers.desktop.atspi.toolkits import Toolkits, evened, named_by_content, seen
from runner.drivers.desktop.atspi.wire import Call, Decoder, Failure, pack
from runner.drivers.desktop.atspi.words import LEAVES, TABLES, WINDOWS, role_of, states_of
from runner.drivers.desktop.tree import Node, Part, State
from runner.drivers.surface.surface import Box

COMPONENT = "org.a11y.atspi.Component"
NULL = "/org/a11y/atspi/null"
MOST_CHILDREN = 5000
"""A thing that claims more is read through its table, or not at all."""
MOST_VIRTUAL = 400
"""The same for those that make their children only while they are looked at."""
MOST_NODES = 20000
FIELDS = frozenset({40, 61, 79})
COUNTED = TABLES | {31, 98, 92, 20, 67}
"""Roles that may claim any number of children: they are counted before they are read."""


def call(node: Node, interface: str, member: str, decode: Decoder | None = None) -> Call:
    """A call without arguments."""
    owner, path = ref_of(node)
    return Call(owner, path, interface, member, decode=decode)


def ref_of(node: Node) -> Ref:
    """How AT-SPI names a thing."""
    key: Any = node.key
    owner, path = key
    return owner, path


class Reading:
    """Reads what AT-SPI has."""

    def __init__(self, registry: Registry, lines: Lines) -> None:
        self._registry = registry
        self._lines = lines
        self.toolkits = Toolkits(self.ask)
        self._frames: dict[Ref, Frame] = {}
        self._scales: dict[str, float] = {}
        """Of programs of which a window was read: their next one is drawn as large."""
        self._panes = Panes(self.ask, self.told)

    def ask(self, calls: Sequence[Call], seconds: float = ANSWER_SECONDS) -> list[Any]:
        """The answers to all calls; a Failure where there is none."""
        return self._lines.all(calls, seconds)

    def windows(self, processes: Collection[int] | None = None) -> list[Top]:
        """The windows that show, of the programs of some processes, or of all.

        Raises SilentError when one of them does not answer.
        """
        programs = [
            one for one in self._registry.programs() if processes is None or one[1] in processes
        ]
        below = self.ask(
            [Call(*ref, ACCESSIBLE, "GetChildren", decode=wire.references) for ref, _ in programs]
        )
        if processes is not None and any(one == Failure("timeout") for one in below):
            raise SilentError(gone=False)
        refs = [
            (ref, process)
            for (_, process), refs in zip(programs, below, strict=True)
            if not isinstance(refs, Failure)
            for ref in refs
        ]
        nodes = self.nodes([ref for ref, _ in refs])
        places = self.boxes([one for one in nodes if one is not None])
        tops = []
        for node, (_, process) in zip(nodes, refs, strict=True):
            if node is not None and node.showing and (box := places.get(id(node))) is not None:
                # A dialog for files is a panel, as GTK 4 tells it.
                node.role = "window" if node.role == "group" else node.role
                tops.append(Top(node, process, self._first(node, box)))
        return tops

    def told(self, nodes: Sequence[Node]) -> list[Box | None]:
        """Where things are, as their programs count."""
        refs = [ref_of(one) for one in nodes]
        self.toolkits.know(refs)
        calls = []
        for ref in refs:
            body = pack("u", self.toolkits.place(ref))
            calls.append(Call(*ref, COMPONENT, "GetExtents", "u", body, wire.four))
        return [None if isinstance(one, Failure) else Box(*one) for one in self.ask(calls)]

    def boxes(self, nodes: Sequence[Node]) -> dict[int, Box]:
        """Where things are, on the display."""
        return {
            id(node): box
            for node, told in zip(nodes, self.told(nodes), strict=True)
            if told is not None and (box := self._on_display(node, told)) is not None
        }

    def _on_display(self, node: Node, box: Box) -> Box | None:
        """Where a thing is; None in a window of which only the display knows where that is."""
        top = next(iter(reversed([node, *node.above()])))
        frame = self._frames.get(ref_of(top))
        box = self._panes.straight(node, box)
        if frame is not None:
            return frame.on_display(box)
        return None if self.toolkits.gtk_4(ref_of(node)) and top is not node else box

    def _first(self, top: Node, box: Box) -> Box:
        """Where a window is that was not read yet, as far as its program's other ones tell."""
        ref = ref_of(top)
        scale = 1.0 if ref in self._frames else self._scales.get(ref[0], 1.0)
        return Frame(NOWHERE, 0, 0, scale).on_display(box)

    def framed(self, top: Top) -> Box:
        """Where a window is, of which `top` has the place by the display, as far as things go."""
        ref = ref_of(top.root)
        self._frames.pop(ref, None)
        told = self.told([top.root])[0]
        if told is None:
            return top.box
        frame = frame_of(told, top.box, self.toolkits.gtk(ref))
        if frame is None:
            return top.box
        self._frames[ref] = frame
        self._scales[ref[0]] = frame.scale
        return frame.on_display(told) if self.toolkits.gtk_4(ref) else top.box

    def nodes(self, refs: Sequence[Ref]) -> list[Node | None]:
        """Things by their names; None for those that are gone."""
        calls = []
        for owner, path in refs:
            calls.append(Call(owner, path, ACCESSIBLE, "GetState", decode=wire.bits))
            calls.append(Call(owner, path, ACCESSIBLE, "GetRole", decode=wire.number))
            calls.append(property_of((owner, path), ACCESSIBLE, "Name", wire.variant_text))
        answers = self.ask(calls)
        self.toolkits.know(refs)
        nodes = [_node(ref, *answers[3 * at : 3 * at + 3]) for at, ref in enumerate(refs)]
        for node in nodes:
            if node is not None and self.toolkits.gtk_4(ref_of(node)):
                evened(node)
        return nodes

    def fill(self, root: Node, *, hidden: bool = False) -> None:
        """Reads everything below a thing; with `hidden` what does not show as well.

        Raises SilentError when the program does not answer.
        """
        level, count = [root], 1
        while level and count < MOST_NODES:
            parents = self._readable(level, hidden=hidden)
            below = self.ask(
                [call(one, ACCESSIBLE, "GetChildren", wire.references) for one in parents]
            )
            _answered(below, root)
            refs = [
                (parent, ref)
                for parent, refs in zip(parents, below, strict=True)
                if not isinstance(refs, Failure)
                for ref in refs[:MOST_CHILDREN]
            ]
            children = self.nodes([ref for _, ref in refs])
            level = []
            for (parent, _), child in zip(refs, children, strict=True):
                if child is not None:
                    parent.add(child)
                    level.append(child)
            self._see(level)
            count += len(level)
        self._panes.look(root)
        if self.toolkits.gtk_4(ref_of(root)):
            named_by_content(root)

    def _see(self, nodes: Sequence[Node]) -> None:
        """Of things of GTK 4 their places say whether they show."""
        asked = [one for one in nodes if self.toolkits.gtk_4(ref_of(one))]
        places = self.boxes(asked)
        for node in asked:
            node.box = places.get(id(node))
            node.read.add(Part.BOX)
            seen(node)

    def _readable(self, nodes: Sequence[Node], *, hidden: bool) -> list[Node]:
        open_ = [one for one in nodes if hidden or (one.showing and not _closed_list(one))]
        counted = [one for one in open_ if _number(one) in COUNTED or State.VIRTUAL in one.states]
        counts = self.ask(
            [
                property_of(ref_of(one), ACCESSIBLE, "ChildCount", wire.variant_number)
                for one in counted
            ]
        )
        huge = {
            id(one)
            for one, count in zip(counted, counts, strict=True)
            if isinstance(count, Failure) or count > _most(one)
        }
        return [one for one in open_ if id(one) not in huge and not self._leaf(one)]

    def _leaf(self, node: Node) -> bool:
        """GTK 4 has the text of a button in it, and the menu that it opens."""
        return _leaf(node) and not self.toolkits.gtk_4(ref_of(node))


def _closed_list(node: Node) -> bool:
    """Qt shows the entries of every combo box, at places where nothing is."""
    return node.role == "list" and node.parent is not None and node.parent.role == "combobox"


def _most(node: Node) -> int:
    return MOST_VIRTUAL if State.VIRTUAL in node.states else MOST_CHILDREN


def _leaf(node: Node) -> bool:
    number = _number(node)
    return number in LEAVES or (number in FIELDS and State.MULTI_LINE not in node.states)


def _answered(answers: Sequence[Any], root: Node) -> None:
    """Nobody tells a window by half: what is missing would look as if it were not there."""
    if root.children or not answers:
        silent = any(isinstance(one, Failure) and one.name == "timeout" for one in answers)
    else:
        silent = isinstance(answers[0], Failure)
    if silent:
        failures = [one.name for one in answers if isinstance(one, Failure)]
        raise SilentError(gone="timeout" not in failures)


def _number(node: Node) -> int:
    return NUMBERS.get(node.native, -1)


NUMBERS = {role_of(number)[1]: number for number in range(140)}


def _node(ref: Ref, bits: Any, number: Any, name: Any) -> Node | None:
    if isinstance(bits, Failure) or isinstance(number, Failure):
        return None
    role, native = role_of(number)
    said = "" if isinstance(name, Failure) else name
    if number in WINDOWS and role == "unknown":
        role = "window"
    return Node(ref, role, said, states_of(bits, number), native)
