"""Reads the parts of things that are asked for only now and then: places, texts, labels."""

from collections.abc import Callable, Sequence
from typing import Any

from runner.drivers.desktop.atspi import wire
from runner.drivers.desktop.atspi.reading import Reading, call, ref_of
from runner.drivers.desktop.atspi.registry import ACCESSIBLE, property_of
from runner.drivers.desktop.atspi.wire import Call, Failure, pack
from runner.drivers.desktop.atspi.words import LABELLED_BY
from runner.drivers.desktop.tree import Node, Part, State

TEXT = "org.a11y.atspi.Text"
VALUE = "org.a11y.atspi.Value"
BULLET = "•"
NUMBERED = frozenset({"slider", "progressbar", "spinbutton", "scrollbar"})


class Parts:
    """Fills in what a node does not have yet."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._readers: dict[Part, Callable[[Sequence[Node]], None]] = {
            Part.BOX: self._boxes,
            Part.TEXT: self._texts,
            Part.DESCRIPTION: self._descriptions,
            Part.MARKS: self._marks,
            Part.LABELS: self._labels,
        }

    def load(self, part: Part, nodes: Sequence[Node]) -> None:
        """Reads a part of things, all in one go."""
        self._readers[part](nodes)

    def _boxes(self, nodes: Sequence[Node]) -> None:
        places = self._reading.boxes(nodes)
        for node in nodes:
            node.box = places.get(id(node))

    def _texts(self, nodes: Sequence[Node]) -> None:
        able = self._reading.ask(
            [call(one, ACCESSIBLE, "GetInterfaces", wire.texts) for one in nodes]
        )
        pairs = [pair for pair in zip(nodes, able, strict=True) if isinstance(pair[1], list)]
        asked = [node for node, can in pairs if TEXT in can]
        numbered = [node for node, can in pairs if VALUE in can and node.role in NUMBERED]
        answers = self._reading.ask([self._whole(one) for one in asked])
        numbers = self._reading.ask(
            [
                property_of(ref_of(one), VALUE, "CurrentValue", wire.variant_number)
                for one in numbered
            ]
        )
        for node, text in zip(asked, answers, strict=True):
            node.text = None if isinstance(text, Failure) else text
            if State.PASSWORD in node.states and node.text:
                # GTK 4 tells what stands there, where others tell bullets.
                node.text = BULLET * len(node.text)
        for node, number in zip(numbered, numbers, strict=True):
            if not isinstance(number, Failure) and not node.text:
                node.text = f"{number:.15g}"

    def _whole(self, node: Node) -> Call:
        ref = ref_of(node)
        bounds = pack("ii", 0, self._reading.toolkits.end(ref))
        return Call(*ref, TEXT, "GetText", "ii", bounds, wire.text)

    def _descriptions(self, nodes: Sequence[Node]) -> None:
        answers = self._reading.ask(
            [
                property_of(ref_of(one), ACCESSIBLE, "Description", wire.variant_text)
                for one in nodes
            ]
        )
        for node, said in zip(nodes, answers, strict=True):
            node.description = "" if isinstance(said, Failure) else said

    def _marks(self, nodes: Sequence[Node]) -> None:
        calls = [call(one, ACCESSIBLE, "GetAttributes", wire.named_texts) for one in nodes]
        ids = [
            property_of(ref_of(one), ACCESSIBLE, "AccessibleId", wire.variant_text) for one in nodes
        ]
        answers = self._reading.ask([*calls, *ids])
        for at, node in enumerate(nodes):
            marks: Any = answers[at]
            marks = {} if isinstance(marks, Failure) or marks is None else marks
            own = answers[len(nodes) + at]
            node.id = (own if isinstance(own, str) else "") or marks.get("id", "")
            node.placeholder = marks.get("placeholder-text", "")

    def _labels(self, nodes: Sequence[Node]) -> None:
        answers = self._reading.ask(
            [call(one, ACCESSIBLE, "GetRelationSet", wire.relations) for one in nodes]
        )
        refs = [
            (node, ref)
            for node, found in zip(nodes, answers, strict=True)
            if isinstance(found, dict)
            for ref in found.get(LABELLED_BY, [])
        ]
        labels: dict[int, list[Node]] = {id(one): [] for one in nodes}
        for (node, _), label in zip(
            refs, self._reading.nodes([ref for _, ref in refs]), strict=True
        ):
            if label is not None:
                labels[id(node)].append(label)
        for node in nodes:
            node.labels = tuple(labels[id(node)])
