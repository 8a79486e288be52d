"""Kill -9 at every named failpoint: nothing lost, nothing twice, nothing claimed falsely."""

from pathlib import Path

import pytest

from benchmarks.killing import sweep_failpoint, sweep_random
from runner.run.failpoint import NAMES

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.mark.parametrize("name", NAMES)
def test_kill_at_failpoint(tmp_path: Path, name: str) -> None:
    verdict = sweep_failpoint(tmp_path / "sweep", name, number=1, rows=2)

    assert verdict.kills == 1
    assert verdict.bad == 0, verdict
    assert verdict.states == {"done": 2}


def test_kills_at_random_instants(tmp_path: Path) -> None:
    verdict = sweep_random(tmp_path / "sweep", kills=6, rows=12, seed=7, feeds=6)

    assert verdict.kills == 6
    assert verdict.bad == 0, verdict
