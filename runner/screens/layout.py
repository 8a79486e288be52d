"""Knows where in the text of a selector file its keys and values stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from runner.errors import InputError
from runner.screens.source import composed, values_of
from runner.yaml_source import Path_

ALIAS = re.compile(r"[\s:,?-]*\*[^\s,\[\]{}]+")
COMMENT = re.compile(r"[ \t]*#")


class CannotEditError(InputError):
    """A selector file is written in a way that only a person can change without harm."""

    def __init__(self, file: Path, line: int, why: str) -> None:
        super().__init__(
            f"{file.name}:{line}: this cannot be changed by a command: {why}.",
            hint="Nothing was written. Change it in an editor.",
        )


@dataclass(frozen=True, slots=True)
class Pair:
    """A key with its value, from the key's first character to the value's last."""

    name: str
    value: Node
    start: int
    key_end: int
    end: int


class Layout:
    """The text of a file and its nodes."""

    def __init__(self, file: Path, text: str) -> None:
        """Raises SelectorFileError where the text is no plain YAML."""
        self.file = file
        self.text = text
        self.root = composed(file, text)
        self.source = values_of(file, self.root)
        self.newline = (
            "\r\n" if "\r\n" in text else "\n" if "\n" in text or "\r" not in text else "\r"
        )
        self._shared = set(_shared(self.root, set()))

    def at(self, path: Path_) -> Node:
        """The node under these keys.

        Raises:
            CannotEditError: there is none, or an alias, which a change would make elsewhere too.
        """
        node = self.root
        self._own(node)
        for name in path:
            found = [pair.value for pair in self.pairs(node) if pair.name == name]
            if not found:
                raise self.refusal(node.start_mark.index, f"{name!r} is missing")
            node = found[0]
            self._own(node)
        return node

    def has(self, path: Path_, name: str) -> bool:
        """Whether the mapping under these keys has a key."""
        return any(pair.name == name for pair in self.pairs(self.at(path)))

    def _own(self, node: Node) -> None:
        if id(node) in self._shared or node.anchor is not None:
            raise self.refusal(node.start_mark.index, "it is shared by an anchor and its aliases")

    def refusal(self, index: int, why: str) -> CannotEditError:
        """The error that names the line of a place."""
        return CannotEditError(self.file, self.text.count("\n", 0, index) + 1, why)

    def pairs(self, node: Node) -> list[Pair]:
        """The keys of a mapping, in the order of the text."""
        if not isinstance(node, MappingNode):
            raise self.refusal(node.start_mark.index, "keys and values were expected")
        found = []
        for key, value in node.value:
            start, key_end = key.start_mark.index, key.end_mark.index
            found.append(Pair(str(key.value), value, start, key_end, self._end(value, key_end)))
        return found

    def items(self, node: SequenceNode) -> list[tuple[int, int]]:
        """From where to where each entry of a list goes."""
        spans: list[tuple[int, int]] = []
        after = node.start_mark.index
        for item in node.value:
            if item.start_mark.index < after:
                raise self.refusal(after, "the list holds an alias")
            after = self._end(item, item.start_mark.index)
            spans.append((item.start_mark.index, after))
        return spans

    def _end(self, node: Node, after: int) -> int:
        if node.start_mark.index < after:
            found = ALIAS.match(self.text, after)
            return found.end() if found else after
        if isinstance(node, ScalarNode) or in_braces(node) or not node.value:
            return max(after, int(node.end_mark.index))
        if isinstance(node, MappingNode):
            return self.pairs(node)[-1].end
        last = node.value[-1]
        return self._end(last, max(after, int(last.start_mark.index)))

    def line_start(self, index: int) -> int:
        """Where the line of a place begins."""
        return self.text.rfind(self.newline[-1], 0, index) + 1

    def line_end(self, index: int) -> int:
        """Where the line behind that of a place begins; the text's end, when it is the last."""
        if index and self.text[index - 1 : index] == self.newline[-1]:
            return index
        found = self.text.find(self.newline[-1], index)
        return len(self.text) if found < 0 else found + 1

    def column(self, index: int) -> int:
        """How far a place is indented. Raises CannotEditError when text stands before it."""
        before = self.text[self.line_start(index) : index]
        if before.strip(" "):
            raise self.refusal(index, "something else stands on its line")
        return len(before)

    def behind(self, index: int, indent: int) -> int:
        """Where a line may be added behind a place, and behind the comments that belong to it."""
        place = self.line_end(index)
        while (found := COMMENT.match(self.text, place)) and len(found[0]) > indent:
            place = self.line_end(place + 1)
        return place

    def one_line(self, start: int, end: int) -> bool:
        """Whether no line ends between two places."""
        return not any(sign in self.text[start:end] for sign in "\r\n")


def in_braces(node: Node) -> bool:
    """Whether keys and values, or a list, are written in braces or brackets."""
    return isinstance(node, CollectionNode) and bool(node.flow_style)


def _shared(node: Node, met: set[int]) -> Iterator[int]:
    if id(node) in met:
        yield id(node)
        return
    met.add(id(node))
    if isinstance(node, MappingNode):
        for _, value in node.value:
            yield from _shared(value, met)
    elif isinstance(node, SequenceNode):
        for value in node.value:
            yield from _shared(value, met)
