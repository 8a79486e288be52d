"""Bulk: rows of one table by the hundred thousand, a plain tuple each, past all convenience."""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Table, literal

Rows = list[tuple[Any, ...]]

RARELY = 100_000
"""Objects that are made before the garbage collector looks at them; 700 is usual."""


@contextmanager
def rare_collections() -> Iterator[None]:
    """Let the garbage collector look less often, for as long as rows are made by the million.

    They hold no cycles, so that it finds nothing, and takes a seventh of the time for it.
    """
    usual = gc.get_threshold()
    gc.set_threshold(RARELY, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def insert_unless_there(connection: Connection, table: Table) -> Any:
    """An insert that does nothing where a row of the same key is; `returning` tells."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as insert_into

        return insert_into(table).on_conflict_do_nothing()
    from sqlalchemy.dialects.sqlite import insert as insert_into_file

    return insert_into_file(table).on_conflict_do_nothing()


class BulkInsert:
    """Writes rows as the driver takes them.

    Nothing is converted on the way: a JSON value comes as its text, a moment is among the
    `alike`, and text must be what every database holds (`plain_text`).
    """

    def __init__(
        self, connection: Connection, table: Table, columns: Sequence[str], alike: Mapping[str, Any]
    ) -> None:
        """`alike` holds the values that all rows share; they stand in the statement itself."""
        self._connection = connection
        shared = [self._spelled(table, name, value) for name, value in alike.items()]
        mark = "%s" if connection.dialect.paramstyle in {"format", "pyformat"} else "?"
        names = ", ".join(f'"{name}"' for name in (*columns, *alike))
        values = ", ".join([*([mark] * len(columns)), *shared])
        # What is there already is the caller's to look at: it is told how many were written.
        self._statement = (
            f"INSERT INTO {table.name} ({names}) VALUES ({values}) ON CONFLICT DO NOTHING"  # noqa: S608 - names of tables.py
        )

    def write(self, rows: Rows) -> int:
        """Write rows; returns how many were not there yet."""
        if not rows:
            return 0
        return int(self._connection.exec_driver_sql(self._statement, rows).rowcount)

    def _spelled(self, table: Table, name: str, value: object) -> str:
        """A value as the statement itself spells it."""
        told = literal(value, table.c[name].type)
        dialect = self._connection.dialect
        return str(told.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
