"""A ledger in PostgreSQL, with a server of the tests' own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from runner.store.database import Database, open_database
from tests.postgresql import Server, running_server


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_server() as server:
        yield server


@pytest.fixture
def shared(server: Server, tmp_path: Path) -> Iterator[Database]:
    opened = open_database(server.fresh_database(), tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def in_a_file(tmp_path: Path) -> Iterator[Database]:
    opened = open_database("store.db", tmp_path)
    yield opened
    opened.close()
