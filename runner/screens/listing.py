"""Adds an entry to a list that stands at the top of a selector file."""

from collections.abc import Mapping

from ruamel.yaml.nodes import SequenceNode

from runner.screens.layout import Layout, in_braces
from runner.screens.rewriting import STEP, Cut, applied, with_key
from runner.screens.writing import Value, in_line


def with_entry(layout: Layout, name: str, entry: Mapping[str, Value]) -> str:
    """The text with an entry at the end of the list `name`, which is made where it is missing.

    Raises:
        CannotEditError: what stands there is no list, or is shared by an alias.
    """
    line = f"- {in_line(entry)}{layout.newline}"
    if not layout.has((), name):
        return _begun(layout, name, entry, line)
    node = layout.at((name,))
    if not isinstance(node, SequenceNode):
        raise layout.refusal(node.start_mark.index, f"`{name}` is no list")
    spans = layout.items(node)
    if in_braces(node):
        at = spans[-1][1] if spans else node.end_mark.index - 1
        text = f"{', ' if spans else ''}{in_line(entry)}"
        return applied(layout, [Cut(at, at, text)])
    indent = layout.column(node.start_mark.index)
    at = layout.behind(spans[-1][1], indent)
    ends = layout.text[at - 1] == layout.newline[-1]
    text = f"{'' if ends else layout.newline}{' ' * indent}{line}"
    return applied(layout, [Cut(at, at, text)])


def _begun(layout: Layout, name: str, entry: Mapping[str, Value], line: str) -> str:
    """The list itself, as the last thing of the file."""
    if in_braces(layout.root):
        return with_key(layout, (), name, [entry])
    newline = layout.newline
    return f"{layout.text.rstrip()}{newline}{newline}{name}:{newline}{' ' * STEP}{line}"
