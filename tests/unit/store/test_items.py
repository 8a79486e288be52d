"""Claims: one worker at a time, final states for good, the dead are proven dead."""

import threading
from datetime import timedelta

import pytest

from runner.item import Draft, ItemState, Source
from runner.store.errors import LostItemError
from runner.store.items import Death, Ending
from runner.store.settling import Answer, NotInDoubtError, settle
from runner.store.store import open_store
from tests.unit.run.conftest import a_run

DONE = Ending("done", ItemState.DONE)


@pytest.fixture
def store(tmp_path):
    opened = open_store("store.db", tmp_path, tmp_path / "evidence")
    yield opened
    opened.close()


def begin(store, count: int = 1) -> None:
    drafts = [Draft(Source("a", None, n), f"k{n}", {"n": n}) for n in range(count)]
    store.runs.begin(a_run(), drafts)


def test_two_workers_never_hold_the_same_item(store) -> None:
    begin(store, 60)
    taken: list[int] = []

    def work(name: str) -> None:
        while claim := store.items.claim("r1", name):
            taken.append(claim.item)
            store.items.finish(claim, DONE)

    workers = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(taken) == list(range(1, 61))


def test_final_state_never_changes(store) -> None:
    begin(store)
    claim = store.items.claim("r1", "w")
    store.items.finish(claim, DONE)

    with pytest.raises(LostItemError):
        store.items.finish(claim, Ending("technical", ItemState.FAILED))
    assert store.runs.counts("r1")[ItemState.DONE] == 1


def test_stale_token_writes_nothing(store) -> None:
    begin(store)
    frozen = store.items.claim("r1", "frozen")
    store.items.bury("frozen", Death("no sign of life"))
    fresh = store.items.claim("r1", "fresh")

    with pytest.raises(LostItemError):
        store.items.finish(frozen, DONE)
    store.items.finish(fresh, DONE)


def test_retry_is_not_due_before_its_time(store) -> None:
    begin(store)
    claim = store.items.claim("r1", "w")
    later = Ending("technical", ItemState.NEW, retry_after=timedelta(hours=1), burns_try=True)
    store.items.finish(claim, later)

    assert store.items.claim("r1", "w") is None
    assert store.items.next_due("r1") is not None


def test_item_that_kills_its_workers_is_set_aside(store) -> None:
    begin(store)
    states = []
    for number in range(3):
        assert store.items.claim("r1", f"w{number}") is not None
        store.items.bury(f"w{number}", Death("killed", deaths_allowed=3))
        states.append(max(store.runs.counts("r1"), key=store.runs.counts("r1").__getitem__))

    assert states == [ItemState.NEW, ItemState.NEW, ItemState.FAILED]


def test_item_that_kills_its_workers_inside_a_step_is_in_doubt(store) -> None:
    begin(store)
    claim = store.items.claim("r1", "w")
    store.journal.intend(claim, "save", 1, "d", {})
    store.items.bury("w", Death("killed", deaths_allowed=1))

    assert store.runs.counts("r1")[ItemState.IN_DOUBT] == 1


def test_deadline_burns_a_try_and_a_death_does_not(store) -> None:
    begin(store)
    store.items.claim("r1", "w")
    store.items.bury("w", Death("killed"))
    again = store.items.claim("r1", "w")
    store.items.bury("w", Death("too long", burns_try=True))
    third = store.items.claim("r1", "w")

    assert (again.tries, third.tries) == (0, 1)


@pytest.mark.parametrize(
    ("answer", "step"),
    [(Answer.ENTERED, "applied"), (Answer.NOT_ENTERED, "not_applied"), (Answer.LOOK, "intent")],
)
def test_a_person_settles_what_is_in_doubt(store, answer, step) -> None:
    begin(store)
    claim = store.items.claim("r1", "w")
    entry = store.journal.intend(claim, "save", 1, "d", {})
    store.journal.settle(claim, entry, "in_doubt", by="nobody can tell")
    store.items.finish(claim, Ending("in_doubt", ItemState.IN_DOUBT))
    settle(store.database, claim.item, answer, "anna")
    outcome = store.outcomes.one(str(claim.item))

    assert (outcome.state, outcome.steps[0].state) == (ItemState.NEW, step)
    assert outcome.steps[0].settled_by == "anna"


def test_only_what_is_in_doubt_can_be_settled(store) -> None:
    begin(store)

    with pytest.raises(NotInDoubtError, match="is not in doubt, it is new"):
        settle(store.database, 1, Answer.ENTERED, "anna")
