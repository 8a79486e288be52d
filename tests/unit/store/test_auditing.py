"""The audit for readers, the dossier of an item, and what is in work: each as it was written."""

from datetime import UTC, datetime, timedelta

import pytest

from runner.store.auditing import AuditSought
from runner.store.errors import NoSuchItemError
from runner.store.items import write_audit
from runner.store.runs import RunState
from runner.store.store import Store
from tests.unit.store.filled import TEXT, fill


@pytest.fixture
def known(store: Store) -> Store:
    fill(store)
    with store.database.writing() as connection:
        for number in range(5):
            write_audit(
                connection, "maria", "retry", item=number + 1, run="r1", details={"n": TEXT}
            )
    return store


def test_lines_come_newest_first_and_are_turned(known: Store) -> None:
    first = known.audit.page(AuditSought(who="maria"), None, 3)
    rest = known.audit.page(AuditSought(who="maria"), first[-1].id, 3)

    assert [line.item for line in [*first, *rest]] == [5, 4, 3, 2, 1]
    assert first[0].details == {"n": TEXT}


def test_lines_are_found_by_what_they_say(known: Store) -> None:
    now = datetime.now(UTC)

    assert {line.action for line in known.audit.page(AuditSought(action="retry"), None, 50)} == {
        "retry"
    }
    assert [line.item for line in known.audit.page(AuditSought(item=3, who="maria"), None, 50)] == [
        3
    ]
    assert known.audit.page(AuditSought(run="nothing"), None, 50) == []
    assert known.audit.page(AuditSought(since=now + timedelta(hours=1)), None, 50) == []
    assert known.audit.page(AuditSought(until=now - timedelta(hours=1)), None, 50) == []
    assert {"retry", "looked"} <= set(known.audit.actions())


def test_a_dossier_has_all_of_an_item(known: Store) -> None:
    found = known.dossiers.of(1)

    assert (found.key, found.state.value, found.record) == ("k0", "done", TEXT)
    assert found.payload == {"value": f"0 {TEXT}"}
    assert [step.settled_by for step in found.steps] == ["verify"]
    assert [attempt.outcome for attempt in found.attempts] == ["done"]
    assert {line.action for line in found.audit} >= {"looked", "retry"}
    assert found.source == "a.xlsx · S · 0"
    with pytest.raises(NoSuchItemError):
        known.dossiers.of(99)


def test_what_is_in_work_and_how_far_it_is(known: Store) -> None:
    found = known.run_browsing.in_work("r1")

    assert [one.key for one in found] == ["k2"]
    assert found[0].since is not None


def test_runs_are_paged(known: Store) -> None:
    page = known.run_browsing.page((RunState.RUNNING,), "save", 0, 10)

    assert [record.id for record in page.runs] == ["r1"]
    assert known.run_browsing.page((RunState.ENDED,), None, 0, 10).total == 0
    assert known.run_browsing.one("r") is None
    assert known.run_browsing.bots() == ["save"]
