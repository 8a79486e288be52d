"""Connections that lie idle are trusted for a moment, unless something has arrived on them."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from runner.store import postgresql_pool
from runner.store.database import Database, open_database
from runner.waiting import pause
from tests.postgresql import Server

pytestmark = pytest.mark.postgresql


@pytest.fixture
def database(server: Server, tmp_path: Path) -> Iterator[Database]:
    opened = open_database(server.fresh_database(), tmp_path)
    yield opened
    opened.close()


def own_number(database: Database) -> int:
    with database.reading() as connection:
        return int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """What was found each time that a connection was looked at."""
    found: list[bool] = []

    def look(connection: Any) -> bool:
        found.append(postgresql_pool_has_news(connection))
        return found[-1]

    postgresql_pool_has_news = postgresql_pool.has_news
    monkeypatch.setattr(postgresql_pool, "has_news", look)
    return found


def test_a_connection_that_was_just_used_is_used_again(
    database: Database, asked: list[bool]
) -> None:
    assert own_number(database) == own_number(database)
    assert asked
    assert not any(asked)


def end(database: Database, number: int, folder: Path) -> None:
    other = open_database(database.name, folder)
    with other.writing() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": number})
    other.close()


def test_a_connection_that_the_server_ended_a_moment_ago_is_replaced(
    database: Database, tmp_path: Path
) -> None:
    before = own_number(database)
    end(database, before, tmp_path)

    assert own_number(database) != before


def test_a_connection_that_lay_idle_for_long_is_asked(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = own_number(database)
    end(database, before, tmp_path)
    monkeypatch.setattr(postgresql_pool, "has_news", lambda _: False)
    monkeypatch.setattr(postgresql_pool, "TRUSTED_SECONDS", 0.0)

    assert own_number(database) != before


def test_something_that_nobody_asked_for_is_news() -> None:
    here, there = socket.socketpair()
    with here, there:

        class Connection:
            closed = False

            def fileno(self) -> int:
                return here.fileno()

        assert not postgresql_pool.has_news(Connection())
        there.sendall(b"goodbye")
        pause(0.01, because="what was sent arrives")
        assert postgresql_pool.has_news(Connection())


def test_one_question_begins_no_transaction(database: Database) -> None:
    with database.asking() as connection:
        first = connection.execute(text("SELECT now()")).scalar_one()
        second = connection.execute(text("SELECT now()")).scalar_one()
    assert first < second

    with database.reading() as connection:
        first = connection.execute(text("SELECT now()")).scalar_one()
        second = connection.execute(text("SELECT now()")).scalar_one()
    assert first == second
