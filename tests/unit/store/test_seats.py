"""Seats: never more sessions of an app than it allows, and none lost with its worker."""

import threading

from sqlalchemy import update

from runner.store.store import Store
from runner.store.tables import seats


def take(store: Store, worker: str, account: str = "a", app: str = "crm", each: int = 2) -> bool:
    return store.seats.take(app, account, worker, most=3, most_per_account=each)


def test_no_more_seats_than_the_app_and_the_account_allow(store: Store) -> None:
    assert [take(store, f"w{n}") for n in range(3)] == [True, True, False]
    assert take(store, "w3", "b")
    assert not take(store, "w4", "c")
    assert take(store, "w5", app="erp")
    assert [seat.worker for seat in store.seats.taken("crm")] == ["w0", "w1", "w3"]


def test_who_has_a_seat_has_it_again_and_who_has_left_leaves_it_free(store: Store) -> None:
    for name in ("w0", "w1"):
        assert take(store, name)
    assert take(store, "w1")
    assert store.seats.free("w0", "another app") == 0
    assert store.seats.free("w0") == 1
    assert take(store, "w2")
    assert not take(store, "w0")


def test_without_a_limit_everybody_sits_down(store: Store) -> None:
    for n in range(9):
        assert store.seats.take("crm", "a", f"w{n}", most=None, most_per_account=None)


def test_the_seats_of_the_dead_are_free_when_their_lease_and_grace_are_over(store: Store) -> None:
    for name in ("w0", "w1"):
        take(store, name)
    with store.database.writing() as connection:
        connection.execute(update(seats).where(seats.c.worker == "w0").values(lease_until=-1e9))

    store.items.renew(["w1"])
    assert take(store, "w2")
    assert [seat.worker for seat in store.seats.taken()] == ["w1", "w2"]


def test_a_seat_of_an_earlier_start_of_the_machine_is_free(store: Store) -> None:
    take(store, "w0")
    with store.database.writing() as connection:
        connection.execute(update(seats).values(lease_clock="boot:before"))

    assert store.seats.taken() == []


def test_many_at_once_get_no_more_seats_than_there_are(store: Store) -> None:
    got: list[str] = []

    def sit(name: str) -> None:
        if take(store, name, each=9):
            got.append(name)

    threads = [threading.Thread(target=sit, args=(f"w{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(got) == 3
    assert len(store.seats.taken()) == 3


def test_where_two_go_by_different_numbers_the_lower_one_counts(store: Store) -> None:
    def take(worker: str, most: int) -> bool:
        return store.seats.take("resource:desktop", "", worker, most=most, most_per_account=None)

    assert take("w1", 1)
    assert not take("w2", 2)
    store.seats.free("w1")
    assert take("w1", 2)
    assert not take("w2", 1)
    assert take("w2", 2)
