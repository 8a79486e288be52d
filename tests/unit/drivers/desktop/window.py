"""Windows made by hand, as a program would tell them."""

from pathlib import Path

from runner.drivers.desktop.tree import Node, Part, State, Tree
from runner.drivers.surface.surface import Box
from runner.screens.model import By, Locator, Place

PLACE = Place(Path("shop.yaml"), 7)
SEEN = frozenset({State.SHOWING, State.VISIBLE, State.ENABLED})
UNSEEN = frozenset({State.ENABLED})


def node(
    role: str, name: str = "", box: tuple[int, int, int, int] = (10, 10, 50, 20), **more
) -> Node:
    """A thing that has been read whole."""
    more.setdefault("states", SEEN)
    made = Node(f"{role}:{name}:{box}:{id(more)}", role, name, box=Box(*box), **more)
    made.read |= set(Part)
    return made


def window(*things: Node, title: str = "Shop") -> Tree:
    """A window of 800×600 pixels."""
    return Tree(node("window", title, (0, 0, 800, 600)).add(*things))


def by(way: By, text: str, **more) -> Locator:
    return Locator(way, text, PLACE, **more)
