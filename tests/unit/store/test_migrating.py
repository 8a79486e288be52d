"""Migrating: no row is lost either way, a copy is kept, and nobody works meanwhile."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, MetaData, inspect, select

from runner.run.locks import held
from runner.store import migrations
from runner.store.checking import Gravity, check
from runner.store.database import SCHEMA, Database, connect_database, open_database, schema_of
from runner.store.deaths import Death
from runner.store.errors import NewerStoreError, OlderStoreError, StoreInUseError
from runner.store.migrating import migrate, plan_migration
from runner.store.settling import Answer, settle
from runner.store.store import Store
from runner.store.tables import NEVER
from tests.unit.store.filled import claimed, fill, rows

FIRST = ("runs", "items", "run_items", "attempts", "steps", "audit")


def configured(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.attributes["connection"] = connection
    return config


def to_schema(database: Database, revision: str, *, down: bool = False) -> None:
    with database.writing() as connection:
        act = command.downgrade if down else command.upgrade
        act(configured(connection), revision)


def fill_first(connection: Connection) -> None:
    """A row in every table of the first schema, in work and open."""
    found = MetaData()
    found.reflect(connection)
    now = datetime.now(UTC)
    for name, values in {
        "runs": {"id": "r1", "bot": "b", "origin": "attended", "state": "running", "feed": "f",
                 "plan": {"a": 1}, "started_by": "me", "started_at": now, "message": ""},
        "items": {"id": 1, "run": "r1", "bot": "b", "fingerprint": "f", "generation": 1, "key": "k",
                  "payload": {"v": "Zoë"}, "state": "working", "tries": 1, "deaths": 0,
                  "worker": "gone", "token": 3, "message": "", "record": "", "created_at": now,
                  "updated_at": now},
        "run_items": {"run": "r1", "position": 1, "item": 1, "arrival": "new", "source": "f",
                      "notes": []},
        "attempts": {"id": 1, "item": 1, "run": "r1", "number": 1, "worker": "gone", "token": 3,
                     "started_at": now, "message": "", "pictures": [], "changes": []},
        "steps": {"id": 1, "item": 1, "attempt": 1, "name": "enter", "ordinal": 1, "digest": "d",
                  "arguments": {"x": 1}, "state": "intent", "intended_at": now},
        "audit": {"id": 1, "at": now, "who": "me", "action": "looked", "details": {}},
    }.items():  # fmt: skip
        connection.execute(found.tables[name].insert().values(values))


def first_columns(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """What the first schema knew, as plain values."""
    found = MetaData()
    found.reflect(connection, only=FIRST)
    read = {}
    for name in FIRST:
        rows = connection.execute(select(found.tables[name])).mappings()
        read[name] = [dict(row) for row in rows]
    return read


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def first(request: pytest.FixtureRequest, tmp_path: Path):
    """A store of the first schema, with a row in every table."""
    location = "store/first.db"
    if request.param == "postgresql":
        location = request.getfixturevalue("server").fresh_database()
    database = connect_database(location, tmp_path)
    to_schema(database, "0001")
    with database.writing() as connection:
        fill_first(connection)
    yield database
    database.close()


def test_upgrade_keeps_every_value(first: Database) -> None:
    with first.reading() as connection:
        before = first_columns(connection)
    done = migrate(first)
    with first.reading() as connection:
        after = first_columns(connection)
    item = rows(first)["items"][0]

    assert (done.found, done.schema) == ("0001", SCHEMA)
    for name, old in before.items():
        assert [{key: row[key] for key in old[0]} for row in after[name]] == old
    assert (item["priority"], item["due_at"], item["serial_key"]) == (5, NEVER, None)
    assert [r.message for r in check(first) if r.gravity is Gravity.BAD] == []


def test_item_that_was_in_work_is_taken_up_after_the_upgrade(first, tmp_path: Path) -> None:
    migrate(first)
    store = Store(first, tmp_path)

    assert store.items.run_out() == {"gone"}


def test_a_copy_of_the_file_is_kept(tmp_path: Path) -> None:
    database = connect_database("s.db", tmp_path)
    to_schema(database, "0001")
    with database.writing() as connection:
        fill_first(connection)
    done = migrate(database)
    database.close()
    assert done.kept is not None
    kept = sqlite3.connect(done.kept)

    assert kept.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
    assert kept.execute("SELECT count(*) FROM steps").fetchone() == (1,)
    assert done.kept.stat().st_mode & 0o077 == 0
    kept.close()


def test_a_file_is_migrated_when_it_is_opened_and_a_server_is_not(first, tmp_path: Path) -> None:
    if first.shared:
        with pytest.raises(OlderStoreError) as refused:
            open_database(first.name, tmp_path)
        assert "deskhand store migrate" in refused.value.sentence()
        return
    open_database(first.name, tmp_path).close()
    assert plan_migration(first).needed is False


def test_a_living_run_keeps_its_schema(first: Database, tmp_path: Path) -> None:
    with held(first.locks, "run-r1"):
        with pytest.raises(StoreInUseError, match="cannot be migrated: run r1 is at work"):
            migrate(first)
        with pytest.raises((StoreInUseError, OlderStoreError)):
            open_database(first.name, tmp_path)
    with first.reading() as connection:
        assert schema_of(connection) == "0001"


def test_plan_changes_nothing(first: Database) -> None:
    plan = plan_migration(first)

    assert (plan.found, plan.schema, plan.needed) == ("0001", SCHEMA, True)
    with first.reading() as connection:
        assert schema_of(connection) == "0001"


def test_failing_upgrade_leaves_the_store_as_it_was(first: Database, monkeypatch) -> None:
    def fail(connection: Connection) -> None:
        command.upgrade(configured(connection), "0002")
        raise RuntimeError("the power went")

    monkeypatch.setattr("runner.store.migrating.upgrade", fail)
    with pytest.raises(RuntimeError):
        migrate(first)
    with first.reading() as connection:
        assert schema_of(connection) == "0001"
        assert "workers" not in inspect(connection).get_table_names()


def test_current_schema_needs_nothing(database: Database) -> None:
    assert migrate(database).needed is False


def test_newer_schema_is_refused(database: Database) -> None:
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(NewerStoreError):
        migrate(database)


def test_downgrade_and_upgrade_lose_no_row(store: Store) -> None:
    fill(store)
    # The first schema had none of these.
    gone = ("workers", "pauses", "decisions", "fires", "seats", "repairs", "repair_uses", "notices")
    gone += ("breakers", "escalations", "deliveries", "lookouts")
    gone += ("people", "sign_ins", "sign_in_tries")
    before = rows(store.database, without=gone)
    to_schema(store.database, "0001", down=True)
    with store.database.reading() as connection:
        old = first_columns(connection)
    migrate(store.database)
    after = rows(store.database, without=gone)
    lost = {"lease_until": None, "lease_clock": None}

    assert {name: len(found) for name, found in old.items()} == {
        name: len(found) for name, found in before.items()
    }
    before["items"] = [row | lost for row in before["items"]]
    before["runs"] = [row | {"rows": None} for row in before["runs"]]
    assert after == before
    assert claimed(store).key == "k3"


STATES = ("new", "working", "done", "rejected", "failed", "waiting", "in_doubt")


def fill_second(connection: Connection) -> None:
    """Items of the second schema in every state, two of them with open steps."""
    found = MetaData()
    found.reflect(connection)
    now = datetime.now(UTC)
    run = {"id": "r1", "bot": "b", "origin": "fleet", "state": "queued", "feed": "f", "plan": {},
           "started_by": "me", "started_at": now, "message": "", "kinds": ["web"]}  # fmt: skip
    connection.execute(found.tables["runs"].insert().values(run))
    for number, state in enumerate(STATES, start=1):
        working = state == "working"
        item = {"id": number, "run": "r1", "bot": "b", "fingerprint": f"f{number}",
                "generation": 1, "key": f"k{number}", "payload": {"v": "Zoë"}, "state": state,
                "tries": 1, "deaths": 0, "worker": "h-1-2-3" if working else None, "token": 3,
                "message": "m", "record": "", "created_at": now, "updated_at": now, "priority": 2,
                "due_at": now, "serial_key": f"s{number}", "lease_until": 1.0 if working else None,
                "lease_clock": "another" if working else None}  # fmt: skip
        place = {"run": "r1", "position": number, "item": number, "arrival": "new", "source": "f",
                 "notes": []}  # fmt: skip
        tried = {"id": number, "item": number, "run": "r1", "number": 1, "worker": "h-1-2-3",
                 "token": 3, "started_at": now, "ended_at": None if working else now,
                 "message": "", "pictures": [], "changes": []}  # fmt: skip
        for table, row in (("items", item), ("run_items", place), ("attempts", tried)):
            connection.execute(found.tables[table].insert().values(row))
    for item, state in ((2, "intent"), (7, "in_doubt")):
        step = {"id": item, "item": item, "attempt": item, "name": "enter", "ordinal": 1,
                "digest": "d", "arguments": {"x": 1}, "state": state, "intended_at": now}  # fmt: skip
        connection.execute(found.tables["steps"].insert().values(step))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def before_this(request: pytest.FixtureRequest, tmp_path: Path):
    """A store as the version before this one left it, with an open item in every state."""
    location = "store/second.db"
    if request.param == "postgresql":
        location = request.getfixturevalue("server").fresh_database()
    database = connect_database(location, tmp_path)
    to_schema(database, "0002")
    with database.writing() as connection:
        fill_second(connection)
    yield database
    database.close()


def test_open_items_of_the_version_before_go_on(before_this: Database, tmp_path: Path) -> None:
    assert migrate(before_this).schema == SCHEMA
    store = Store(before_this, tmp_path)
    listed = {item.item: item.state for item in store.outcomes.of_run("r1")}

    assert [listed[number] for number in range(1, 8)] == list(STATES)
    assert store.runs.counts("r1") == dict.fromkeys(store.runs.counts("r1"), 1)
    assert [remark.message for remark in check(before_this) if remark.gravity is Gravity.BAD] == []
    assert store.items.run_out() == {"h-1-2-3"}
    taken = store.items.bury("h-1-2-3", Death("The worker died."), only_run_out=True)
    claims = [store.items.claim("r1", "w"), store.items.claim("r1", "w")]

    assert list(taken) == [2]
    assert {claim.item for claim in claims if claim} == {1, 2}
    assert store.items.claim("r1", "w") is None
    assert [entry.state for entry in store.journal.open(2)] == ["intent"]
    assert settle(before_this, 7, Answer.ENTERED, "me") == "r1"


def test_back_to_the_version_before_and_again_loses_nothing(before_this: Database) -> None:
    migrate(before_this)
    then = rows(before_this)
    to_schema(before_this, "0002", down=True)
    migrate(before_this)

    assert rows(before_this) == then


def test_a_store_of_the_next_version_is_refused_and_left_as_it_is(
    before_this: Database, tmp_path: Path
) -> None:
    migrate(before_this)
    with before_this.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0008'")
    then = rows(before_this)
    with pytest.raises(NewerStoreError) as refused:
        open_database(before_this.name, tmp_path)

    assert "was written by a newer Deskhand (schema 0008, this one knows 0007)" in str(
        refused.value
    )
    assert rows(before_this) == then
