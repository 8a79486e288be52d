"""The database: durable, migrated, refused where it would lose data."""

import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from runner.item import Draft, Source
from runner.store import sqlite as module
from runner.store.database import Database, open_database
from runner.store.errors import (
    FullDiskError,
    NewerStoreError,
    PasswordInStoreUrlError,
    StoreOnNetworkError,
    StoreUnusableError,
    UnknownStoreError,
)
from runner.store.store import open_store
from runner.store.tables import metadata
from tests.unit.run.conftest import a_run


def test_every_connection_is_durable_and_patient(tmp_path: Path) -> None:
    database = open_database("s.db", tmp_path)
    with database.reading() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    database.close()

    assert pragmas["journal_mode"] == "wal"
    assert pragmas["synchronous"] == 2
    assert pragmas["foreign_keys"] == 1
    assert pragmas["busy_timeout"] >= 5000


def test_a_store_that_is_opened_twice_by_one_process_stays_whole(tmp_path: Path) -> None:
    """Another process that closes it meanwhile must not believe that it was the last."""
    ours = open_database("s.db", tmp_path)
    with ours.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE kept (number INTEGER)")
    open_database("s.db", tmp_path).close()
    elsewhere = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); "
        "c.execute('INSERT INTO kept VALUES (1)'); c.close()"
    )
    subprocess.run([sys.executable, "-c", elsewhere, str(tmp_path / "s.db")], check=True)
    with ours.writing() as connection:
        connection.exec_driver_sql("INSERT INTO kept VALUES (2)")
    look = "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('SELECT * FROM kept').fetchall())"
    seen = subprocess.check_output([sys.executable, "-c", look, str(tmp_path / "s.db")], text=True)
    ours.close()

    assert seen.strip() == "[(1,), (2,)]"


def test_migrations_build_exactly_the_tables(database: Database) -> None:
    with database.reading() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)

    assert differences == []


def test_network_share_is_refused_with_the_way_out(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(module, "file_system", lambda file: "nfs4")

    with pytest.raises(StoreOnNetworkError, match=r"network share \(nfs4\)") as refused:
        open_database("s.db", tmp_path)
    assert "settings.toml" in refused.value.sentence()


def test_full_disk_is_refused_before_anything_begins(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(module, "SPACE_BYTES", 2**62)

    with pytest.raises(StoreUnusableError, match="KiB are free"):
        open_database("s.db", tmp_path)


def test_no_intent_is_written_where_its_outcome_might_not_be(tmp_path: Path, monkeypatch) -> None:
    store = open_store("s.db", tmp_path, tmp_path / "evidence")
    store.runs.begin(a_run(), [Draft(Source("a"), "k", {})])
    claim = store.items.claim("r1", "w")
    monkeypatch.setattr(module, "RESERVE_BYTES", 2**62)

    with pytest.raises(FullDiskError, match="KiB are free on its disk") as refused:
        store.journal.intend(claim, "save", 1, "d", {})
    store.close()
    assert store.journal.open(claim.item) == []
    assert refused.value.final
    assert refused.value.hint == "Free at least 20 MiB, then start again or `deskhand resume`."


def test_newer_schema_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    open_database("s.db", tmp_path).close()
    with sqlite3.connect(tmp_path / "s.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()

    with pytest.raises(NewerStoreError, match="schema 9999"):
        open_database("s.db", tmp_path)


def test_other_databases_are_refused_without_naming_their_password() -> None:
    with pytest.raises(UnknownStoreError, match="mysql") as refused:
        open_database("mysql://bot:hunter2@db/deskhand", Path("/"))
    assert "hunter2" not in refused.value.sentence()


@pytest.mark.parametrize(
    "url", ["postgresql://bot:hunter2@db/d", "postgres://db/d?password=hunter2"]
)
def test_a_password_in_a_url_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(PasswordInStoreUrlError) as refused:
        open_database(url, Path("/"))
    assert "STORE_PASSWORD" in refused.value.sentence()
    assert "hunter2" not in refused.value.sentence()


def test_damaged_store_is_said_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "s.db"
    file.write_bytes(b"not a database " * 100)

    with pytest.raises(StoreUnusableError, match="damaged or no store"):
        open_database("s.db", tmp_path)
    assert file.read_bytes().startswith(b"not a database")


def test_folder_where_the_store_should_be(tmp_path: Path) -> None:
    (tmp_path / "s.db").mkdir()

    with pytest.raises(StoreUnusableError):
        open_database("s.db", tmp_path)


def test_only_its_owner_reads_the_store(tmp_path: Path) -> None:
    database = open_database("private/s.db", tmp_path)
    database.close()

    assert (tmp_path / "private" / "s.db").stat().st_mode & 0o077 == 0


def test_who_only_looks_is_let_in_although_the_disk_is_full(tmp_path: Path, monkeypatch) -> None:
    open_database("s.db", tmp_path).close()
    monkeypatch.setattr(module, "SPACE_BYTES", 2**62)

    open_database("s.db", tmp_path, looking=print).close()
    with pytest.raises(FullDiskError):
        open_database("another.db", tmp_path, looking=print)


@pytest.mark.postgresql
def test_who_only_looks_is_told_that_a_server_is_waited_for_and_soon_let_go(
    tmp_path: Path, monkeypatch
) -> None:
    pytest.importorskip("psycopg")
    from runner.store import postgresql

    monkeypatch.setattr(postgresql, "LOOKING_SECONDS", 0.2)
    monkeypatch.setattr(postgresql, "NOTICE_SECONDS", 0.0)
    heard: list[str] = []
    with socket.socket() as closed:  # bound, and nobody listens
        closed.bind(("127.0.0.1", 0))
        url = f"postgresql://bot@127.0.0.1:{closed.getsockname()[1]}/store"
        with pytest.raises(StoreUnusableError, match="Connection refused"):
            open_database(url, tmp_path, looking=heard.append)

    assert heard == [f"The store {url} does not answer; it is waited for, 0 seconds at most."]
