"""Connections to a server, asked whether they live only where that is in doubt.

A question costs a way to the server and back, before each of an item's transactions. A connection
that was used a moment ago, and on which nothing has arrived since, is trusted: a server that goes
away, or ends a connection, says so on it.
"""

import selectors
import time
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError

TRUSTED_SECONDS = 5.0
"""How long a connection is trusted that lay idle."""

IDLE_SINCE = "idle_since"


def ask_where_in_doubt(engine: Engine) -> None:
    """Let the engine ask a connection whether it lives before it is used, where that is needed."""
    event.listen(engine, "checkin", note_time)
    event.listen(engine, "checkout", ask_if_in_doubt)


def note_time(connection: Any, record: Any) -> None:
    """A connection is given back."""
    del connection
    record.info[IDLE_SINCE] = time.monotonic()


def ask_if_in_doubt(connection: Any, record: Any, proxy: Any) -> None:
    """A connection is about to be used.

    Raises:
        InvalidatePoolError: it is dead; the pool makes another one.
    """
    del proxy
    since = record.info.get(IDLE_SINCE)
    if since is None:
        return  # it has just been made
    if time.monotonic() - since < TRUSTED_SECONDS and not has_news(connection):
        return
    from psycopg import Error as DriverError  # an extra: `deskhand[postgres]`

    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except DriverError as error:
        raise InvalidatePoolError("the connection has ended") from error


def has_news(connection: Any) -> bool:
    """Whether something has arrived that nobody asked for: mostly that the server goes away."""
    if connection.closed:
        return True
    with selectors.DefaultSelector() as selector:
        selector.register(connection.fileno(), selectors.EVENT_READ)
        return bool(selector.select(0))
