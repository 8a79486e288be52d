"""Moving: every row goes over, and nobody works on what was left."""

import math
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from runner.run.locks import held
from runner.store.checking import Gravity, check
from runner.store.copying import UnfitValueError
from runner.store.database import Database, connect_database, open_database
from runner.store.errors import MovedStoreError, StoreInUseError, StoreUnusableError
from runner.store.moving import TargetNotEmptyError, move, opened_target, plan_move
from runner.store.store import Store
from tests.postgresql import Server
from tests.unit.store.filled import a_run, claimed, drafts, fill, rows, states

OUR_NOTES = {"moved", "moved here"}


@pytest.fixture(params=["to a file", pytest.param("to PostgreSQL", marks=pytest.mark.postgresql)])
def target(request: pytest.FixtureRequest) -> str:
    if request.param == "to a file":
        return "elsewhere/moved.db"
    return str(request.getfixturevalue("server").fresh_database())


def moved(source: Database, target: str, folder: Path) -> None:
    with opened_target(target, folder) as into:
        move(source, into, "me")


def without_notes(found: dict) -> dict:
    kept = [row for row in found["audit"] if row["action"] not in OUR_NOTES]
    return {**found, "audit": kept}


def test_every_row_goes_over_and_dead_workers_items_are_free(store, target, tmp_path) -> None:
    fill(store)
    before = rows(store.database, without=("items", "attempts"))
    told: list[tuple[str, int, int]] = []
    with opened_target(target, tmp_path) as into:
        done = move(store.database, into, "me", lambda *words: told.append(words))
    database = open_database(target, tmp_path)
    after = rows(database)

    assert {name: found for name, found in without_notes(after).items() if name in before} == before
    assert states(database) == ["done", "in_doubt", "new", "new", "new", "rejected"]
    assert done.rows["items"] == len(after["items"]) == 6
    assert ("items", 6, 6) in told
    assert [r.message for r in check(database) if r.gravity is Gravity.BAD] == []
    assert after["steps"][0]["arguments"]["text"].startswith("Zoë 中文 😀")
    database.close()


def test_json_and_text_arrive_letter_by_letter(store, target, tmp_path: Path) -> None:
    fill(store)
    query = "SELECT CAST(payload AS TEXT), CAST(plan AS TEXT) FROM items JOIN runs ON run = runs.id"
    raw = plain(store.database, query)
    moved(store.database, target, tmp_path)
    database = open_database(target, tmp_path)

    assert plain(database, query) == raw
    assert plain(database, "SELECT count(*) FROM steps WHERE result IS NULL") == [(1,)]
    database.close()


def plain(database: Database, query: str) -> list[tuple]:
    with database.reading() as connection:
        return sorted(map(tuple, connection.execute(text(query))), key=repr)


def test_there_and_back_again(tmp_path: Path, server: Server) -> None:
    url = server.fresh_database()
    store = Store(open_database("store/s.db", tmp_path), tmp_path)
    fill(store)
    moved(store.database, url, tmp_path)
    with pytest.raises(MovedStoreError):
        open_database("store/s.db", tmp_path)
    database = open_database(url, tmp_path)
    before = rows(database)
    moved(database, "store/s.db", tmp_path)
    back = Store(open_database("store/s.db", tmp_path), tmp_path)

    assert without_notes(rows(back.database)) == without_notes(before)
    assert claimed(back).number == 2
    back.close()
    database.close()


def test_work_goes_on_with_new_numbers(store, target, tmp_path: Path) -> None:
    fill(store)
    moved(store.database, target, tmp_path)
    there = Store(open_database(target, tmp_path), tmp_path)
    there.runs.begin(a_run("r2"), drafts(8)[6:])

    assert [row["id"] for row in rows(there.database)["items"]][-2:] == [7, 8]
    assert claimed(there, "r2").attempt == 5
    there.close()


def test_who_opens_what_was_left_is_told_where_it_went(store, target, tmp_path: Path) -> None:
    fill(store)
    place = store.database.name
    moved(store.database, target, tmp_path)

    with pytest.raises(MovedStoreError, match=r"was moved to .*") as refused:
        open_database(place, tmp_path)
    assert f'store = "{target[:10]}' in refused.value.sentence() or "moved.db" in str(refused.value)
    if not store.database.shared:
        assert Path(f"{place}.moved").exists()
        assert not Path(place).exists()


def test_who_has_it_open_can_write_no_more(store, target, tmp_path: Path) -> None:
    """A run that was just beginning must fail, and loudly."""
    fill(store)
    late = Store(open_database(store.database.name, tmp_path), tmp_path)
    late.runs.counts("r1")
    moved(store.database, target, tmp_path)

    with pytest.raises(Exception, match="items"):
        late.runs.begin(a_run("late"), drafts(1))
    late.close()


def test_a_living_run_is_not_left_behind(store, target, tmp_path: Path) -> None:
    fill(store)

    with (
        held(store.locks, "run-r1"),
        opened_target(target, tmp_path) as into,
        pytest.raises(StoreInUseError, match="run r1 is at work"),
    ):
        move(store.database, into, "me")
    assert states(store.database)[2] == "working"


def test_a_store_is_never_moved_onto_another(store, target, tmp_path: Path) -> None:
    fill(store)
    other = Store(open_database(target, tmp_path), tmp_path)
    fill(other)
    before = rows(other.database)

    with (
        opened_target(target, tmp_path) as into,
        pytest.raises(TargetNotEmptyError, match="6 items") as refused,
    ):
        move(store.database, into, "me")
    assert "empty database" in refused.value.sentence()
    assert rows(other.database) == before
    assert states(store.database)[2] == "working"
    other.close()


def test_dry_run_counts_and_leaves_nothing(store, target, tmp_path: Path) -> None:
    fill(store)
    with opened_target(target, tmp_path, keep=False) as into:
        plan = plan_move(store.database, into)

    assert plan.rows["items"] == 6
    assert states(store.database)[2] == "working"
    assert not (tmp_path / "elsewhere" / "moved.db").exists()


@pytest.mark.postgresql
def test_what_the_target_cannot_hold_stops_the_move(tmp_path: Path, server: Server) -> None:
    url = server.fresh_database()
    store = Store(open_database("s.db", tmp_path), tmp_path)
    fill(store)
    with store.database.writing() as connection:
        connection.execute(text("UPDATE runs SET bot = :long"), {"long": "x" * 300})

    with pytest.raises(UnfitValueError, match=r"table runs .*too long"):
        moved(store.database, url, tmp_path)
    assert len(states(store.database)) == 6
    assert open_database("s.db", tmp_path).name.endswith("s.db")
    target = connect_database(url, tmp_path)
    assert rows_in(target) == 0
    target.close()


def rows_in(database: Database) -> int:
    return sum(len(found) for found in rows(database).values())


def test_failed_move_to_a_file_leaves_no_file(store, tmp_path: Path, monkeypatch) -> None:
    fill(store)

    def fail(*_words: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("runner.store.copying.reset_sequences", fail)
    with pytest.raises(StoreUnusableError, match="disk is full"):
        moved(store.database, "other.db", tmp_path)
    assert not (tmp_path / "other.db").exists()
    assert len(states(store.database)) == 6


def test_numbers_are_exact(store, target, tmp_path: Path) -> None:
    fill(store)
    with store.database.writing() as connection:
        connection.execute(text("UPDATE items SET seconds = :x"), {"x": math.pi})
    moved(store.database, target, tmp_path)
    database = open_database(target, tmp_path)

    assert {row["seconds"] for row in rows(database)["items"]} == {math.pi}
    database.close()
