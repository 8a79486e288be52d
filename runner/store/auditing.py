"""The audit for readers: who did what, the newest first."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select

from runner.store.database import Database
from runner.store.dossier import Audited, audited_of
from runner.store.tables import audit

MOST = 10_000

SCANNED = 200_000
"""Lines from the newest on that are looked through; older ones need a date."""


@dataclass(frozen=True, slots=True)
class AuditSought:
    """Which lines somebody looks for."""

    who: str = ""
    action: str = ""
    item: int | None = None
    run: str = ""
    since: datetime | None = None
    until: datetime | None = None


class AuditStore:
    """Reads only; every other room writes its own lines in its own transactions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, sought: AuditSought, before: int | None, size: int) -> list[Audited]:
        """Lines before a number (or the newest), the newest first."""
        query = select(audit).where(wanted(sought))
        if before is not None:
            query = query.where(audit.c.id < before)
        with self._database.reading() as connection:
            newest = connection.execute(select(func.max(audit.c.id))).scalar() or 0
            if sought.since is None:
                query = query.where(audit.c.id > (before or newest) - SCANNED)
            found = connection.execute(query.order_by(audit.c.id.desc()).limit(size)).mappings()
            return [audited_of(row) for row in found]

    def actions(self) -> list[str]:
        """What was done among the newest lines, by name."""
        newest = select(audit.c.action).order_by(audit.c.id.desc()).limit(MOST).subquery()
        with self._database.reading() as connection:
            return sorted(connection.execute(select(newest.c.action).distinct()).scalars())


def wanted(sought: AuditSought) -> ColumnElement[bool]:
    """Whether a line is sought."""
    found = [
        column == value
        for column, value in (
            (audit.c.who, sought.who),
            (audit.c.action, sought.action),
            (audit.c.run, sought.run),
        )
        if value
    ]
    if sought.item is not None:
        found.append(audit.c.item == sought.item)
    if sought.since is not None:
        found.append(audit.c.at >= sought.since)
    if sought.until is not None:
        found.append(audit.c.at < sought.until)
    return and_(True, *found)
