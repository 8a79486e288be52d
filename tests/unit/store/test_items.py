"""Claims: one worker at a time, final states for good, the dead are proven dead."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from runner.item import Draft, ItemState, Source
from runner.store.deaths import Burial, Death
from runner.store.errors import LostItemError
from runner.store.intake import Turn
from runner.store.items import Ending
from runner.store.settling import Answer, NotInDoubtError, settle
from runner.store.step_state import StepState
from runner.store.tables import items
from tests.unit.run.conftest import a_run

DONE = Ending("done", ItemState.DONE)


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
    later = Ending("technical", ItemState.NEW, retry_after=timedelta(minutes=4), burns_try=True)
    store.items.finish(claim, later)

    assert store.items.claim("r1", "w") is None
    assert store.items.next_due("r1") is not None


def test_clock_that_is_set_back_does_not_keep_an_item_waiting(store) -> None:
    begin(store)
    claim = store.items.claim("r1", "w")
    soon = Ending("technical", ItemState.NEW, retry_after=timedelta(seconds=4), burns_try=True)
    store.items.finish(claim, soon)
    ahead = timedelta(hours=1)
    with store.database.writing() as connection:
        written = datetime.now(UTC) + ahead
        connection.execute(update(items).values(updated_at=written, not_before=written))

    assert store.items.next_due("r1") <= datetime.now(UTC)
    assert store.items.claim("r1", "w") is not None


def test_what_is_not_to_be_begun_before_tomorrow_waits_for_tomorrow(store) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    store.runs.begin(
        a_run("r1"), [Draft(Source("a", None, 1), "k", {"n": 1})], turn=Turn(not_before=tomorrow)
    )

    assert store.items.claim("r1", "w") is None
    assert store.items.next_due("r1") == tomorrow


@pytest.mark.parametrize("state", [ItemState.DONE, ItemState.REJECTED, ItemState.FAILED])
def test_item_with_an_open_step_never_comes_to_an_end(store, state) -> None:
    begin(store)
    claim = store.items.claim("r1", "w")
    store.journal.intend(claim, "save", 1, "d", {})

    assert store.items.finish(claim, Ending("business", state)) is ItemState.IN_DOUBT
    assert store.outcomes.one(str(claim.item)).state is ItemState.IN_DOUBT


def test_texts_that_no_database_can_hold_are_kept_as_far_as_they_go(store) -> None:
    begin(store)
    claim = store.items.claim("r1", "w")
    strange = Ending("done", ItemState.DONE, "half \ud800 and \0" + "x" * 20_000, "record \udfff")
    store.items.finish(claim, strange)
    outcome = store.outcomes.one(str(claim.item))

    assert outcome.message.startswith("half ? and \ufffd")
    assert (len(outcome.message), outcome.record) == (10_000, "record ?")


def test_item_whose_worker_was_ended_on_purpose_is_not_to_blame(store) -> None:
    begin(store)
    for _ in range(4):
        assert store.items.claim("r1", "w") is not None
        taken = store.items.bury("w", Death("stopped by a person", counts=False))
        assert list(taken.values()) == [Burial(ItemState.NEW, spent=False)]


def test_death_after_doubt_never_makes_it_a_failure(store) -> None:
    begin(store)
    claim = store.items.claim("r1", "w")
    entry = store.journal.intend(claim, "save", 1, "d", {})
    store.journal.settle(claim, entry, StepState.IN_DOUBT, by="nobody can tell")
    taken = store.items.bury("w", Death("killed", deaths_allowed=1))

    assert list(taken.values()) == [Burial(ItemState.IN_DOUBT, spent=True)]


def test_entered_without_an_open_step_ends_the_item(store) -> None:
    begin(store)
    claim = store.items.claim("r1", "w")
    store.items.finish(claim, Ending("in_doubt", ItemState.IN_DOUBT, "the bot could not tell"))
    settle(store.database, claim.item, Answer.ENTERED, "anna")
    outcome = store.outcomes.one(str(claim.item))

    assert (outcome.state, outcome.message) == (ItemState.DONE, "Settled by anna: entered.")


def test_item_that_kills_its_workers_is_set_aside(store) -> None:
    begin(store)
    states = []
    for number in range(3):
        assert store.items.claim("r1", f"w{number}") is not None
        store.items.bury(f"w{number}", Death("killed", deaths_allowed=3))
        states.append(max(store.runs.counts("r1"), key=store.runs.counts("r1").__getitem__))

    assert states == [ItemState.NEW, ItemState.NEW, ItemState.FAILED]


@pytest.mark.parametrize("last", [Death("killed"), Death("too long", burns_try=True)])
def test_item_that_dies_inside_a_step_for_the_last_time_is_looked_at_once_more(store, last) -> None:
    begin(store)
    step = store.journal.intend(store.items.claim("r1", "w"), "save", 1, "d", {})
    fates = [next(iter(store.items.bury("w", last).values()))]
    while claim := store.items.claim("r1", "w"):
        looks = claim.looks_only(last.tries_allowed)
        fates.append((looks, next(iter(store.items.bury("w", last).values()))))

    assert fates == [
        Burial(ItemState.NEW, spent=False),
        (False, Burial(ItemState.NEW, spent=False)),
        (False, Burial(ItemState.NEW, spent=True)),
        (True, Burial(ItemState.IN_DOUBT, spent=True)),
    ]
    assert store.journal.open(1)[0].id == step


def test_last_look_that_a_person_ends_is_not_used_up(store) -> None:
    begin(store)
    store.journal.intend(store.items.claim("r1", "w"), "save", 1, "d", {})
    store.items.bury("w", Death("too long", burns_try=True, tries_allowed=1))
    assert store.items.claim("r1", "w").looks_only(1)
    store.items.bury("w", Death("stopped by a person", counts=False, tries_allowed=1))

    assert store.items.claim("r1", "w").looks_only(1)


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
