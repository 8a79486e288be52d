"""Deadlines of runs that the fleet works."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from runner.run.plan import RunPlan
from runner.serve.deadlines import stop_overdue
from runner.store.runs import FLEET, RunState
from runner.store.store import Store, open_store
from tests.unit.store.filled import a_run, drafts

HOUR = timedelta(hours=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store("store.db", tmp_path, tmp_path / "evidence")
    yield opened
    opened.close()


def left_to_fleet(store: Store, name: str, plan: RunPlan) -> None:
    record = replace(
        a_run(name), origin=FLEET, state=RunState.QUEUED, plan=plan.model_dump(mode="json")
    )
    store.runs.begin(record, drafts(2), again=True)


def test_a_run_is_stopped_once_when_its_time_is_over(store: Store) -> None:
    begun = a_run("x").started_at
    left_to_fleet(store, "short", RunPlan(deadline=3600))
    left_to_fleet(store, "endless", RunPlan())

    assert list(stop_overdue(store, begun + HOUR)) == []
    (said,) = stop_overdue(store, begun + HOUR + timedelta(seconds=1))
    assert said.startswith(
        "Run short: The run's deadline of 1h has passed. `deskhand resume short`"
    )
    assert list(stop_overdue(store, begun + 2 * HOUR)) == []
    assert store.runs.get("short").state is RunState.STOPPED
    assert store.runs.get("endless").state is RunState.QUEUED
