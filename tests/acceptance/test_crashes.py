"""Freezes, answers that say nothing, and kills by chance: nothing lost, nothing twice in silence."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import crash_matrix
from benchmarks.crash_answers import answered
from benchmarks.crash_freezing import freeze_host
from benchmarks.crash_scene import scene
from benchmarks.crash_site import AFTER_COMMIT, BEFORE_COMMIT
from tests.postgresql import Server, running_server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

CAN_BE_LOOKED_UP = [kind for kind in (*AFTER_COMMIT, *BEFORE_COMMIT) if kind != "mute"]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_server() as running:
        yield running


@pytest.mark.parametrize("bot", ["enter_with_look", "enter_unsure"])
def test_whatever_the_answer_was_a_look_settles_it(tmp_path: Path, bot: str) -> None:
    found = answered(tmp_path / "scene", bot, CAN_BE_LOOKED_UP, 2)

    assert found.states == {(kind, "done"): 2 for kind in CAN_BE_LOOKED_UP}
    assert found.second_entries == 0
    assert found.verdict.bad == 0, found.verdict


def test_without_a_look_every_such_answer_is_in_doubt_until_a_person_settles_it(
    tmp_path: Path,
) -> None:
    kinds = [*AFTER_COMMIT, *BEFORE_COMMIT]
    found = answered(tmp_path / "scene", "enter_blind", kinds, 2)

    assert found.states == {(kind, "in_doubt"): 2 for kind in kinds}
    assert found.second_entries == 0
    assert found.at_last.states == {"done": 2 * len(kinds)}
    assert found.at_last.bad == 0, found.at_last


@pytest.mark.parametrize("bot", ["enter_with_look", "enter_unsure"])
def test_a_look_that_gets_no_answer_is_no_verdict(tmp_path: Path, bot: str) -> None:
    found = answered(tmp_path / "scene", bot, ["mute", "case"], 2)

    assert found.states == {("mute", "in_doubt"): 2, ("case", "done"): 2}
    assert found.second_entries == 0


@pytest.mark.parametrize("point", ["worker.claimed", "step.intended", "step.acted"])
def test_a_host_that_wakes_up_after_three_leases_enters_nothing_more(
    tmp_path: Path, point: str
) -> None:
    found = freeze_host(tmp_path / "scene", "store.db", workers=1, point=point)

    assert found.freezes == 1
    assert found.second_entries == 0
    assert found.verdict.states == {"done": 3}


@pytest.mark.postgresql
@pytest.mark.parametrize("bot", ["enter_with_look", "enter_blind"])
def test_a_host_wherever_it_stood_still_enters_nothing_more(
    tmp_path: Path, server: Server, bot: str
) -> None:
    found = freeze_host(tmp_path / "scene", server.fresh_database(), workers=4, bot=bot)

    assert found.freezes >= 4
    assert found.second_entries == 0
    assert found.verdict.bad == 0, found.verdict


def test_a_worker_that_stands_still_alone_is_ended_at_its_deadline_and_its_item_looked_at(
    tmp_path: Path,
) -> None:
    with scene(tmp_path / "scene") as stage:
        order = f"stop:step.intended:1:{stage.folder / 'kills'}"
        run = stage.begin("enter_with_look", ["case-1", "case-2"], failpoint=order)

        assert run.wait(60) == 0
        assert stage.kills == 1
        assert stage.states() == [("case-1", "done"), ("case-2", "done")]
        assert stage.second_entries == 0


def test_kills_by_chance_on_one_machine(tmp_path: Path) -> None:
    figures = crash_matrix.embedded(tmp_path, crash_matrix.Extent(20, 120))

    assert figures["kills"] >= 2
    assert {name: figures[name] for name in crash_matrix.WRONG} == dict.fromkeys(
        crash_matrix.WRONG, 0
    )


@pytest.mark.postgresql
def test_kills_by_chance_of_workers_and_hosts(tmp_path: Path, server: Server) -> None:
    extent = crash_matrix.Extent(20, 120)
    figures = crash_matrix.distributed(tmp_path, server.fresh_database(), extent)

    assert figures["kills"] >= 2
    assert {name: figures[name] for name in crash_matrix.WRONG} == dict.fromkeys(
        crash_matrix.WRONG, 0
    )
