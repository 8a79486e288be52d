"""An app that fails again and again is left alone by all hosts, and looked at by one at a time."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from runner.store.breakers import FORGOTTEN, Failed, Outage
from runner.store.store import Store
from runner.store.tables import audit
from runner.store.unattended_tables import breakers

DOWN = Failed("crm", "", "crm cannot be reached: connection refused.")
AT_ONCE, MINUTE = timedelta(0), timedelta(minutes=1)


def failed(store: Store, times: int, probe: timedelta = MINUTE, what: Failed = DOWN):
    return [store.breakers.failed(what, after=3, probe=probe) for _ in range(times)]


def out(store: Store, probe: timedelta = AT_ONCE) -> Outage:
    (outage,) = filter(None, failed(store, 3, probe))
    return outage


def actions(store: Store) -> list[str]:
    with store.database.reading() as connection:
        return list(connection.execute(select(audit.c.action).order_by(audit.c.id)).scalars())


def test_the_failure_too_many_opens_it_once_and_says_why(store: Store) -> None:
    told = failed(store, 5)
    assert [outage is not None for outage in told] == [False, False, True, False, False]
    (outage,) = store.breakers.outages()
    assert (outage.app, outage.reason, outage.failures, outage.probes) == (
        "crm", DOWN.reason, 3, 0,
    )  # fmt: skip
    assert timedelta(seconds=59) < outage.probe_at - outage.since <= MINUTE
    assert actions(store) == ["app left alone"]


def test_work_that_went_well_ends_a_row_of_failures(store: Store) -> None:
    failed(store, 2)
    assert store.breakers.failing() == {("crm", "")}
    store.breakers.worked([("crm", "")])
    assert store.breakers.failing() == set()
    assert failed(store, 2) == [None, None]
    assert store.breakers.outages() == []


def test_the_same_app_elsewhere_counts_for_itself(store: Store) -> None:
    failed(store, 2)
    elsewhere = Failed("crm", "http://test/", "down")
    assert failed(store, 2, what=elsewhere) == [None, None]
    assert [one is None for one in failed(store, 1)] == [False]
    assert [outage.address for outage in store.breakers.outages()] == [""]


def test_failures_of_another_hour_are_not_in_a_row(store: Store) -> None:
    failed(store, 2)
    long_ago = datetime.now(UTC) - FORGOTTEN - MINUTE
    with store.database.writing() as connection:
        connection.execute(update(breakers).values(failed_at=long_ago))
    assert failed(store, 2) == [None, None]


def test_one_looks_at_a_time_and_not_before_its_time(store: Store) -> None:
    outage = out(store, MINUTE)
    assert not store.breakers.take_probe(outage, "h1")
    store.breakers.recovered(outage, "me")
    outage = out(store)
    assert store.breakers.take_probe(outage, "h1")
    assert not store.breakers.take_probe(outage, "h2")


def test_a_look_in_vain_is_counted_and_the_next_one_is_later(store: Store) -> None:
    outage = out(store)
    assert store.breakers.take_probe(outage, "h1")
    store.breakers.still_out(outage, "h2", "not mine to say", again=AT_ONCE)
    store.breakers.still_out(outage, "h1", "still refused", again=MINUTE)
    (seen,) = store.breakers.outages()
    assert (seen.probes, seen.reason) == (1, "still refused")
    assert seen.probe_at > outage.probe_at
    assert not store.breakers.take_probe(seen, "h2")


def test_who_looked_and_died_does_not_keep_others_from_looking(store: Store) -> None:
    outage = out(store)
    assert store.breakers.take_probe(outage, "h1")
    with store.database.writing() as connection:
        connection.execute(update(breakers).values(lease_until=-1000.0))
    assert store.breakers.take_probe(outage, "h2")


def test_it_comes_back_once_and_counts_from_nothing(store: Store) -> None:
    outage = out(store)
    assert store.breakers.recovered(outage, "h1")
    assert not store.breakers.recovered(outage, "h2")
    assert store.breakers.outages() == []
    assert failed(store, 2) == [None, None]
    assert actions(store) == ["app left alone", "app is back"]


def test_a_look_from_an_earlier_outage_does_not_end_a_later_one(store: Store) -> None:
    earlier = out(store)
    store.breakers.recovered(earlier, "h1")
    out(store)
    assert not store.breakers.recovered(earlier, "h1")
    assert len(store.breakers.outages()) == 1


def test_a_clock_that_is_set_back_does_not_keep_anybody_from_looking(store: Store) -> None:
    outage = out(store, MINUTE)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    with store.database.writing() as connection:
        values = {"failed_at": tomorrow, "probe_at": tomorrow + MINUTE}
        connection.execute(update(breakers).values(values))
    assert store.breakers.take_probe(outage, "h1")
