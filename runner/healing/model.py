"""The trained numbers: weights of the ranking, trees of the acceptance, limits by action."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Self

from runner.healing.forest import Forest
from runner.healing.ranking import Weights


@dataclass(frozen=True, slots=True)
class Model:
    """What `benchmarks/healing` has fitted."""

    weights: Weights
    forest: Forest
    limits: Mapping[str, float]
    """By action, the confidence from which on a control is taken."""

    @classmethod
    def of_table(cls, table: Mapping[str, Any]) -> Self:
        """Read what the training wrote.

        Raises:
            IndexError, KeyError, ValueError: it is not a model.
        """
        return cls(
            Weights(table["first"], table["second"]),
            Forest.of_table(table["base"], table["names"], table["trees"]),
            table["limits"],
        )


@cache
def shipped() -> Model:
    """The model of the package."""
    text = files("runner.healing").joinpath("model.json").read_text(encoding="utf-8")
    return Model.of_table(json.loads(text))
