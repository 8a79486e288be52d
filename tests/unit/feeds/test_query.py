"""Queries: a whole result becomes drafts, nothing is changed, and no URL is ever told."""

import sqlite3
from pathlib import Path

import pytest

from runner.feeds import drafts
from runner.feeds.errors import NoSuchFileError
from runner.feeds.query import NoDatabaseNamedError, NotAQueryError, open_query, query_file
from runner.secret import Secret
from runner.store.query import NoDatabaseError, QueryFailedError
from tests.unit.feeds.conftest import Contact


@pytest.fixture
def url(tmp_path: Path) -> str:
    file = tmp_path / "warehouse.db"
    with sqlite3.connect(file) as made:
        made.execute("CREATE TABLE customers (account TEXT, name TEXT, since DATE, good BOOLEAN)")
        rows = [(f"{n:04d}", f'Zo\u00eb; "{n}"\n--', None, 1) for n in range(2500)]
        made.executemany("INSERT INTO customers VALUES (?, ?, ?, ?)", rows)
    made.close()
    return f"sqlite:///{file}"


@pytest.fixture
def ask(tmp_path: Path, url: str):
    def asking(statement: str, *, at: str | None = None, head: str = "-- database: warehouse\n"):
        file = tmp_path / "open_orders.sql"
        file.write_text(head + statement, encoding="utf-8")
        asked: list[str] = []

        def credential(name: str) -> Secret:
            asked.append(name)
            return Secret(at or url)

        feed = open_query(file, credential)
        assert asked == ["WAREHOUSE_URL"]
        return feed

    return asking


def test_every_row_becomes_a_draft(ask) -> None:
    statement = "SELECT account, name FROM customers WHERE name <> 'x:y -- %' ORDER BY account;\n"
    with ask(statement) as feed:
        found = list(drafts(Contact, ("account",), feed))

    assert len(found) == 2500
    assert found[7].payload is not None
    assert (found[7].key, found[7].payload["name"]) == ("0007", 'Zo\u00eb; "7"\n--')
    assert (found[0].source.name, found[0].source.row) == ("open_orders.sql", 2)


def test_a_query_that_would_change_something_is_refused_twice(ask, url: str) -> None:
    for statement, word in (("DELETE FROM customers", "DELETE"), ("-- select\nUPDATE x", "UPDATE")):
        with pytest.raises(NotAQueryError, match=f"a statement that begins with '{word}'"):
            ask(statement)
    with pytest.raises(QueryFailedError, match=r"open_orders\.sql failed"):
        ask("WITH a AS (SELECT 1) DELETE FROM customers")
    with pytest.raises(QueryFailedError):
        ask("SELECT 1; DELETE FROM customers")
    with sqlite3.connect(url.removeprefix("sqlite:///")) as there:
        assert there.execute("SELECT count(*) FROM customers").fetchone() == (2500,)
    there.close()


def test_what_the_database_says_is_told(ask) -> None:
    with pytest.raises(QueryFailedError, match="no such column: accounts") as refused:
        ask("SELECT accounts FROM customers")
    assert "with the same account" in refused.value.sentence()


@pytest.mark.parametrize(
    "at",
    [
        "warehouse://anna:s3cret@db/x",
        "no url, but s3cret",
        "postgresql+nothing://anna:s3cret@db/x",
        "sqlite:////not/there/s3cret-is-part-of-no-password",
    ],
)
def test_a_url_that_leads_nowhere_is_never_told(ask, at: str) -> None:
    with pytest.raises(NoDatabaseError, match="cannot be reached") as refused:
        ask("SELECT 1 AS account", at=at)

    assert "s3cret" not in refused.value.sentence()
    assert refused.value.__cause__ is None


def test_a_file_that_is_no_query_says_what_to_write(ask, tmp_path: Path) -> None:
    with pytest.raises(NoDatabaseNamedError) as nameless:
        ask("SELECT 1", head="")
    assert "Write a line `-- database: NAME` into it" in nameless.value.sentence()
    with pytest.raises(NotAQueryError, match="holds nothing"):
        ask("")
    (tmp_path / "orders.sql").touch()
    with pytest.raises(NoSuchFileError, match=r"order\.sql"):
        open_query(tmp_path / "order.sql", Secret)


def test_no_rows_are_no_error(ask) -> None:
    with ask("SELECT account, name FROM customers WHERE 1 = 0") as feed:
        assert list(drafts(Contact, ("account",), feed)) == []


def test_a_query_is_named_by_its_prefix() -> None:
    assert query_file(Path("query:sql/open.sql")) == Path("sql/open.sql")
    assert query_file(Path("query.sql")) is None


def test_values_come_as_a_file_would_have_them(ask) -> None:
    statement = "SELECT 12.50 AS account, NULL AS name, x'00ff' AS blob"
    with ask(statement) as feed:
        rows = [list(row.values) for row in feed.table(None).rows()]

    assert rows == [["account", "name", "blob"], ["12.5", "", "00ff"]]
