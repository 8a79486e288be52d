"""Decisions: a question to a person, answered once; the item waits for it, and holds nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update

from runner.errors import InputError
from runner.item import ItemState
from runner.store.database import Database
from runner.store.items import Claim, Ending, write_audit, write_ending
from runner.store.runs import RunState, reopened
from runner.store.tables import decisions, items, runs


class DecisionState(StrEnum):
    """How a decision stands."""

    OPEN = "open"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Question:
    """What a person is asked."""

    text: str
    form: Mapping[str, Any]
    """The choices, or the fields, as JSON; what is in it is the asker's business."""
    asked_of: str | None = None
    """A person or a group; None for whoever looks."""
    deadline: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A question, and its answer once there is one."""

    id: int
    item: int
    state: DecisionState
    question: str
    form: Mapping[str, Any]
    asked_of: str | None
    asked_at: datetime
    deadline: datetime | None
    answer: Mapping[str, Any] | None
    answered_by: str | None
    answered_at: datetime | None
    stopped_minutes: float | None = None
    """By how much its item's due time was moved, because its customer was asked."""


class NoSuchDecisionError(InputError):
    """There is no decision of that number."""

    def __init__(self, decision: int) -> None:
        super().__init__(
            f"There is no decision {decision}.", hint="Look at the open ones for its number."
        )


class AnsweredBeforeError(InputError):
    """A decision is answered once; the first answer counts."""

    def __init__(self, decision: int, who: str, at: datetime) -> None:
        super().__init__(
            f"Decision {decision} was answered before: by {who}, {at:%Y-%m-%d %H:%M:%S} UTC. That "
            "answer counts, and nothing was changed.",
            hint="If it was wrong, look at its item once it has been worked, and correct it there.",
        )


class DecisionStore:
    """Asks, and takes answers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ask(self, claim: Claim, question: Question, seconds: float | None = None) -> int:
        """End an attempt with a question: its item waits, in one transaction; returns its number.

        Raises:
            LostItemError: another worker holds the item now; nothing was asked.
        """
        waiting = Ending("waiting", ItemState.WAITING, question.text, seconds=seconds)
        with self._database.writing() as connection:
            write_ending(self._database, connection, claim, waiting)
            made = connection.execute(
                insert(decisions)
                .values(
                    item=claim.item,
                    state=DecisionState.OPEN,
                    question=question.text,
                    form=dict(question.form),
                    asked_of=question.asked_of,
                    asked_at=self._database.now(),
                    deadline=question.deadline,
                )
                .returning(decisions.c.id)
            )
            number = int(made.scalar_one())
            write_audit(
                connection, "the bot", "asked", item=claim.item, details={"decision": number}
            )
        return number

    def answer(self, decision: int, answer: Mapping[str, Any], who: str) -> int:
        """Answer a decision; its item is to be worked again at once. Returns the item's number.

        Raises:
            NoSuchDecisionError: there is none of that number.
            AnsweredBeforeError: somebody was faster; his answer counts.
        """
        with self._database.writing() as connection:
            answered = connection.execute(
                update(decisions)
                .where(decisions.c.id == decision, decisions.c.state == DecisionState.OPEN)
                .values(
                    state=DecisionState.ANSWERED,
                    answer=dict(answer),
                    answered_by=who,
                    answered_at=self._database.now(),
                )
                .returning(decisions.c.item)
            ).scalar()
            if answered is None:
                raise self._refusal(connection, decision)
            self._go_on(connection, answered)
            write_audit(connection, who, "answered", item=answered, details={"decision": decision})
        return int(answered)

    def open(self, asked_of: str | None = None) -> list[Decision]:
        """Decisions that nobody has answered, of anybody or of one, the oldest first."""
        query = select(decisions).where(decisions.c.state == DecisionState.OPEN)
        if asked_of is not None:
            query = query.where(decisions.c.asked_of == asked_of)
        return self._read(query)

    def of_item(self, item: int) -> list[Decision]:
        """What was asked about an item, the oldest first."""
        return self._read(select(decisions).where(decisions.c.item == item))

    def _refusal(self, connection: Connection, decision: int) -> InputError:
        query = select(decisions).where(decisions.c.id == decision)
        found = connection.execute(query).mappings().first()
        if found is None:
            return NoSuchDecisionError(decision)
        return AnsweredBeforeError(decision, found["answered_by"], found["answered_at"])

    def _go_on(self, connection: Connection, item: int) -> None:
        """Let an item be worked that waited for its last answer, and its run with it."""
        still = select(func.count()).where(
            decisions.c.item == item, decisions.c.state == DecisionState.OPEN
        )
        if connection.execute(still).scalar_one():
            return
        run = connection.execute(
            update(items)
            .where(items.c.id == item, items.c.state == ItemState.WAITING)
            .values(state=ItemState.NEW, not_before=None, updated_at=self._database.now())
            .returning(items.c.run)
        ).scalar()
        if run is not None:
            ended = (runs.c.id == run) & (runs.c.state == RunState.ENDED)
            connection.execute(update(runs).where(ended).values(state=reopened()))

    def _read(self, query: Select[Any]) -> list[Decision]:
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(decisions.c.id)).mappings().all()
        return [Decision(**{**row, "state": DecisionState(row["state"])}) for row in rows]
