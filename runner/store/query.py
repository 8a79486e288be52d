"""A query of somebody else's database: read as a stream, and nothing there is changed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from runner.errors import EnvironmentFault, InputError
from runner.secret import Secret

CHUNK = 1000
"""Rows fetched at a time."""


class QueryFailedError(InputError):
    """The database refuses the query, or its result cannot be read."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(
            f"The query {file.name} failed: {reason}.",
            hint="Try it in the database's own program, with the same account.",
        )


class NoDatabaseError(EnvironmentFault):
    """The database of a query cannot be reached."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(
            f"The database of the query {file.name} cannot be reached: {reason}.",
            hint="Look at its URL among the credentials, and at the network.",
        )


@contextmanager
def querying(file: Path, url: Secret, statement: str) -> Iterator[tuple[Sequence[str], Any]]:
    """The names of a result's columns, and its rows, one after another.

    Raises:
        NoDatabaseError: there is none at the URL, which is never shown.
        QueryFailedError: the database refuses the query.
    """
    try:
        engine = create_engine(_with_driver(url.reveal()), poolclass=NullPool)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError, ValueError):
        # Their own words may hold the URL, and the password in it.
        raise NoDatabaseError(file, "its URL is none, or of an unknown kind") from None
    try:
        with _connected(engine.connect, file) as connection, connection.begin():
            _forbid_writing(connection)
            try:
                found = connection.execute(
                    text(statement.replace(":", "\\:")), execution_options={"yield_per": CHUNK}
                )
                yield list(found.keys()), found
            except SQLAlchemyError as error:
                raise QueryFailedError(file, _reason(error)) from None
    finally:
        engine.dispose()


def _with_driver(url: str) -> URL:
    """The URL with the driver that Deskhand itself brings, where none is named."""
    found = make_url(url)
    if found.drivername in {"postgresql", "postgres"}:
        return found.set(drivername="postgresql+psycopg")
    return found


@contextmanager
def _connected(connect: Any, file: Path) -> Iterator[Connection]:
    try:
        connection: Connection = connect()
    except (SQLAlchemyError, OSError) as error:
        raise NoDatabaseError(file, _reason(error)) from None
    with connection:
        yield connection


def _forbid_writing(connection: Connection) -> None:
    """Have the database itself refuse whatever would change it, where it can."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA query_only=ON")
    elif connection.dialect.name in {"postgresql", "mysql", "mariadb"}:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")


def _reason(error: Exception) -> str:
    said = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    lines = said.strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__
