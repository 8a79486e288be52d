"""Training: limits that hold, weights that learn."""

import random

import pytest

from benchmarks.healing.cases import Pair, screen
from benchmarks.healing.logit import fit
from benchmarks.healing.searches import compared, searches
from benchmarks.healing.train import Row, lowest
from tests.unit.benchmarks.healing.test_changes import PAGE


def row(*, right: bool, present: bool = True, deleted: bool = False) -> Row:
    return Row("shop", "ids", {}, right, False, present, deleted)


def test_a_limit_is_above_the_errors_that_are_not_tolerated() -> None:
    judged = [(0.99, row(right=True)), (0.9, row(right=False)), (0.8, row(right=True))]

    assert lowest(judged, 0.0) == pytest.approx(0.9001)
    assert lowest(judged, 0.4) == 0.5


def test_accepted_deleted_elements_raise_a_limit_too() -> None:
    gone = (0.97, row(right=False, present=False, deleted=True))

    assert lowest([(0.99, row(right=True)), gone], 0.0) == pytest.approx(0.9701)


def test_weights_prefer_the_right_candidates() -> None:
    pair = Pair("shop", "p", screen(PAGE), screen(PAGE, "ids", "s"))
    cases = [
        case for search in searches(pair, "ids", random.Random(1), 4) for case in compared(search)
    ]
    weights = fit(cases)

    assert weights["name.same"] > 0.5
    assert weights["name.same"] > weights.get("id.same", 0.0)
