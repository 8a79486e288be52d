"""A program in memory: its windows, and what is done to them."""

from collections.abc import Callable

from runner.drivers.desktop.accessibility import Acted, Top
from runner.drivers.desktop.tree import Cells, Node, Part, State, Tree
from runner.drivers.surface.surface import Box


class Reader:
    """Accessibility of windows made by hand; does what it is asked, and notes it."""

    def __init__(self, *trees: Tree) -> None:
        self.trees = {id(one.root): one for one in trees}
        self.done: list[tuple[str, str]] = []
        self.holds_text = True
        """Whether a text that is set stays."""
        self.can = Acted.DONE
        self.on_act: Callable[[Node], None] = lambda node: None

    def windows(self, processes=None) -> list[Top]:
        return [Top(one.root, 7, one.root.box) for one in self.trees.values()]

    def tree(self, top: Top) -> Tree:
        return self.trees[id(top.root)]

    def load(self, part: Part, nodes) -> None: ...

    def cells(self, node: Node) -> Cells | None:
        return None

    def inside(self, node: Node) -> list[Node]:
        return [one for one in node.walk() if one is not node]

    def fresh(self, node: Node) -> Node:
        return node

    def states(self, node: Node) -> frozenset[State]:
        return node.states

    def set_text(self, node: Node, text: str) -> bool:
        self.done.append(("set", text))
        if self.holds_text:
            node.text = text
        return True

    def set_number(self, node: Node, number: float) -> bool:
        self.done.append(("number", str(number)))
        node.text = f"{number:g}"
        return True

    def length(self, node: Node) -> int | None:
        return None if node.text is None else len(node.text)

    def can_act(self, node: Node) -> bool:
        return self.can is not Acted.UNABLE or ("act", node.name) not in self.done

    def act(self, node: Node, opened=None) -> Acted:
        self.done.append(("act", node.name))
        if self.can is Acted.DONE:
            self.on_act(node)
        return self.can

    def options(self, node: Node) -> list[Node]:
        return [one for one in self.inside(node) if one.role == "listitem"]

    def choose(self, owner: Node, index: int) -> bool:
        self.done.append(("choose", str(index)))
        for at, one in enumerate(self.options(owner)):
            one.states = one.states - {State.SELECTED} | (
                {State.SELECTED} if at == index else set()
            )
        return True

    def clear(self, owner: Node) -> None: ...

    def focus(self, node: Node) -> bool:
        node.states = node.states | {State.FOCUSED}
        return True

    def focused(self, node: Node) -> bool:
        return State.FOCUSED in node.states

    def show(self, node: Node) -> None: ...

    def header(self, node: Node) -> Box | None:
        return None
