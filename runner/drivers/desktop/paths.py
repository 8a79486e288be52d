"""The way to a thing through a window's tree: `panel[2]/button[1]`."""

import re

from runner.drivers.desktop.tree import Node

STEP = re.compile(r"^(?P<role>[^\[\]]+)(?:\[(?P<number>[0-9]+)\])?$")


def by_path(root: Node, path: str) -> list[Node]:
    """The things at the end of a path; a step without number may have only one of its role.

    The window itself may be the first step.
    """
    steps = [one.strip() for one in path.strip("/").split("/") if one.strip()]
    if steps and _is(root, steps[0].partition("[")[0]) and len(steps) > 1:
        found = _follow(root, steps[1:])
        if found:
            return found
    return _follow(root, steps)


def _follow(top: Node, steps: list[str]) -> list[Node]:
    found = [top]
    for step in steps:
        met = STEP.match(step)
        if met is None or len(found) != 1:
            return []
        alike = [one for one in found[0].children if _is(one, met["role"])]
        number = met["number"]
        found = alike if number is None else alike[int(number) - 1 : int(number)]
    return found if steps else []


def path_of(node: Node) -> str:
    """The path by which `by_path` finds a thing, from below its window on."""
    steps: list[str] = []
    while node.parent is not None:
        alike = [one for one in node.parent.children if one.role == node.role]
        number = f"[{alike.index(node) + 1}]" if len(alike) > 1 else ""
        steps.append(f"{node.role}{number}")
        node = node.parent
    return "/".join(reversed(steps))


def _is(node: Node, role: str) -> bool:
    return role.strip() in {node.role, node.native}
