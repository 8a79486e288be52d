"""Proposals: how an element might be found again, as an attempt saw it; equal ones are one."""

from enum import StrEnum

from sqlalchemy import Connection, insert, select, update

from runner.proposal import Proposal
from runner.store.database import Database
from runner.store.tables import repair_uses, repairs


class RepairState(StrEnum):
    """How a proposal stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


def write_proposal(
    database: Database,
    connection: Connection,
    proposal: Proposal,
    *,
    item: int,
    attempt: int,
    run: str,
) -> tuple[int, RepairState]:
    """Keep a proposal, or count it where it is known; returns its number and how it stands."""
    key = {
        name: getattr(proposal, name)
        for name in ("app", "screen", "element", "candidate", "file_digest")
    }
    mine = [repairs.c[name] == value for name, value in key.items()]
    now = database.now()
    known = connection.execute(
        update(repairs)
        .where(*mine)
        .values(times=repairs.c.times + 1, last_at=now)
        .returning(repairs.c.id, repairs.c.state)
    ).first()
    if known is None:
        told = {name: getattr(proposal, name) for name in ("confidence", "sentence", "picture")}
        known = connection.execute(
            insert(repairs)
            .values(
                **key,
                **told,
                details=dict(proposal.details),
                state=RepairState.OPEN,
                run=run,
                times=1,
                first_at=now,
                last_at=now,
                decision="",
            )
            .returning(repairs.c.id, repairs.c.state)
        ).one()
    number = int(known[0])
    connection.execute(
        insert(repair_uses).values(repair=number, item=item, attempt=attempt, how=proposal.met)
    )
    return number, RepairState(known[1])


def rejected(connection: Connection, app: str) -> frozenset[str]:
    """What a person has said is wrong for an app: it is not proposed or used again."""
    query = select(repairs.c.candidate).where(
        repairs.c.app == app, repairs.c.state == RepairState.REJECTED
    )
    return frozenset(connection.execute(query).scalars())
