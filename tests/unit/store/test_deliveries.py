"""Deliveries: a content is begun once for each trigger, and what became of everything is kept."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from runner.item import Draft, ItemState, Source
from runner.store.deliveries import Arrival, DeliveredBeforeError, DeliveryState
from runner.store.forgetting import forget
from runner.store.items import Ending
from runner.store.leases import host_name
from runner.store.runs import FLEET, RunRecord, RunState
from runner.store.store import Store
from runner.store.unattended_tables import lookouts

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def arrival(digest: str, trigger: str = "inbox") -> Arrival:
    return Arrival(trigger, digest, f"{digest}.xlsx", 5, f"<{digest}@x>", "place")


def begin(store: Store, *arrivals: Arrival, run: str = "r1") -> None:
    with store.database.writing() as connection:
        store.deliveries.begin(connection, arrivals, run, "w1")


def test_a_content_is_begun_once_for_each_trigger(store: Store) -> None:
    begin(store, arrival("a"))
    with pytest.raises(DeliveredBeforeError) as caught:
        begin(store, arrival("b"), arrival("a"), run="r2")

    assert caught.value.digests == {"a"}
    begin(store, arrival("a", "other"), run="r3")
    found = store.deliveries.begun("inbox", ["a", "b"])
    assert list(found) == ["a"]
    assert (found["a"].arrival, found["a"].run) == (arrival("a"), "r1")


def test_what_was_rejected_may_arrive_again(store: Store) -> None:
    for _ in range(2):
        store.deliveries.note(arrival("a"), DeliveryState.REJECTED, "It is empty.", "w1")
    begin(store, arrival("a"))
    store.deliveries.note(arrival("a"), DeliveryState.SEEN_BEFORE, "Again.", "w2", run="r1")

    told = [(one.state, one.reason, one.run) for one in store.deliveries.recent("inbox")]
    assert told == [
        (DeliveryState.SEEN_BEFORE, "Again.", "r1"),
        (DeliveryState.BEGUN, "", "r1"),
        (DeliveryState.REJECTED, "It is empty.", None),
        (DeliveryState.REJECTED, "It is empty.", None),
    ]
    assert store.deliveries.recent("other") == []


def test_of_many_at_the_same_instant_one_begins(store: Store) -> None:
    won: list[str] = []

    def try_it(name: str) -> None:
        try:
            begin(store, arrival("a"), run=name)
        except DeliveredBeforeError:
            return
        won.append(name)

    threads = [threading.Thread(target=try_it, args=(f"r{n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(won) == 1
    assert store.deliveries.begun("inbox", ["a"])["a"].run == won[0]


def test_what_is_older_is_forgotten(store: Store) -> None:
    begin(store, arrival("a"), arrival("b", "other"))
    with store.database.writing() as connection:
        store.deliveries.forget(connection, "inbox", timedelta(minutes=10))
    assert len(store.deliveries.recent()) == 2
    with store.database.writing() as connection:
        store.deliveries.forget(connection, "inbox", timedelta(seconds=-10))

    assert [one.arrival.trigger for one in store.deliveries.recent()] == ["other"]


def done_run(store: Store, keys: list[str]) -> None:
    """A run of the bot `check`, all items done."""
    now = datetime.now(UTC)
    record = RunRecord("r1", "check", FLEET, RunState.RUNNING, "x", {}, "me", now, None, None, "")
    store.runs.begin(
        record, [Draft(Source("x", row=n), key, {"value": key}) for n, key in enumerate(keys)]
    )
    while (claim := store.items.claim("r1", "w")) is not None:
        store.items.finish(
            claim, Ending("done", ItemState.DONE, record=f"no {claim.payload['value']}")
        )


def test_done_items_of_another_bot_are_given_until_they_are_begun(store: Store) -> None:
    done_run(store, ["a", "b", "c"])
    found = store.deliveries.done_items("t", "check", since=LONG_AGO, limit=2)
    assert [(one.key, one.payload, one.record) for one in found] == [
        ("a", {"value": "a"}, "no a"),
        ("b", {"value": "b"}, "no b"),
    ]

    begin(store, *(arrival(f"item {one.id}", "t") for one in found), run="r2")
    left = store.deliveries.done_items("t", "check", since=LONG_AGO, limit=9)
    assert [one.key for one in left] == ["c"]
    assert len(store.deliveries.done_items("u", "check", since=LONG_AGO, limit=9)) == 3
    later = datetime.now(UTC) + timedelta(hours=1)
    assert store.deliveries.done_items("t", "check", since=later, limit=9) == []
    assert store.deliveries.done_items("t", "pay", since=LONG_AGO, limit=9) == []


def test_one_process_looks_after_a_trigger(store: Store) -> None:
    elsewhere, here = "other-12345678-1-a", f"{host_name()}-1-a"
    assert store.lookouts.hold("inbox", elsewhere)
    first = store.lookouts.first_at("inbox")
    assert first is not None
    assert abs(first - datetime.now(UTC)) < timedelta(minutes=5)

    assert not store.lookouts.hold("inbox", here)
    assert store.lookouts.hold("other", here)
    assert store.lookouts.renew("inbox", elsewhere)
    assert not store.lookouts.renew("inbox", here)
    with store.database.writing() as connection:
        connection.execute(update(lookouts).values(lease_until=-1e9))
    assert store.lookouts.hold("inbox", here)
    assert store.lookouts.first_at("inbox") == first
    store.lookouts.let_go("inbox", here)
    assert store.lookouts.hold("inbox", elsewhere)


def test_a_trigger_of_a_dead_process_of_this_machine_is_free_at_once(store: Store) -> None:
    assert store.lookouts.hold("inbox", f"{host_name()}-1-a")
    assert store.lookouts.hold("inbox", f"{host_name()}-2-b")
    assert store.lookouts.first_at("nothing") is None


def test_names_and_reasons_are_forgotten_and_contents_stay_known(store: Store) -> None:
    begin(store, arrival("a"))
    store.deliveries.note(arrival("b"), DeliveryState.REJECTED, "a private reason", "w1")
    forget(store.database, datetime.now(UTC) + timedelta(days=1), "me")

    assert {
        (one.arrival.source, one.arrival.message_id, one.reason)
        for one in store.deliveries.recent()
    } == {("", None, "")}
    with pytest.raises(DeliveredBeforeError):
        begin(store, arrival("a"))
