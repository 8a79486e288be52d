"""Backups: whole, checked, private, taken while others write."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from runner.store import backup as module
from runner.store.backup import (
    BackupExistsError,
    BackupOntoStoreError,
    BadBackupError,
    NothingToBackUpError,
    back_up,
    file_database,
)
from runner.store.checking import Gravity, check
from runner.store.database import Database, connect_database, open_database
from runner.store.restoring import Restorer
from runner.store.sqlite_file import NotWrittenError, damages
from runner.store.tables import attempts
from runner.waiting import pause
from tests.unit.store.filled import fill, rows

WRITER = """
import sys
import time
from itertools import count
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from runner.item import ItemState
from runner.store.items import Ending
from runner.store.step_state import StepState
from runner.store.store import open_store
from tests.unit.store.filled import a_run, drafts

store = open_store(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[2]))
for number in count():
    run = f"w{number}"
    store.runs.begin(a_run(run), drafts(10), again=True)
    if number == 0:
        print(run, flush=True)
    time.sleep(0.05)  # all night would be too much to read again
    while (claim := store.items.claim(run, "w")) is not None:
        step = store.journal.intend(claim, "enter", 1, "d", {})
        store.journal.settle(claim, step, StepState.APPLIED, by="look")
        store.items.finish(claim, Ending("done", ItemState.DONE))
"""

ROOT = Path(__file__).parents[3]


@contextmanager
def writing(location: str, folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Another process that writes on and on, until it is killed."""
    words = [sys.executable, "-c", WRITER, location, str(folder), str(ROOT)]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            process.stdout.readline()
            yield process
            assert process.poll() is None
        finally:
            process.kill()


def attempted(database: Database) -> int:
    with database.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(attempts)).scalar_one())


def test_backup_holds_every_row_and_says_when_it_was_taken(store, tmp_path: Path) -> None:
    fill(store)
    before = rows(store.database)
    done = back_up(store.database, tmp_path / "b.db", "me")
    copy = open_database("b.db", tmp_path)
    after = rows(copy)
    copy.close()
    signed = after["audit"].pop()

    assert after == before
    assert (signed["action"], signed["who"]) == ("backed up", "me")
    assert done.rows["items"] == 6
    assert done.bytes == (tmp_path / "b.db").stat().st_size
    assert (tmp_path / "b.db").stat().st_mode & 0o777 == 0o600


def test_backup_is_one_file_with_nothing_beside(store, tmp_path: Path) -> None:
    fill(store)
    (tmp_path / "to").mkdir()
    back_up(store.database, tmp_path / "to" / "b.db", "me")

    assert [file.name for file in (tmp_path / "to").iterdir()] == ["b.db"]


@pytest.mark.slow
def test_backups_while_another_process_writes_each_restore_clean(database, tmp_path: Path) -> None:
    with writing(database.name, tmp_path) as writer:
        back_up(database, tmp_path / "b0.db", "me")
        begun = attempted(database)
        for number in range(1, 4):
            back_up(database, tmp_path / f"b{number}.db", "me")
        while attempted(database) == begun:
            assert writer.poll() is None, "the other process has died"
            pause(0.05, because="the other process must write between the first and the last")
        back_up(database, tmp_path / "b4.db", "me")
    counts = []
    for number in range(5):
        fresh = connect_database(f"restored{number}/s.db", tmp_path)
        Restorer(fresh, tmp_path / f"b{number}.db", "me").restore()
        assert [r for r in check(fresh) if r.gravity is Gravity.BAD] == []
        assert "working" not in {row["state"] for row in rows(fresh)["items"]}
        counts.append(len(rows(fresh)["attempts"]))
        fresh.close()

    assert counts == sorted(counts)
    assert counts[-1] > counts[0]


def test_existing_file_is_replaced_only_when_said(store, tmp_path: Path) -> None:
    fill(store)
    file = tmp_path / "b.db"
    file.write_text("precious")

    with pytest.raises(BackupExistsError, match="there already") as refused:
        back_up(store.database, file, "me")
    assert "--force" in refused.value.sentence()
    assert file.read_text() == "precious"
    back_up(store.database, file, "me", force=True)
    assert damages(file) == []


def test_store_is_never_replaced_by_its_own_backup(tmp_path: Path) -> None:
    database = open_database("s.db", tmp_path)

    for name in ("s.db", "s.db-wal"):
        with pytest.raises(BackupOntoStoreError, match="store itself"):
            back_up(database, tmp_path / name, "me", force=True)
    database.close()


def test_missing_folder_is_said_and_nothing_is_left(store, tmp_path: Path) -> None:
    fill(store)

    with pytest.raises(NotWrittenError, match="no such file") as refused:
        back_up(store.database, tmp_path / "nowhere" / "b.db", "me")
    assert "choose another place" in refused.value.sentence()


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="modes are a POSIX thing")
def test_read_only_place_is_said(store, tmp_path: Path) -> None:
    fill(store)
    if os.geteuid() == 0:
        place = Path("/proc")  # nobody, root neither, makes a file here
    else:
        place = tmp_path / "read-only"
        place.mkdir(mode=0o500)

    with pytest.raises(NotWrittenError):
        back_up(store.database, place / "b.db", "me")


def test_full_disk_leaves_neither_backup_nor_part(store, tmp_path: Path, monkeypatch) -> None:
    fill(store)

    def full(*_words: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(module, "into_one_piece", full)
    (tmp_path / "to").mkdir()

    with pytest.raises(NotWrittenError, match="disk is full"):
        back_up(store.database, tmp_path / "to" / "b.db", "me")
    assert list((tmp_path / "to").iterdir()) == []


def test_copy_that_cannot_be_read_back_is_thrown_away(store, tmp_path: Path, monkeypatch) -> None:
    fill(store)
    monkeypatch.setattr(module, "damages", lambda file: ["page 7 is never used"])

    with pytest.raises(BadBackupError, match="page 7"):
        back_up(store.database, tmp_path / "b.db", "me")
    assert not (tmp_path / "b.db").exists()


def test_no_store_no_backup(tmp_path: Path) -> None:
    database = connect_database("s.db", tmp_path)

    with pytest.raises(NothingToBackUpError):
        back_up(database, tmp_path / "b.db", "me")
    database.close()


def test_backup_can_be_looked_at_without_being_touched(store, tmp_path: Path) -> None:
    fill(store)
    file = tmp_path / "b.db"
    back_up(store.database, file, "me")
    before = file.read_bytes()
    database = module.read_only(file)
    module.taken(database)
    database.close()

    assert file.read_bytes() == before
    assert file_database(file).file == file
