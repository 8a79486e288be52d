"""Kill -9, and a host that fails: nothing lost, nothing twice, nothing claimed falsely."""

from pathlib import Path

import pytest

from benchmarks.killing import sweep_failpoint, sweep_feed
from demo.ledger import entries
from tests.terminal.sweeping import TARGETS, host_sweeping, run_to_its_end

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.mark.parametrize("name", ["step.intended", "step.press", "step.acted"])
def test_kill_at_failpoint(tmp_path: Path, name: str) -> None:
    verdict = sweep_failpoint(tmp_path / "sweep", name, 1, rows=3, scene=host_sweeping)

    assert verdict.kills == 1
    assert verdict.bad == 0, verdict
    assert verdict.states == {"done": 3}


def test_kills_at_random_instants(tmp_path: Path) -> None:
    folder = tmp_path / "sweep"
    verdict = sweep_feed(folder, 6, 25, 7, scene=host_sweeping, targets=TARGETS)

    assert verdict.kills >= 3
    assert verdict.bad == 0, verdict
    assert verdict.states == {"done": 25}


@pytest.mark.parametrize(
    ("fault", "states"),
    [
        ("cut_after_book", {"done": 4}),
        ("cut_before_book", {"done": 4}),
        ("lying_success", {"done": 4}),
    ],
)
def test_a_host_that_fails(tmp_path: Path, fault: str, states: dict[str, int]) -> None:
    with host_sweeping(tmp_path / "sweep", rows=4, faults={fault: 1}) as sweep:
        verdict = run_to_its_end(sweep)
        booked = [entry.key for entry in entries(sweep.ledger)]

    assert sorted(booked) == [f"REF-{number:04}" for number in range(1, 5)]
    assert verdict.bad == 0, verdict
    assert verdict.states == states
