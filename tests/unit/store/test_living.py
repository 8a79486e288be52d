"""Who uses the store: proven by locks here, by leases and connections elsewhere."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import update

from runner.run.locks import held
from runner.store.checking import Gravity, check
from runner.store.database import open_database
from runner.store.errors import StoreInUseError
from runner.store.leases import new_worker_name
from runner.store.living import refuse_in_use, users
from runner.store.store import Store
from runner.store.tables import items
from tests.postgresql import Server
from tests.unit.store.filled import claimed, fill


def held_by(store: Store, worker: str) -> None:
    """Let another worker hold what is in work."""
    query = update(items).where(items.c.state == "working").values(worker=worker)
    with store.database.writing() as connection:
        connection.execute(query)


def test_nobody_uses_a_store_whose_workers_are_dead(store: Store) -> None:
    fill(store)

    assert users(store.database) == []


def test_a_worker_of_this_machine_lives_as_long_as_its_lock(store: Store) -> None:
    fill(store)
    name = new_worker_name()
    held_by(store, name)
    with held(store.locks, f"worker-{name}"):
        assert f"worker {name} holds an item" in users(store.database)
    assert users(store.database) == []


def test_a_worker_elsewhere_lives_as_long_as_its_lease_and_grace(store: Store) -> None:
    fill(store)
    held_by(store, "far-away-1-w")
    assert users(store.database) == ["worker far-away-1-w holds an item"]

    for late, expected in ((-10, ["worker far-away-1-w holds an item"]), (-20, [])):
        with store.database.writing() as connection:
            ended = store.database.seconds() + late
            connection.execute(
                update(items).where(items.c.state == "working").values(lease_until=ended)
            )
        assert users(store.database) == expected


def test_a_sentence_names_some_and_counts_the_rest(store: Store) -> None:
    fill(store)
    for _ in range(2):
        claimed(store)
    with store.database.reading() as connection:
        numbers = [row.id for row in connection.execute(items.select().where(
            items.c.state == "working"))]  # fmt: skip
    assert len(numbers) == 3
    error = StoreInUseError("s.db", "moved", [f"u{n}" for n in range(8)])

    assert "u4; and 3 more" in error.sentence()
    assert "u5" not in error.sentence()


@pytest.mark.postgresql
def test_another_hosts_connection_counts(tmp_path: Path, server: Server) -> None:
    url = server.fresh_database()
    database = open_database(url, tmp_path)
    name = "deskhand on elsewhere, process 7"

    with (
        psycopg.connect(url, application_name=name),
        pytest.raises(StoreInUseError, match="on elsewhere, process 7 is connected"),
    ):
        refuse_in_use(database, "moved")
    with psycopg.connect(url, application_name="a viewer"):
        assert users(database) == []
    database.close()


@pytest.mark.postgresql
def test_many_hosts_that_open_an_empty_database_make_it_once(tmp_path, server: Server) -> None:
    url = server.fresh_database()

    def opened(_number: int) -> bool:
        database = open_database(url, tmp_path)
        good = all(each.gravity is Gravity.GOOD for each in check(database))
        database.close()
        return good

    with ThreadPoolExecutor(6) as hosts:
        assert all(hosts.map(opened, range(6)))
