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
    def of_table(
        cls, base: float, names: Sequence[str], table: Sequence[Sequence[Sequence[float] | float]]
    ) -> Self:
        """Read what the training wrote.

        Raises:
            IndexError, ValueError: the table is not one of trees.
        """
        trees = (Tree(tuple(_node(node, names) for node in tree)) for tree in table)
        return cls(base, tuple(trees))


def _node(node: Sequence[float] | float, names: Sequence[str]) -> Split | float:
    if isinstance(node, int | float):
        return float(node)
    feature, limit, below, above = node
    return names[int(feature)], float(limit), int(below), int(above)
