"""Checking: what is wrong is said with its remedy; what is well, too."""

import sqlite3
from collections import namedtuple
from pathlib import Path

import pytest
from sqlalchemy import text

from runner.errors import ExitCode
from runner.store import checking as module
from runner.store.checking import Gravity, Remark, check, exit_code
from runner.store.database import Database, connect_database, open_database
from runner.store.store import Store
from tests.unit.store.filled import fill

Usage = namedtuple("Usage", "total used free")  # noqa: PYI024 - as shutil has it


def remark(database: Database, name: str) -> Remark:
    return next(each for each in check(database) if each.name == name)


def break_rule(database: Database, *statements: str) -> None:
    with database.writing() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_new_store_is_well(database: Database) -> None:
    remarks = check(database)

    assert [each for each in remarks if each.gravity is Gravity.BAD] == []
    assert remark(database, "durability").gravity is Gravity.GOOD
    assert remark(database, "tables").gravity is Gravity.GOOD


def test_what_waits_for_somebody_is_named(store: Store) -> None:
    fill(store)
    found = [each.message for each in check(store.database) if each.gravity is Gravity.ATTENTION]

    assert "items in the hands of workers that are dead: 1" in found
    assert "items in doubt, waiting for a person: 1" in found
    assert exit_code(check(store.database)) is ExitCode.SOME_FAILED


def test_open_intent_of_a_new_item_is_named(store: Store) -> None:
    fill(store)
    break_rule(store.database, "UPDATE items SET state = 'new' WHERE state = 'in_doubt'")

    assert "looked up whether a step was entered" in remark(store.database, "steps").message
    assert remark(store.database, "steps").remedy == "deskhand resume"


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("UPDATE items SET worker = 'w' WHERE id = 1", "an item in work has a worker"),
        ("UPDATE items SET worker = NULL WHERE state = 'working'", "an item in work has a worker"),
        ("UPDATE items SET state = 'lost' WHERE id = 4", "an item's state is one that exists"),
        ("UPDATE steps SET state = 'perhaps' WHERE id = 1", "a step's state is one that exists"),
        ("UPDATE items SET state = 'done' WHERE state = 'in_doubt'", "no open step"),
        ("UPDATE attempts SET ended_at = NULL WHERE id = 1", "only the newest attempt"),
        ("UPDATE attempts SET token = 99 WHERE id = 1", "newer token"),
        ("UPDATE attempts SET item = 1, number = 1", "same number"),
        ("UPDATE attempts SET item = 5 WHERE id = 1", "same item as its attempt"),
    ],
)
def test_every_rule_can_be_broken_and_is_told(store: Store, statement: str, rule: str) -> None:
    fill(store)
    break_rule(store.database, statement)
    broken = [each for each in check(store.database) if each.name == "consistency"]

    assert any(rule in each.message for each in broken)
    assert exit_code(broken) is ExitCode.ENVIRONMENT


def test_lost_reference_is_told(store: Store) -> None:
    fill(store)
    if store.database.shared:
        key = "ALTER TABLE steps DROP CONSTRAINT fk_steps_attempt"
        break_rule(store.database, key, "UPDATE steps SET attempt = 77 WHERE id = 1")
        assert "attempt of steps" in remark(store.database, "consistency").message
        assert remark(store.database, "tables").gravity is Gravity.BAD
        return
    loose = sqlite3.connect(store.database.name)
    loose.execute("UPDATE steps SET attempt = 77 WHERE id = 1")
    loose.commit()
    loose.close()
    assert "of steps has lost its row in attempts" in remark(store.database, "integrity").message


def test_missing_index_is_told(store: Store) -> None:
    break_rule(store.database, "DROP INDEX uq_items_serial_key_in_work")
    found = remark(store.database, "tables")

    assert found.gravity is Gravity.BAD
    assert "uq_items_serial_key_in_work" in found.message


def test_other_programs_tables_are_none_of_ours(store: Store) -> None:
    break_rule(store.database, "CREATE TABLE customers (id INTEGER)")

    assert remark(store.database, "tables").gravity is Gravity.GOOD


def test_damaged_file_is_bad_and_nothing_else_is_asked(tmp_path: Path) -> None:
    store = Store(open_database("s.db", tmp_path), tmp_path)
    fill(store)
    store.close()
    content = bytearray((tmp_path / "s.db").read_bytes())
    (tmp_path / "s.db").write_bytes(content[: len(content) // 2])
    database = connect_database("s.db", tmp_path)
    remarks = check(database)
    database.close()

    assert [(each.name, each.gravity) for each in remarks] == [("integrity", Gravity.BAD)]
    assert "store restore" in remarks[0].remedy


def test_little_space_asks_for_attention(tmp_path: Path, monkeypatch) -> None:
    database = open_database("s.db", tmp_path)
    monkeypatch.setattr(module.shutil, "disk_usage", lambda _: Usage(2**40, 2**40, 50 * 2**20))

    assert remark(database, "space").gravity is Gravity.ATTENTION
    assert "50 MiB free" in remark(database, "space").message
    database.close()


def test_empty_place_is_no_fault(tmp_path: Path) -> None:
    database = connect_database("s.db", tmp_path)

    assert "first run" in remark(database, "schema").message
    assert exit_code(check(database)) is ExitCode.OK
    database.close()
