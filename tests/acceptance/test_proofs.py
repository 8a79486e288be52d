"""The proofs, each in a small form: what the benchmarks show at length must not be lost in between."""

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import backups, claims, crash_failpoints, forgotten, full_disk, nightly, outages
from tests.postgresql import running_server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.mark.parametrize("bot", crash_failpoints.BOTS)
def test_killed_at_each_passing_of_a_point_in_turn_nothing_is_lost_or_doubled(
    tmp_path: Path, bot: str
) -> None:
    found = crash_failpoints.sweep(tmp_path, None, "step.acted", bot)

    assert found.is_clean
    assert found.kills >= 1
    assert (found.bad, found.wrong_after_settling, found.looked_and_in_doubt) == (0, 0, 0)


@pytest.mark.postgresql
@pytest.mark.parametrize("kind", [outages.restarted, outages.terminated])
def test_a_database_that_goes_away_and_comes_back_costs_nothing(
    tmp_path: Path, kind: Callable[..., dict[str, float]]
) -> None:
    extent = outages.Extent(40, 2, (1, 2), 5, 0.3, 60.0)
    with running_server() as server:
        figures = kind(tmp_path / "scene", server, extent)

    assert figures["struck"] >= 1
    assert {name: figures[name] for name in outages.WRONG} == dict.fromkeys(outages.WRONG, 0)


@pytest.mark.parametrize(("kind", "number"), [("full", 40), ("unsynced", 5)])
def test_a_disk_that_fails_in_the_middle_of_a_run_costs_nothing(
    tmp_path: Path, kind: str, number: int
) -> None:
    found = list(full_disk.swept(tmp_path, full_disk.FAULTS[kind], [number]))
    if not found:
        pytest.skip("no strace here: sudo apt-get install strace")

    assert [each.fails_well for each in found] == [True]
    assert [(each.wrong, each.second_entries) for each in found] == [(0, 0)]


def test_a_backup_that_is_taken_at_work_holds_what_had_ended_and_lets_nothing_be_entered_again(
    tmp_path: Path,
) -> None:
    found = backups.backed_up(tmp_path / "scene", str, 40, 3)

    assert found.while_at_work >= 1
    assert (found.lost, found.invented, found.again, found.unsound) == ([], [], [], [])


def test_processes_that_claim_side_by_side_never_take_the_same(tmp_path: Path) -> None:
    figures = claims.claimed("embedded", tmp_path, "store.db", 20)

    assert figures["embedded.claims"] == 160
    assert (figures["embedded.twice"], figures["embedded.missed"]) == (0, 0)


def test_kills_at_random_instants_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    figures = nightly.killed(tmp_path / "scene", "store.db", 3)

    assert figures["kills"] >= 1
    assert {name: figures[name] for name in nightly.WRONG} == dict.fromkeys(nightly.WRONG, 0)


@pytest.mark.postgresql
def test_a_host_whose_row_is_gone_keeps_nothing_for_longer_than_two_leases(tmp_path: Path) -> None:
    with running_server() as server:
        figures = forgotten.forgotten(tmp_path / "scene", server.fresh_database(), 20, 1)

    assert figures["rows_deleted"] >= 1
    assert figures["wrong"] == 0
    assert figures["longest_in_work_leases"] <= forgotten.LEASES
