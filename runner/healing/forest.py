"""A forest of small decision trees as a table of numbers: no library is needed to ask it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import Self

Features = Mapping[str, float]

Split = tuple[str, float, int, int]
"""A feature, a limit, the node for what is not above it, the node for the rest."""


@dataclass(frozen=True, slots=True)
class Tree:
    """One tree: node 0 is its root; a leaf holds its score."""

    nodes: tuple[Split | float, ...]

    def score(self, told: Features) -> float:
        """The score of the leaf that the features lead to."""
        node = self.nodes[0]
        while not isinstance(node, float):
            name, limit, below, above = node
            node = self.nodes[below if told.get(name, 0.0) <= limit else above]
        return node


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees whose scores add up to log odds (gradient boosting; Friedman 2001)."""

    base: float
    trees: tuple[Tree, ...]

    def chance(self, told: Features) -> float:
        """A probability."""
        score = self.base + sum(tree.score(told) for tree in self.trees)
        return 1.0 / (1.0 + exp(-min(max(score, -500.0), 500.0)))

    @classmethod
    def of_table(cls, base: float, table: Sequence[Sequence[object]]) -> Self:
        """Read what the training wrote.

        Raises:
            ValueError: the table is not one of trees.
        """
        return cls(base, tuple(Tree(tuple(_node(node) for node in tree)) for tree in table))


def _node(node: object) -> Split | float:
    if isinstance(node, int | float):
        return float(node)
    if isinstance(node, list) and len(node) == 4:
        name, limit, below, above = node
        return (str(name), float(limit), int(below), int(above))
    raise ValueError("a tree's node is a score or a split of four")
