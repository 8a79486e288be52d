"""Leases: how long a worker may hold an item without a sign of life, and who may take it over."""

import os
import secrets
import socket
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, or_, select, update

from runner.store.database import Database
from runner.store.sqlite import boot_id
from runner.store.tables import items, seats

LEASE_SECONDS = float(os.environ.get("DESKHAND_LEASE_SECONDS", "60"))
"""How long a lease lasts from its last renewal. Only tests set the variable, for all hosts alike."""
HEARTBEAT_SECONDS = LEASE_SECONDS / 6
"""How often a supervisor renews the leases of its workers."""
GRACE_SECONDS = LEASE_SECONDS / 4
"""What is waited beyond a lease before somebody else takes over; a worker that could not renew
its lease has lost its browser that long before the lease runs out."""


def host_name() -> str:
    """This machine since its last start; two of the same name are told apart."""
    return f"{socket.gethostname()[:30]}-{boot_id()[:8]}"


def new_worker_name() -> str:
    """Unique over restarts, hosts and recycled process numbers."""
    return f"{host_name()}-{os.getpid()}-{secrets.token_hex(4)}"


def is_local(worker: str) -> bool:
    """Whether a worker's lock would lie on this machine."""
    return worker.rsplit("-", 2)[0] == host_name()


def lease(database: Database) -> dict[str, Any]:
    """The columns of a lease that begins, or is renewed, now."""
    return {"lease_until": database.seconds() + LEASE_SECONDS, "lease_clock": database.clock}


def lasts(database: Database) -> ColumnElement[bool]:
    """Whether an item's lease has not run out."""
    return and_(items.c.lease_clock == database.clock, items.c.lease_until > database.seconds())


def has_run_out(database: Database, table: Table = items) -> ColumnElement[bool]:
    """Whether the lease of an item, or another table's, and the grace after it are over.

    One on another clock is.
    """
    over = table.c.lease_until + GRACE_SECONDS < database.seconds()
    return or_(table.c.lease_clock.is_(None), table.c.lease_clock != database.clock, over)


def renew(database: Database, workers: Iterable[str]) -> int:
    """Renew items, unless they have run out, and seats of workers; returns how many items."""
    workers = list(workers)
    query = (
        update(items)
        .where(items.c.state == "working", items.c.worker.in_(workers), lasts(database))
        .values(lease(database))
    )
    seated = update(seats).where(seats.c.worker.in_(workers)).values(lease(database))
    with database.writing() as connection:
        connection.execute(seated)
        return int(connection.execute(query).rowcount)


def run_out(database: Database) -> set[str]:
    """The workers that hold an item whose lease and grace are over."""
    query = select(items.c.worker).where(items.c.state == "working", has_run_out(database))
    with database.reading() as connection:
        return {worker or "" for (worker,) in connection.execute(query.distinct())}


def seconds_left(connection: Connection, database: Database, item: int, token: int) -> float | None:
    """How long a claim is good for; None when it is lost: another token, or a lease that ran out."""
    query = (
        select(items.c.lease_until - database.seconds())
        .where(items.c.id == item, items.c.token == token, items.c.state == "working")
        .where(lasts(database))
    )
    return connection.execute(query).scalar()
