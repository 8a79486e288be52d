"""What stands beside what, in pixels: the same measures as on web pages."""

from collections.abc import Iterable, Sequence

from runner.drivers.desktop.tree import Node
from runner.drivers.surface.surface import Box

SHARED = 2
"""Pixels that two things must share across to stand in one line or column."""
OVERLAP = 3
"""Pixels by which neighbours may overlap."""
ALIKE = 2
"""Pixels by which two neighbours are equally near."""
LABEL_GAP = 260
"""How far from its field a label may stand, left of it."""
LABEL_RISE = 40
"""How far above it."""


def gap(anchor: Box, box: Box, side: str) -> int | None:
    """How far a box is from an anchor on one side; None where it is not beside it."""
    if side in {"right", "left"}:
        shared = min(anchor.top + anchor.height, box.top + box.height) - max(anchor.top, box.top)
    else:
        shared = min(anchor.left + anchor.width, box.left + box.width) - max(anchor.left, box.left)
    far = {
        "right": box.left - anchor.left - anchor.width,
        "left": anchor.left - box.left - box.width,
        "below": box.top - anchor.top - anchor.height,
        "above": anchor.top - box.top - box.height,
    }[side]
    return far if shared > SHARED and far > -OVERLAP else None


def nearest(anchor: Node, nodes: Iterable[Node], side: str) -> list[Node]:
    """The things that stand nearest on one side, in the same line or column."""
    measured = []
    for node in nodes:
        if anchor.box is None or node.box is None or _kin(anchor, node):
            continue
        far = gap(anchor.box, node.box, side)
        if far is not None:
            measured.append((far, node))
    least = min((far for far, _ in measured), default=0)
    return [node for far, node in measured if far - least < ALIKE]


def _kin(one: Node, other: Node) -> bool:
    return one is other or other in one.above() or one in other.above()


def label_of(field: Node, texts: Sequence[Node]) -> Node | None:
    """The text that stands directly left of a field, else directly above it.

    A text that has another field nearer on its right is that one's label; this is seen by the
    caller, who asks for every field.
    """
    for side, most in (("left", LABEL_GAP), ("above", LABEL_RISE)):
        near = nearest(field, texts, side)
        if len(near) == 1 and _gap(field, near[0], side) <= most:
            return near[0]
    return None


def _gap(field: Node, text: Node, side: str) -> int:
    if field.box is None or text.box is None:
        return LABEL_GAP + 1
    far = gap(field.box, text.box, side)
    return LABEL_GAP + 1 if far is None else far
