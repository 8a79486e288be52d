"""`deskhand store`: what it says, its exit codes, and that nothing happens unless it says so."""

import json
from pathlib import Path

import pytest

from runner.run.locks import held
from runner.store.store import Store, open_store
from tests.unit.store.filled import fill


@pytest.fixture
def filled(workspace: Path):
    store = open_store("store/deskhand.db", workspace, workspace / "evidence")
    fill(store)
    yield store
    store.close()


def test_check_of_a_new_workspace_is_well(workspace, call) -> None:
    said = call("store", "check")

    assert said.code == 0
    assert "the first run makes the tables" in said.out


def test_check_tells_what_waits(filled: Store, call) -> None:
    said = call("store", "check", "--json")

    assert said.code == 1
    assert {each["gravity"] for each in json.loads(said.out)} == {"good", "attention"}


def test_check_of_a_damaged_store_is_four(filled: Store, call) -> None:
    filled.close()
    file = Path(filled.database.name)
    file.write_bytes(file.read_bytes()[:20_000])

    assert call("store", "check").code == 4


def test_backup_and_restore(filled: Store, workspace: Path, call) -> None:
    taken = call("store", "backup", "b.db")
    again = call("store", "backup", "b.db")
    planned = call("store", "restore", "b.db", "--dry-run")
    done = call("store", "restore", "b.db", "--json")

    assert (taken.code, again.code, planned.code, done.code) == (0, 2, 0, 0)
    assert "items 6" in taken.out
    assert "in doubt now: 3" in planned.out
    assert json.loads(done.out)["doubted"] == 3
    assert "look before you feed it again" in planned.out
    assert call("items", "--state", "in_doubt", "--json").out.count("Restored from") == 3


def test_restore_refuses_a_wrong_file(filled: Store, workspace: Path, call) -> None:
    said = call("store", "restore", "settings.toml")

    assert said.code == 2
    assert "is no backup of a store" in said.err


def test_migrate_has_nothing_to_do(filled: Store, call) -> None:
    said = call("store", "migrate")

    assert (said.code, "nothing to do" in said.out) == (0, True)


def test_move_and_its_setting(filled: Store, workspace: Path, call) -> None:
    planned = call("store", "move", "other/s.db", "--dry-run")
    assert (planned.code, "items 6" in planned.out) == (0, True)
    assert not (workspace / "other" / "s.db").exists()
    done = call("store", "move", "other/s.db", "--write-settings")
    listed = call("items", "--json")

    assert done.code == 0
    assert 'store = "other/s.db"' in (workspace / "settings.toml").read_text()
    assert len(json.loads(listed.out)) == 6


def test_moved_store_is_not_made_anew(filled: Store, workspace: Path, call) -> None:
    filled.close()
    moved = call("store", "move", "other/s.db")
    said = call("items")

    assert f"Write into {workspace / 'settings.toml'}" in moved.out
    assert said.code == 4
    assert "was moved to" in said.err
    assert not (workspace / "store" / "deskhand.db").exists()


@pytest.mark.parametrize("words", [("restore", "b.db"), ("move", "other/s.db")])
def test_nothing_is_exchanged_under_a_run(filled: Store, call, words) -> None:
    call("store", "backup", "b.db")
    with held(filled.locks, "run-r1"):
        said = call("store", *words)

    assert said.code == 2
    assert "run r1 is at work" in said.err


def test_move_to_something_else_is_refused(filled: Store, call) -> None:
    said = call("store", "move", "mysql://bot:hunter2@db/x")

    assert said.code == 2
    assert "hunter2" not in said.err
