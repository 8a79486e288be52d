"""`deskhand resume` beside a process that is at work already."""

import pytest

from runner.run.locks import held
from runner.store.store import Store, open_store
from tests.unit.run.conftest import a_run


@pytest.fixture
def store(workspace):
    opened = open_store("store/deskhand.db", workspace, workspace / "evidence")
    opened.runs.begin(a_run("r1"), [])
    yield opened
    opened.close()


def test_run_that_is_at_work_is_passed_over_and_named(call, store: Store) -> None:
    with held(store.locks, "run-r1"):
        said = call("resume")

    assert (said.code, said.out) == (0, "Nothing to resume.\n")
    assert said.err == (
        "deskhand: Run r1 is still at work in another process. "
        "Watch it: deskhand show r1. Stop it with Ctrl-C there.\n"
    )
