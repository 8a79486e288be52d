"""A query on a server: streamed, and forbidden to write by the server itself."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine

from runner.secret import Secret
from runner.store.query import NoDatabaseError, QueryFailedError, querying

FILE = Path("orders.sql")

pytestmark = pytest.mark.postgresql


@pytest.fixture
def url(server) -> Secret:
    return Secret(server.fresh_database())


def test_a_long_result_comes_row_by_row(url: Secret) -> None:
    statement = "SELECT n::text AS number, '%:x' AS mark FROM generate_series(1, 5000) AS n"
    with querying(FILE, url, statement) as (names, rows):
        first = next(iter(rows))
        left = sum(1 for _ in rows)

    assert (list(names), tuple(first), left) == (["number", "mark"], ("1", "%:x"), 4999)


def test_the_server_refuses_what_would_change_it(url: Secret) -> None:
    engine = create_engine(url.reveal().replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE SEQUENCE numbers")
    engine.dispose()

    with pytest.raises(QueryFailedError, match="read-only transaction"):  # noqa: SIM117
        with querying(FILE, url, "SELECT nextval('numbers')") as (_names, rows):
            list(rows)


def test_a_database_that_is_not_there_is_named_by_its_query(url: Secret) -> None:
    gone = Secret(url.reveal() + "gone")
    with pytest.raises(NoDatabaseError, match=r"database of the query orders\.sql cannot be"):  # noqa: SIM117
        with querying(FILE, gone, "SELECT 1"):
            pass
