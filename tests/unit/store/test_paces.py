"""How long items take and how many end in a while, as measured."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from runner.item import Draft, ItemState, Source
from runner.store.items import Ending
from runner.store.runs import FLEET, RunRecord, RunState
from runner.store.store import Store
from runner.store.tables import attempts

NOW = datetime.now(UTC)


def work(store: Store, bot: str, seconds: list[float], state: ItemState = ItemState.DONE) -> None:
    """Items of a bot, each of which took so long and has just ended."""
    record = RunRecord(f"r-{bot}", bot, FLEET, RunState.QUEUED, "f", {}, "me", NOW, None, None, "")
    drafts = [Draft(Source("f"), f"{bot}{n}", {"n": n}) for n in range(len(seconds))]
    store.runs.begin(record, drafts)
    for each in seconds:
        claim = store.items.claim(f"r-{bot}", "w-1-2-3")
        assert claim is not None
        store.items.finish(claim, Ending(state.value, state))
        began = datetime.now(UTC) - timedelta(seconds=each)
        with store.database.writing() as connection:
            mine = update(attempts).where(attempts.c.id == claim.attempt)
            connection.execute(mine.values(started_at=began))


def test_what_nineteen_of_twenty_items_take_is_known_once_enough_were_done(store: Store) -> None:
    work(store, "slow", [10.0] * 19 + [500.0, 9.0])
    work(store, "new", [10.0] * 5)
    found = store.paces.longest_usual("slow")
    assert found is not None
    assert 9 < found.total_seconds() < 12
    assert store.paces.longest_usual("new") is None
    assert store.paces.longest_usual("nobody") is None


def test_what_was_cut_short_by_the_surroundings_is_no_pace(store: Store) -> None:
    work(store, "b", [600.0] * 25, ItemState.FAILED)
    assert store.paces.longest_usual("b") is None


def test_items_that_ended_lately_are_counted_with_the_beginning_of_the_first(store: Store) -> None:
    work(store, "b", [60.0, 30.0])
    work(store, "other", [1.0])
    count, first = store.paces.ended("b", NOW - timedelta(minutes=15))
    assert count == 2
    assert first is not None
    assert 59 < (datetime.now(UTC) - first).total_seconds() < 120
    assert store.paces.ended("b", datetime.now(UTC) + timedelta(minutes=1)) == (0, None)
