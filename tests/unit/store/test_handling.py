"""Many items at once: only those that may be changed are, and every one is audited."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from runner.item import Draft, ItemState, Problem, Source
from runner.store import handling
from runner.store.items import Ending
from runner.store.outcomes import Wanted
from runner.store.runs import RunRecord, RunState
from runner.store.store import Store
from runner.store.tables import audit, items

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def begin(store: Store, run: str, count: int) -> None:
    record = RunRecord(run, "b", "attended", RunState.RUNNING, "f", {}, "me", NOW, None, None, "")
    drafts = [Draft(Source("f", None, n), f"{run}-{n}", {"n": n, "run": run}) for n in range(count)]
    wrong = Draft(Source("f", None, 99), None, None, (Problem("is empty", "n", f"A{run}"),))
    store.runs.begin(record, [*drafts, wrong])


def finish_all(store: Store, run: str, *states: ItemState) -> None:
    for state in states:
        claim = store.items.claim(run, "w")
        assert claim is not None
        store.items.finish(claim, Ending(state.value, state, "why"))


def states(store: Store, run: str) -> list[str]:
    query = select(items.c.state).where(items.c.run == run).order_by(items.c.id)
    with store.database.reading() as connection:
        return list(connection.execute(query).scalars())


def test_failed_and_rejected_items_get_a_new_attempt_and_nothing_else_does(store: Store) -> None:
    begin(store, "r", 4)
    begin(store, "other", 1)
    finish_all(store, "r", ItemState.DONE, ItemState.FAILED, ItemState.REJECTED)
    finish_all(store, "other", ItemState.FAILED)
    store.runs.end("r", RunState.ENDED, 1, "")
    wanted = Wanted(run="r")

    assert handling.count(store.database, wanted, handling.retry()) == 2
    assert handling.apply(store.database, wanted, handling.retry(), "anna") == ["r"]

    assert states(store, "r") == ["done", "new", "new", "new", "rejected"]
    assert states(store, "other") == ["failed", "rejected"]
    assert store.runs.get("r").state is RunState.STOPPED
    with store.database.reading() as connection:
        lines = connection.execute(select(audit.c.who, audit.c.action, audit.c.item)).all()
    assert [tuple(line) for line in lines] == [("anna", "retry", 2), ("anna", "retry", 3)]


def test_what_was_begun_is_never_rejected(store: Store) -> None:
    begin(store, "r", 3)
    assert store.items.claim("r", "w") is not None
    finish_all(store, "r", ItemState.IN_DOUBT)

    handling.apply(store.database, Wanted(), handling.reject("the customer has left"), "anna")

    assert states(store, "r") == ["working", "in_doubt", "rejected", "rejected"]
    last = next(iter(store.outcomes.find(Wanted(state=ItemState.REJECTED))))
    assert last.message == "the customer has left"


def test_urgent_items_come_first_then_the_earliest_due_then_the_first(store: Store) -> None:
    begin(store, "r", 5)
    put = lambda item, change: handling.apply(  # noqa: E731
        store.database, Wanted(item=item), change, "anna"
    )
    put(4, handling.priority(1))
    put(5, handling.due(NOW + timedelta(days=2)))
    put(2, handling.due(NOW + timedelta(days=1)))

    taken = []
    while claim := store.items.claim("r", "w"):
        taken.append(claim.item)
    assert taken == [4, 2, 5, 1, 3]


def test_what_waits_for_its_time_is_released(store: Store) -> None:
    begin(store, "r", 1)
    claim = store.items.claim("r", "w")
    assert claim is not None
    later = Ending("technical", ItemState.NEW, retry_after=timedelta(minutes=5))
    store.items.finish(claim, later)
    assert store.items.claim("r", "w") is None

    handling.apply(store.database, Wanted(key="r-0"), handling.release(), "anna")
    assert store.items.claim("r", "w") is not None


@pytest.mark.parametrize("change", [handling.retry(), handling.release(), handling.priority(1)])
def test_nothing_is_changed_where_nothing_fits(store: Store, change: handling.Handling) -> None:
    begin(store, "r", 1)
    finish_all(store, "r", ItemState.DONE)
    assert handling.count(store.database, Wanted(run="r", state=ItemState.DONE), change) == 0
    assert handling.apply(store.database, Wanted(run="r"), change, "anna") == []
    assert states(store, "r") == ["done", "rejected"]
