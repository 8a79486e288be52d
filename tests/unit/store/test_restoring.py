"""Restoring: what the backup cannot know is in doubt; the present store is kept."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import insert

from runner.run.locks import held
from runner.store.backup import back_up
from runner.store.checking import Gravity, check
from runner.store.database import connect_database, open_database
from runner.store.errors import NewerStoreError, StoreInUseError
from runner.store.living import held_locks
from runner.store.restoring import DamagedBackupError, NotABackupError, Restorer
from runner.store.settling import Answer, NothingToLookAtError, settle
from runner.store.sqlite_file import damages
from runner.store.store import Store
from runner.store.tables import workers
from tests.unit.store.filled import a_run, a_worker, drafts, fill, rows, states


@pytest.fixture
def backup(store: Store, tmp_path: Path) -> Path:
    """Taken while one item was in work; and after it everything was lost."""
    fill(store)
    back_up(store.database, tmp_path / "b.db", "me")
    with store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE items SET state = 'done', worker = NULL")
    return tmp_path / "b.db"


def test_what_was_not_finished_is_in_doubt_and_says_so(store, backup: Path) -> None:
    done = Restorer(store.database, backup, "me").restore()
    found = rows(store.database)

    assert states(store.database) == [
        "done", "in_doubt", "in_doubt", "in_doubt", "in_doubt", "rejected",
    ]  # fmt: skip
    assert done.doubted == done.unworked == 3
    assert done.taken_by == "me"
    assert "Restored from a backup of" in found["items"][3]["message"]
    assert "not known" in found["items"][3]["message"]
    assert found["audit"][-1]["action"] == "restored"
    assert found["audit"][-1]["details"]["in_doubt"] == 3
    assert [r.message for r in check(store.database) if r.gravity is Gravity.BAD] == []


def test_where_nothing_ran_since_only_the_dead_workers_item_is_touched(store, backup) -> None:
    done = Restorer(store.database, backup, "me", nothing_ran_since=True).restore()
    found = rows(store.database)

    assert states(store.database) == ["done", "in_doubt", "new", "new", "new", "rejected"]
    assert done.doubted == 0
    assert found["items"][2]["deaths"] == 1
    assert found["attempts"][2]["outcome"] == "died"


def test_new_rows_follow_the_restored_ones(store, backup) -> None:
    Restorer(store.database, backup, "me").restore()
    store.runs.begin(a_run("r2"), drafts(7)[6:])

    assert rows(store.database)["items"][-1]["id"] == 7


def test_the_store_as_it_was_is_kept(store, backup, tmp_path: Path) -> None:
    before = rows(store.database)
    done = Restorer(store.database, backup, "me").restore()
    assert done.kept is not None
    kept = open_database(str(done.kept), tmp_path)
    found = rows(kept)
    kept.close()

    assert found["items"] == before["items"]
    assert done.kept.stat().st_mode & 0o077 == 0


def test_dry_run_says_the_same_and_changes_nothing(store, backup, tmp_path: Path) -> None:
    before, files = rows(store.database), sorted(tmp_path.iterdir())
    plan = Restorer(store.database, backup, "me").plan()

    assert (plan.unworked, plan.doubted) == (3, 3)
    assert rows(store.database) == before
    assert sorted(tmp_path.iterdir()) == files


def test_a_living_run_keeps_its_store(store, backup) -> None:
    with held(store.locks, "run-r1"), pytest.raises(StoreInUseError, match="run r1 is at work"):
        Restorer(store.database, backup, "me").restore()
    assert held_locks(store.locks) == set()


def test_a_living_host_keeps_its_store(store, backup) -> None:
    alive = {"lease_until": 9e12, "lease_clock": store.database.clock, "name": "far-away-7"}
    with store.database.writing() as connection:
        connection.execute(insert(workers).values(a_worker(**alive)))

    with pytest.raises(StoreInUseError, match="far-away-7 gave a sign of life"):
        Restorer(store.database, backup, "me").restore()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no SQLite file"),
        (b"account;street\n0012;High Street\n", "no SQLite file"),
        (None, "no such file"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, content, reason: str) -> None:
    file = tmp_path / "customers.csv"
    if content is not None:
        file.write_bytes(content)
    database = open_database("s.db", tmp_path)

    with pytest.raises(NotABackupError, match=reason) as refused:
        Restorer(database, file, "me").restore()
    assert "Nothing was changed" in refused.value.sentence()
    database.close()


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE items (id)")
    other.commit()
    other.close()
    database = open_database("s.db", tmp_path)

    with pytest.raises(NotABackupError, match="none of a store's tables"):
        Restorer(database, tmp_path / "other.db", "me").restore()
    database.close()


def test_a_damaged_backup_is_refused(store, backup: Path) -> None:
    spoil(backup)
    before = rows(store.database)

    with pytest.raises(DamagedBackupError, match="is damaged"):
        Restorer(store.database, backup, "me").restore()
    assert rows(store.database) == before


def test_a_newer_backup_is_refused(store, backup: Path) -> None:
    newer = sqlite3.connect(backup)
    newer.execute("UPDATE alembic_version SET version_num = '9999'")
    newer.commit()
    newer.close()

    with pytest.raises(NewerStoreError, match="9999"):
        Restorer(store.database, backup, "me").restore()


def test_a_damaged_store_is_replaced_and_kept(tmp_path: Path) -> None:
    store = Store(open_database("s.db", tmp_path), tmp_path)
    fill(store)
    back_up(store.database, tmp_path / "b.db", "me")
    store.close()
    spoil(tmp_path / "s.db")
    damaged = (tmp_path / "s.db").read_bytes()
    database = connect_database("s.db", tmp_path)
    done = Restorer(database, tmp_path / "b.db", "me").restore()

    assert done.kept is not None
    assert done.kept.read_bytes() == damaged
    assert damages(tmp_path / "s.db") == []
    assert states(database)[0] == "done"
    database.close()


def test_a_store_that_is_gone_comes_back(store, backup: Path, tmp_path: Path) -> None:
    database = connect_database("new/place.db", tmp_path)
    done = Restorer(database, backup, "me").restore()

    assert done.kept is None
    assert len(states(database)) == 6
    database.close()


def test_failure_in_the_midst_leaves_the_store_as_it_was(store, backup, monkeypatch) -> None:
    before = rows(store.database)

    def fail(*_words: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("runner.store.restoring.into_one_piece", fail)
    with pytest.raises(Exception, match="disk is full"):
        Restorer(store.database, backup, "me").restore()
    assert rows(store.database) == before


def test_restored_item_without_a_step_cannot_be_looked_up(store, backup) -> None:
    Restorer(store.database, backup, "me").restore()

    with pytest.raises(NothingToLookAtError, match="no step") as refused:
        settle(store.database, 4, Answer.LOOK, "me")
    assert "--entered" in refused.value.sentence()
    settle(store.database, 4, Answer.ENTERED, "me")
    assert states(store.database)[3] == "done"


def spoil(file: Path) -> None:
    """Overwrite what lies in the middle of a file."""
    content = bytearray(file.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 8192] = b"\xa5" * 8192
    file.write_bytes(content)
