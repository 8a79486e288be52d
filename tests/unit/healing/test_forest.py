"""Trees as a table."""

import pytest

from runner.healing.forest import Forest

TABLE = [[[0, 0.5, 1, 2], -2.0, [1, 3.0, 3, 4], 0.0, 2.0]]
NAMES = ["strong", "agree"]


@pytest.mark.parametrize(
    ("told", "chance"),
    [
        ({}, 0.1192),
        ({"strong": 0.5}, 0.1192),
        ({"strong": 1.0, "agree": 2.0}, 0.5),
        ({"strong": 1.0, "agree": 4.0}, 0.8808),
    ],
)
def test_features_lead_to_a_leaf(told: dict[str, float], chance: float) -> None:
    assert Forest.of_table(0.0, NAMES, TABLE).chance(told) == pytest.approx(chance, abs=1e-4)


def test_trees_add_up() -> None:
    forest = Forest.of_table(1.0, NAMES, [*TABLE, [3.0]])

    assert forest.chance({}) == pytest.approx(1 / (1 + 2.718281828**-2.0))


@pytest.mark.parametrize("table", [[[[7, 0.5, 1, 2], 0.0, 0.0]], [[[0, 0.5, 1]]]])
def test_what_is_no_table_of_trees_is_refused(table: list[list[list[float]]]) -> None:
    with pytest.raises((IndexError, ValueError)):
        Forest.of_table(0.0, NAMES, table)
