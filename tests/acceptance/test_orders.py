"""From the web to a desktop and a terminal, and kills on the way."""

from pathlib import Path

import pytest

from benchmarks.desktop.kills import booking
from benchmarks.killing import sweep_failpoint
from tests.acceptance.conftest import Deskhand
from tests.desktop.programs import needs

pytestmark = [needs(), pytest.mark.slow, pytest.mark.browser]


def test_orders_go_from_the_web_to_a_desktop_and_a_terminal(deskhand: Deskhand) -> None:
    done = deskhand("demo", "orders", "--limit", "2", "--json")

    assert done.code == 0, done.said
    assert done.json["items"]["done"] == 2
    assert done.json["ledgers"] == {
        "erp": {"entered": 2, "duplicates": 0},
        "host": {"entered": 2, "duplicates": 0},
    }


@pytest.mark.parametrize("point", ["step.press", "step.acted"])
def test_a_worker_that_is_killed_around_its_press_books_nothing_twice(
    tmp_path: Path, point: str
) -> None:
    verdict = sweep_failpoint(tmp_path / "sweep", point, 1, rows=2, scene=booking)

    assert verdict.kills == 1
    assert verdict.bad == 0, verdict
    assert verdict.states["done"] + verdict.states["in_doubt"] == 2
