"""Repairs: proposals for selector files, decided once; the items that wait for one go on then."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from runner.errors import InputError
from runner.item import ItemState
from runner.proposal import Met
from runner.store.database import Database
from runner.store.decision_state import DecisionState
from runner.store.decision_tables import decisions
from runner.store.items import Claim, Ending, write_audit, write_ending
from runner.store.proposals import RepairState, rejected, write_proposal
from runner.store.question_writing import hold_decisions, write_question
from runner.store.runs import reopen
from runner.store.tables import attempts, items, repair_uses, repairs


@dataclass(frozen=True, slots=True)
class Repair:
    """A proposal as the ledger has it."""

    id: int
    state: RepairState
    app: str
    screen: str
    element: str
    file_digest: str
    candidate: str
    confidence: float
    sentence: str
    details: Mapping[str, Any]
    picture: str
    run: str
    times: int
    first_at: datetime
    last_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decision: str


class NoSuchRepairError(InputError):
    """There is no repair of that number."""

    def __init__(self, repair: int) -> None:
        super().__init__(
            f"There is no repair {repair}.",
            hint="`deskhand screens repairs` lists those there are.",
        )


class DecidedBeforeError(InputError):
    """A repair is decided once; the first decision counts."""

    def __init__(self, repair: Repair) -> None:
        at = f"{repair.decided_at:%Y-%m-%d %H:%M} UTC" if repair.decided_at else "before"
        super().__init__(
            f"Repair {repair.id} was {repair.state.value} by {repair.decided_by}, {at}. "
            "Nothing was changed.",
            hint="`deskhand screens undo APP` takes a change of the selector file back.",
        )


class RepairStore:
    """Keeps proposals, and takes decisions about them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def finish(self, claim: Claim, ending: Ending) -> ItemState:
        """Record how an attempt with proposals ended, all in one transaction.

        An item that is to wait for a decision which was made meanwhile does not wait: it is new
        again when the repair was accepted, and has failed when it was rejected.

        Raises:
            LostItemError: another worker holds the item now; nothing was written.
        """
        with self._database.writing() as connection:
            hold_decisions(connection, claim.item)
            awaited = self._write_proposals(connection, claim, ending)
            ending = settled(ending, awaited)
            state = write_ending(self._database, connection, claim, ending)
            if state is ItemState.WAITING:
                for number, stands in awaited.items():
                    if stands is RepairState.OPEN:
                        self._ask(connection, claim, ending, number)
                if ending.question is not None:
                    write_question(self._database, connection, claim, ending.question)
        return state

    def _write_proposals(
        self, connection: Connection, claim: Claim, ending: Ending
    ) -> dict[int, RepairState]:
        """The repairs that the item waits for, and how they stand."""
        query = select(attempts.c.run).where(attempts.c.id == claim.attempt)
        run = str(connection.execute(query).scalar_one())
        awaited: dict[int, RepairState] = {}
        for proposal in ending.proposals:
            number, stands = write_proposal(
                self._database,
                connection,
                proposal,
                item=claim.item,
                attempt=claim.attempt,
                run=run,
            )
            if proposal.met is Met.WAITS:
                awaited[number] = stands
        return awaited

    def _ask(self, connection: Connection, claim: Claim, ending: Ending, repair: int) -> None:
        connection.execute(
            insert(decisions).values(
                item=claim.item,
                state=DecisionState.OPEN,
                question=ending.message,
                form={"repair": repair},
                asked_at=self._database.now(),
            )
        )
        write_audit(connection, "the bot", "asked", item=claim.item, details={"repair": repair})

    def find(self, state: RepairState | None = None, app: str | None = None) -> list[Repair]:
        """Repairs of a state and an app, or all, the oldest first."""
        query = select(repairs)
        if state is not None:
            query = query.where(repairs.c.state == state)
        if app is not None:
            query = query.where(repairs.c.app == app)
        return self._read(query)

    def one(self, repair: int) -> Repair:
        """A repair by its number. Raises NoSuchRepairError."""
        found = self._read(select(repairs).where(repairs.c.id == repair))
        if not found:
            raise NoSuchRepairError(repair)
        return found[0]

    def _read(self, query: Select[Any]) -> list[Repair]:
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(repairs.c.id)).mappings().all()
        return [Repair(**{**row, "state": RepairState(row["state"])}) for row in rows]

    def waiting(self, repair: int) -> list[int]:
        """The items that wait for a repair."""
        with self._database.reading() as connection:
            return [item for item, _ in waiting_for(connection, repair)]

    def healed(self, run: str) -> list[str]:
        """A sentence for each repair that items of a run used, and nobody has accepted yet."""
        count = func.count(repair_uses.c.item.distinct())
        query = (
            select(repairs.c.id, repairs.c.sentence, count)
            .join(repair_uses, repair_uses.c.repair == repairs.c.id)
            .join(attempts, attempts.c.id == repair_uses.c.attempt)
            .where(
                attempts.c.run == run,
                repair_uses.c.how == Met.HEALED,
                repairs.c.state != RepairState.ACCEPTED,
            )
            .group_by(repairs.c.id, repairs.c.sentence)
            .order_by(repairs.c.id)
        )
        with self._database.reading() as connection:
            return [
                f"Healed, not accepted yet (repair {number}, {items} items): {sentence}."
                for number, sentence, items in connection.execute(query)
            ]

    def rejected(self, app: str) -> frozenset[str]:
        """The candidates that a person has said are wrong for an app."""
        with self._database.reading() as connection:
            return rejected(connection, app)

    def accept(self, repair: int, who: str, decision: str) -> list[int]:
        """Let the items that wait for nothing else be worked again; returns them.

        The selector file was written before.

        Raises:
            NoSuchRepairError, DecidedBeforeError: see there.
        """
        return self._decide(repair, RepairState.ACCEPTED, who, decision)

    def reject(self, repair: int, who: str, why: str) -> list[int]:
        """Fail the items that wait, with the reason; returns them.

        Raises:
            NoSuchRepairError, DecidedBeforeError: see there.
        """
        return self._decide(repair, RepairState.REJECTED, who, why)

    def _decide(self, repair: int, state: RepairState, who: str, decision: str) -> list[int]:
        now = self._database.now()
        with self._database.writing() as connection:
            decided = connection.execute(
                update(repairs)
                .where(repairs.c.id == repair, repairs.c.state == RepairState.OPEN)
                .values(state=state, decided_by=who, decided_at=now, decision=decision)
            )
            if decided.rowcount == 1:
                found = waiting_for(connection, repair)
                self._answer(connection, found, state, who)
                moved = [
                    item
                    for item, _ in found
                    if self._go_on(connection, item, repair, state, who, decision)
                ]
                details = {"repair": repair, "decision": decision}
                write_audit(connection, who, f"repair {state.value}", details=details)
                return moved
        raise DecidedBeforeError(self.one(repair))

    def _answer(
        self, connection: Connection, found: list[tuple[int, int]], state: RepairState, who: str
    ) -> None:
        connection.execute(
            update(decisions)
            .where(decisions.c.id.in_([decision for _, decision in found]))
            .values(
                state=DecisionState.ANSWERED,
                answer={"repair": state.value},
                answered_by=who,
                answered_at=self._database.now(),
            )
        )

    def _go_on(
        self,
        connection: Connection,
        item: int,
        repair: int,
        state: RepairState,
        who: str,
        why: str,
    ) -> bool:
        accepted = state is RepairState.ACCEPTED
        if accepted and _still_asked(connection, item):
            return False
        values: dict[str, Any] = {"state": ItemState.NEW, "not_before": None}
        if not accepted:
            message = items.c.message.concat(f" Repair {repair} was rejected by {who}: {why}")
            values = {"state": ItemState.FAILED, "message": message}
        run = connection.execute(
            update(items)
            .where(items.c.id == item, items.c.state == ItemState.WAITING)
            .values(**values, updated_at=self._database.now())
            .returning(items.c.run)
        ).scalar()
        if run is not None and accepted:
            reopen(connection, [run])
        return run is not None


def settled(ending: Ending, awaited: Mapping[int, RepairState]) -> Ending:
    """An ending as it is after what was decided of its proposals before."""
    if ending.state is not ItemState.WAITING:
        return ending
    for repair, stands in awaited.items():
        if stands is RepairState.REJECTED:
            said = f"{ending.message} Repair {repair} was rejected before."
            return replace(ending, state=ItemState.FAILED, message=said)
    if awaited and all(stands is RepairState.ACCEPTED for stands in awaited.values()):
        said = "What it waited for was accepted meanwhile; it is worked with the file as it is now."
        return replace(ending, state=ItemState.NEW, message=said)
    return ending


def _still_asked(connection: Connection, item: int) -> bool:
    query = select(decisions.c.id).where(
        decisions.c.item == item, decisions.c.state == DecisionState.OPEN
    )
    return connection.execute(query.limit(1)).first() is not None


def waiting_for(connection: Connection, repair: int) -> list[tuple[int, int]]:
    """The items that wait for a repair, each with the decision that is open."""
    mine = select(repair_uses.c.item).where(
        repair_uses.c.repair == repair, repair_uses.c.how == Met.WAITS
    )
    query = select(decisions.c.item, decisions.c.id, decisions.c.form).where(
        decisions.c.item.in_(mine), decisions.c.state == DecisionState.OPEN
    )
    rows = connection.execute(query.order_by(decisions.c.id)).all()
    return [(int(item), int(number)) for item, number, form in rows if form.get("repair") == repair]


def notes_of(connection: Connection, numbers: list[int]) -> dict[int, list[str]]:
    """What results and report say of items for which something was healed."""
    query = (
        select(repair_uses.c.item, repairs.c.sentence, repairs.c.id, repairs.c.state)
        .join(repairs, repairs.c.id == repair_uses.c.repair)
        .where(repair_uses.c.item.in_(numbers), repair_uses.c.how == Met.HEALED)
        .order_by(repair_uses.c.id)
    )
    stands = {RepairState.OPEN: "not accepted yet"}
    notes: dict[int, list[str]] = {}
    for item, sentence, repair, state in connection.execute(query):
        said = stands.get(state, f"{state} since")
        note = f"healed: {sentence}; {said} (repair {repair})"
        if state != RepairState.ACCEPTED and note not in notes.setdefault(item, []):
            notes[item].append(note)
    return notes


def forget_repairs(connection: Connection, run: str, chosen: Select[Any]) -> None:
    """Take out which items met a repair, and what a run's screens said; decisions stay."""
    connection.execute(delete(repair_uses).where(repair_uses.c.item.in_(chosen)))
    decided = (repairs.c.run == run, repairs.c.state != RepairState.OPEN)
    connection.execute(update(repairs).where(*decided).values(details={}, sentence="", picture=""))
