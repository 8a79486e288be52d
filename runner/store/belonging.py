"""Belonging: which rows of a run's feed are its own items, told without looking at each."""

from sqlalchemy import Connection, func, select

from runner.item import ItemState
from runner.store.tables import items, run_items, runs


def own_counts(connection: Connection, run: str) -> dict[ItemState, int]:
    """How many items that belong to a run stand in each state; read off an index alone."""
    query = select(items.c.state, func.count()).where(items.c.run == run).group_by(items.c.state)
    return {ItemState(state): int(count) for state, count in connection.execute(query)}


def has_only_its_own(connection: Connection, run: str, own: int | None = None) -> bool:
    """Whether every row of a run's feed is an item of its own, and no two rows are the same one.

    Every item that belongs to a run stands in its feed; so equal numbers leave no room for others.
    `own` is how many items belong to it, where that is known.
    """
    mine = sum(own_counts(connection, run).values()) if own is None else own
    return mine == feed_rows(connection, run)


def feed_rows(connection: Connection, run: str) -> int:
    """How many rows a run's feed had."""
    known = connection.execute(select(runs.c.rows).where(runs.c.id == run)).scalar()
    if known is not None:
        return int(known)
    # Begun by a version that did not note it.
    query = select(func.count()).select_from(run_items).where(run_items.c.run == run)
    return int(connection.execute(query).scalar_one())
