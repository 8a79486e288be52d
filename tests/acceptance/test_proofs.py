"""The proofs, each in a small form: what the benchmarks show at length must not be lost in between."""

from pathlib import Path

import pytest

from benchmarks import crash_failpoints

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.mark.parametrize("bot", crash_failpoints.BOTS)
def test_killed_at_each_passing_of_a_point_in_turn_nothing_is_lost_or_doubled(
    tmp_path: Path, bot: str
) -> None:
    found = crash_failpoints.sweep(tmp_path, None, "step.acted", bot)

    assert found.is_clean
    assert found.kills >= 1
    assert (found.bad, found.wrong_after_settling, found.looked_and_in_doubt) == (0, 0, 0)
