"""Stores of both kinds, with a PostgreSQL server of the tests' own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from runner.store.database import Database, open_database
from runner.store.store import Store
from tests.postgresql import Server, running_server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with running_server() as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A fresh store on each of the databases."""
    location = "store.db"
    if request.param == "postgresql":
        location = request.getfixturevalue("server").fresh_database()
    opened = open_database(location, tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def store(database: Database, tmp_path: Path) -> Store:
    return Store(database, tmp_path / "evidence")
