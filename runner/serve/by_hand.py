"""By hand: a schedule is begun now, because somebody wants it; its due times stay as they are."""

from contextlib import ExitStack
from datetime import UTC, datetime

from runner.run.engine import Engine
from runner.run.ordering import order_of
from runner.run.serving import queue_in
from runner.schedules.book import NAME, NoSuchScheduleError, read_book
from runner.serve.beginning import turn_of, wish_of
from runner.store.controlling import begun_by
from runner.store.store import Store


def begin_now(engine: Engine, store: Store, name: str, who: str) -> str:
    """Leave a run of a schedule to the fleet, at once; returns the run.

    Raises:
        NoSuchScheduleError: there is none of that name.
        DeskhandError: its feed is missing, or something else that it needs; nothing was begun.
    """
    book = read_book(engine.workspace.root / NAME)
    if name not in book.schedules:
        raise NoSuchScheduleError(name, book)
    planned, now = book.schedules[name], datetime.now(UTC)
    with ExitStack() as stack:
        order = order_of(engine, wish_of(planned, engine.workspace.root, now), stack)
        queued = queue_in(
            store,
            engine,
            order,
            turn_of(planned, book.calendars, now),
            along=lambda connection, run: begun_by(connection, run, who),
        )
    return queued.run
