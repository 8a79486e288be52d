"""Fires: a due time is fired once, and what came of it is kept."""

import threading
from datetime import UTC, datetime, timedelta, timezone

from runner.store.store import Store

SLOT = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)


def test_a_due_time_is_fired_once(store: Store) -> None:
    assert store.fires.fire("nightly", SLOT, host="a")
    assert not store.fires.fire("nightly", SLOT, host="b")
    elsewhere = SLOT.astimezone(timezone(timedelta(hours=9)))
    assert not store.fires.fire("nightly", elsewhere, host="c")
    assert store.fires.fire("hourly", SLOT, host="b")
    assert store.fires.fire("nightly", SLOT + timedelta(days=1), host="b")


def test_of_many_at_the_same_instant_one_fires(store: Store) -> None:
    slots = [SLOT + timedelta(days=day) for day in range(5)]
    won: list[datetime] = []

    def try_it(name: str) -> None:
        won.extend(slot for slot in slots if store.fires.fire("nightly", slot, host=name))

    threads = [threading.Thread(target=try_it, args=(f"h{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(won) == slots


def test_what_came_of_it_is_told_and_the_latest_due_time_is_first(store: Store) -> None:
    for day in range(3):
        store.fires.fire("nightly", SLOT + timedelta(days=day), host="a")
    store.fires.close("nightly", SLOT + timedelta(days=2), run="r1", outcome="begun")
    last = store.fires.last("nightly")

    assert last is not None
    assert (last.slot, last.host, last.run, last.outcome) == (
        SLOT + timedelta(days=2),
        "a",
        "r1",
        "begun",
    )
    assert [fire.slot.day for fire in store.fires.recent("nightly", limit=2)] == [24, 23]
    assert store.fires.last("never") is None
    assert len(store.fires.recent()) == 3
