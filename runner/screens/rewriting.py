"""Changes the text of a selector file in one place; every other line stays as it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from runner.screens.layout import Layout, Pair, in_braces
from runner.screens.locator_entries import LOCATING
from runner.screens.writing import Value, in_line, on_lines
from runner.yaml_source import Path_

OWN = (*LOCATING, "offset", "confidence", "exact", "within")
"""The keys of an element that are its own locator."""

STEP = 2
"""Columns that a level is indented by."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A piece of the text and what comes in its place."""

    start: int
    end: int
    text: str


def applied(layout: Layout, cuts: Sequence[Cut]) -> str:
    """The text with its pieces replaced."""
    text = layout.text
    for cut in sorted(cuts, key=lambda cut: (cut.start, cut.end), reverse=True):
        text = text[: cut.start] + cut.text + text[cut.end :]
    return text


def with_locator_first(
    layout: Layout, path: Path_, entry: Mapping[str, Value], comment: str
) -> str:
    """The text with a new locator above the others of an element."""
    node = layout.at(path)
    pairs = layout.pairs(node)
    listed = next((pair for pair in pairs if pair.name == "locators"), None)
    if listed is not None:
        return _into_list(layout, node, listed, in_line(entry), comment)
    if not in_braces(node):
        return _as_block_list(layout, pairs, in_line(entry), comment)
    place = _pair_of(layout, path)
    if place is not None and layout.one_line(place.start, place.end):
        return _as_block(layout, place, pairs, in_line(entry), comment)
    return _as_flow_list(layout, pairs, in_line(entry))


def _remark(comment: str) -> str:
    return f"  # {' '.join(comment.split())}" if comment.strip() else ""


def _pair_of(layout: Layout, path: Path_) -> Pair | None:
    """The pair whose value is the element, where it stands in a block."""
    parent = layout.at(path[:-1])
    if in_braces(parent):
        return None
    return next(pair for pair in layout.pairs(parent) if pair.name == path[-1])


def _into_list(layout: Layout, node: Node, listed: Pair, new: str, comment: str) -> str:
    listing = listed.value
    if not isinstance(listing, SequenceNode):
        raise layout.refusal(listed.start, "its `locators` are no list")
    if listing.anchor is not None or not listing.value:
        raise layout.refusal(listed.start, "its `locators` are empty or shared")
    spans = layout.items(listing)
    if not in_braces(listing):
        indent = layout.column(listing.start_mark.index)
        at = layout.line_end(listed.key_end)
        line = f"{' ' * indent}- {new}{_remark(comment)}{layout.newline}"
        return applied(layout, [Cut(at, at, line)])
    if in_braces(node) or not layout.one_line(listed.start, listed.end):
        at = spans[0][0]
        return applied(layout, [Cut(at, at, f"{new}, ")])
    indent = layout.column(listed.start) + STEP
    old = [layout.text[start:end] for start, end in spans]
    lines = _list_lines(indent, new, comment, old)
    after = layout.text.index(":", listed.key_end) + 1
    return applied(layout, [Cut(after, listed.end, layout.newline.join(["", *lines]))])


def _list_lines(indent: int, new: str, comment: str, old: Sequence[str]) -> list[str]:
    space = " " * indent
    return [f"{space}- {new}{_remark(comment)}", *(f"{space}- {one}" for one in old)]


def _as_block(layout: Layout, place: Pair, pairs: list[Pair], new: str, comment: str) -> str:
    """`name: {label: X, personal: true}` becomes lines, its locator the second of a list."""
    indent = layout.column(place.start) + STEP
    said = [(pair, layout.text[pair.start : pair.end]) for pair in pairs]
    lines = [" " * indent + text for pair, text in said if pair.name not in OWN]
    own = ", ".join(text for pair, text in said if pair.name in OWN)
    lines.append(f"{' ' * indent}locators:")
    lines += _list_lines(indent + STEP, new, comment, [f"{{{own}}}"])
    after = layout.text.index(":", place.key_end) + 1
    return applied(layout, [Cut(after, place.end, layout.newline.join(["", *lines]))])


def _as_block_list(layout: Layout, pairs: list[Pair], new: str, comment: str) -> str:
    """The lines of an element's own locator move into a list, with their comments."""
    own = [pair for pair in pairs if pair.name in OWN]
    indent = layout.column(own[0].start)
    cuts: list[Cut] = []
    moved: list[str] = []
    for pair in own:
        layout.column(pair.start)
        start, end = layout.line_start(pair.start), layout.line_end(pair.end)
        moved += layout.text[start:end].splitlines()
        cuts.append(Cut(start, end, ""))
    space = " " * (indent + STEP)
    lines = [f"{' ' * indent}locators:", f"{space}- {new}{_remark(comment)}"]
    for number, line in enumerate(moved):
        lines.append(f"{space}{'  ' if number else '- '}{line[indent:]}" if line.strip() else line)
    cuts[0] = Cut(cuts[0].start, cuts[0].end, "".join(line + layout.newline for line in lines))
    return applied(layout, cuts)


def _as_flow_list(layout: Layout, pairs: list[Pair], new: str) -> str:
    own = [pair for pair in pairs if pair.name in OWN]
    for one, other in pairwise(own):
        if pairs.index(other) != pairs.index(one) + 1:
            raise layout.refusal(one.start, "its locator stands in several places")
    start, end = own[0].start, own[-1].end
    text = f"locators: [{new}, {{{layout.text[start:end]}}}]"
    return applied(layout, [Cut(start, end, text)])


def with_locator_replaced(
    layout: Layout, path: Path_, number: int, entry: Mapping[str, Value]
) -> str:
    """The text with one locator of an element written anew; `number` counts from 0."""
    pairs = layout.pairs(layout.at(path))
    listed = next((pair for pair in pairs if pair.name == "locators"), None)
    if listed is not None and isinstance(listed.value, SequenceNode):
        start, end = layout.items(listed.value)[number]
        return applied(layout, [Cut(start, end, in_line(entry))])
    own = [pair for pair in pairs if pair.name in OWN]
    first, last = own[0], own[-1]
    if pairs.index(last) - pairs.index(first) != len(own) - 1:
        raise layout.refusal(first.start, "its locator stands in several places")
    if in_braces(layout.at(path)):
        text = in_line(entry)[1:-1]
        return applied(layout, [Cut(first.start, last.end, text)])
    indent = layout.column(first.start)
    lines = [line for key, value in entry.items() for line in on_lines(key, value, indent)]
    return applied(layout, [Cut(first.start, last.end, layout.newline.join(lines).lstrip(" "))])


def with_key(
    layout: Layout, path: Path_, name: str, value: Value, *, apart: bool = False, comment: str = ""
) -> str:
    """The text with a new key as the last one of a mapping, which is made where it is missing."""
    if path and not layout.has(path[:-1], str(path[-1])):
        return with_key(layout, path[:-1], str(path[-1]), {name: value}, comment=comment)
    node = layout.at(path)
    pairs = layout.pairs(node)
    if in_braces(node) or not pairs:
        return _into_braces(layout, path, node, {name: value})
    indent = layout.column(pairs[0].start)
    at = layout.behind(pairs[-1].end, indent)
    lines = on_lines(name, value, indent)
    lines[0] += _remark(comment)
    text = "".join(line + layout.newline for line in lines)
    if apart and (len(pairs) == 1 or _apart(layout, pairs[-1])):
        text = layout.newline + text
    if at and layout.text[at - 1] != layout.newline[-1]:
        text = layout.newline + text
    return applied(layout, [Cut(at, at, text)])


def _apart(layout: Layout, pair: Pair) -> bool:
    """Whether an empty line, perhaps with comments below it, stands above a key."""
    lines = layout.text[: layout.line_start(pair.start)].splitlines()
    while lines and lines[-1].lstrip().startswith("#"):
        lines.pop()
    return bool(lines) and not lines[-1].strip()


def _into_braces(layout: Layout, path: Path_, node: Node, added: Mapping[str, Value]) -> str:
    if not isinstance(node, MappingNode) or not in_braces(node):
        raise layout.refusal(node.start_mark.index, "keys and values were expected")
    pairs = layout.pairs(node)
    parent = layout.at(path[:-1]) if path else node
    if not pairs and not in_braces(parent):
        place = next(pair for pair in layout.pairs(parent) if pair.name == path[-1])
        indent = layout.column(place.start) + STEP
        lines = [line for key, one in added.items() for line in on_lines(key, one, indent)]
        after = layout.text.index(":", place.key_end) + 1
        return applied(layout, [Cut(after, place.end, layout.newline.join(["", *lines]))])
    end = int(node.end_mark.index) - 1
    text = in_line(added)[1:-1]
    if not pairs:
        return applied(layout, [Cut(end, end, text)])
    at = pairs[-1].end
    return applied(layout, [Cut(at, at, f", {text}")])
