"""Copying: every row of every table from one database to another, whichever kind each is."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Integer,
    Table,
    Text,
    bindparam,
    cast,
    func,
    insert,
    inspect,
    select,
    text,
    type_coerce,
)
from sqlalchemy.exc import DataError, IntegrityError

from runner.errors import DeskhandError
from runner.store.tables import metadata

CHUNK = 2000
"""Rows read and written at a time."""

Progress = Callable[[str, int, int], None]
"""Told a table's name, how many of its rows are copied, and how many there are."""


class RowsDifferError(DeskhandError):
    """After copying, a table has another number of rows than its source."""

    def __init__(self, table: str, wanted: int, found: int) -> None:
        super().__init__(
            f"Of {wanted} rows of the table {table}, {found} arrived; nothing was changed.",
            hint="Try again when nobody works with either store.",
        )


class UnfitValueError(DeskhandError):
    """The target cannot hold what stands in the source: a longer name, a number that is none."""

    def __init__(self, table: str, reason: str) -> None:
        super().__init__(
            f"The table {table} holds what the target cannot take: {reason}. Nothing was changed.",
            hint="`deskhand store check` looks into the source.",
        )


def silent(_table: str, _done: int, _total: int) -> None:
    """A progress that tells nobody."""


def copy_rows(
    source: Connection, target: Connection, progress: Progress = silent
) -> dict[str, int]:
    """Copy every row, in an order that the foreign keys allow; returns how many of each table.

    Raises:
        UnfitValueError, RowsDifferError: the target's transaction must not be committed.
    """
    counts = count_rows(source)
    for table in metadata.sorted_tables:
        try:
            _copy_table(table, source, target, counts[table.name], progress)
        except (DataError, IntegrityError) as error:
            reason = str(error.orig).strip().splitlines()[0].rstrip(".")
            raise UnfitValueError(table.name, reason) from error
    reset_sequences(target)
    for name, found in count_rows(target).items():
        if found != counts[name]:
            raise RowsDifferError(name, counts[name], found)
    return counts


def count_rows(connection: Connection) -> dict[str, int]:
    """How many rows each table has; a table that is not there has none."""
    there = set(inspect(connection).get_table_names())
    return {
        table.name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
        if table.name in there
        else 0
        for table in metadata.sorted_tables
    }


def empty_tables(connection: Connection) -> None:
    """Take every row out."""
    for table in reversed(metadata.sorted_tables):
        connection.execute(table.delete())


def reset_sequences(connection: Connection) -> None:
    """Let the numbers of new rows go on after the highest that is there."""
    if not _is_postgresql(connection):
        return
    for table in metadata.sorted_tables:
        if "id" in table.c and isinstance(table.c.id.type, Integer):
            highest = connection.execute(select(func.max(table.c.id))).scalar_one()
            connection.execute(
                text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :next, false)"),
                {"name": table.name, "next": 1 + (highest or 0)},
            )


def _copy_table(
    table: Table, source: Connection, target: Connection, total: int, progress: Progress
) -> None:
    read = select(*(_as_read(column, source) for column in table.c))
    write = insert(table).values({column.name: _as_written(column, target) for column in table.c})
    done = 0
    rows = source.execute(read, execution_options={"yield_per": CHUNK})
    for chunk in rows.mappings().partitions():
        target.execute(write, [_marked(row) for row in chunk])
        done += len(chunk)
        progress(table.name, done, total)


def _as_read(column: Column[Any], connection: Connection) -> ColumnElement[Any]:
    """JSON goes over as the text that it is: nothing read into Python, nothing worded anew."""
    if not isinstance(column.type, JSON):
        return column
    plain = cast(column, Text) if _is_postgresql(connection) else type_coerce(column, Text)
    return plain.label(column.name)


def _as_written(column: Column[Any], connection: Connection) -> ColumnElement[Any]:
    if not isinstance(column.type, JSON):
        return bindparam(f"v_{column.name}", type_=column.type)
    given = bindparam(f"v_{column.name}", type_=Text)
    return cast(given, column.type) if _is_postgresql(connection) else type_coerce(given, Text)


def _marked(row: Any) -> dict[str, Any]:
    """A row's values under the names of their parameters, which no column's may be."""
    return {f"v_{name}": value for name, value in row.items()}


def _is_postgresql(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"
