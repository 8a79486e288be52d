"""Decisions: a question to a person, answered once; the item waits for it, and holds nothing."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, select, update

from runner.item import ItemState
from runner.store.answering import Answerer, MayNotAnswerError, Wanted, refuse_unfit
from runner.store.database import Database
from runner.store.decision_errors import (
    AnsweredBeforeError,
    ChangedSinceError,
    ExpiredError,
    NoSuchDecisionError,
    VoidError,
    WaitsForRepairError,
    WrongChoiceError,
)
from runner.store.decision_state import DecisionState
from runner.store.decision_tables import decisions
from runner.store.expiry import go_on, pass_deadline
from runner.store.items import Claim, Ending, write_audit, write_ending
from runner.store.question import Question
from runner.store.question_writing import hold_decisions, write_question
from runner.store.tables import items

SEVERAL = 100
"""Deadlines that one look passes; whoever looks has other things to do, too."""

OF_REPAIR = "repair"
"""In the form of what waits for a repair of a selector file, which is decided elsewhere."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A question, and its answer once there is one."""

    id: int
    item: int
    state: DecisionState
    question: str
    form: Mapping[str, Any]
    """`choices`, or `model`, its `schema` and maybe a `draft`."""
    asked_of: str | None
    asked_at: datetime
    deadline: datetime | None
    answer: Mapping[str, Any] | None
    """`choice`, or `values`."""
    answered_by: str | None
    """Who answered, or what voided it; see `state`."""
    answered_at: datetime | None
    stopped_minutes: float | None = None
    """By how much its item's due time was moved, because its customer was asked."""
    name: str = ""
    ordinal: int = 0
    digest: str = ""
    """Of everything that is asked; whoever answers says what he has seen."""
    facts: Mapping[str, Any] | None = None
    pictures: Sequence[str] = ()
    """Relative to the evidence folder of all runs."""
    recommended: str | None = None
    four_eyes: bool = False
    within: float | None = None
    """Seconds until the deadline, and from each escalation to the next."""
    then: Sequence[str] | None = None
    """What is still to happen when a deadline passes."""
    escalated_at: datetime | None = None

    @property
    def wanted(self) -> Wanted:
        """What it asks of whoever answers it."""
        return Wanted(self.id, self.item, self.asked_of, self.four_eyes)

    @property
    def is_of_repair(self) -> bool:
        """Whether it is decided with a repair of a selector file: `deskhand screens repairs`."""
        return OF_REPAIR in self.form


class DecisionStore:
    """Asks, and takes answers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def finish(self, claim: Claim, ending: Ending) -> ItemState:
        """Record an attempt that ends with a question, and the question, in one transaction.

        Raises:
            LostItemError: another worker holds the item now; nothing was asked.
        """
        with self._database.writing() as connection:
            hold_decisions(connection, claim.item)
            state = write_ending(self._database, connection, claim, ending)
            if ending.question is not None and state is ItemState.WAITING:
                write_question(self._database, connection, claim, ending.question)
        return state

    def ask(self, claim: Claim, question: Question) -> int:
        """End an attempt with a question: its item waits; returns the decision's number.

        Raises:
            LostItemError: another worker holds the item now; nothing was asked.
        """
        self.finish(claim, Ending("waiting", ItemState.WAITING, question.text, question=question))
        return self.of_item(claim.item)[-1].id

    def last(self, item: int, name: str, ordinal: int) -> Decision | None:
        """What was asked last at one place of an item's work."""
        here = and_(
            decisions.c.item == item, decisions.c.name == name, decisions.c.ordinal == ordinal
        )
        newest = select(decisions).where(here).order_by(decisions.c.id.desc()).limit(1)
        with self._database.asking() as connection:
            row = connection.execute(newest).mappings().first()
        return None if row is None else decision(row)

    def answer(
        self, number: int, answer: Mapping[str, Any], by: Answerer, *, seen: str
    ) -> Decision:
        """Answer a decision; its item is worked again at once. The first answer counts.

        Args:
            number: The decision's.
            answer: `choice`, or `values` that fit the form's model: the caller has checked these.
            by: Who answers; who he is and what he may is looked up in the same transaction.
            seen: The digest of what he was shown.

        Raises:
            NoSuchDecisionError, AnsweredBeforeError, VoidError, ExpiredError: it is not open.
            MayNotAnswerError: it is for somebody else; the audit says that he tried.
            ChangedSinceError: he has seen something else.
            WrongChoiceError: it is none of the choices.
        """
        self._pass(number)
        try:
            with self._database.writing() as connection:
                found = held(connection, number)
                self._refuse_closed(connection, found)
                refuse_unfit(connection, decision(found).wanted, by)
                if not seen or seen != found["digest"]:
                    raise ChangedSinceError(number)
                self._write_answer(connection, found, answer, by)
        except MayNotAnswerError as refused:
            self._note_refusal(number, by, refused)
            raise
        return self.one(number)

    def _refuse_closed(self, connection: Connection, found: Mapping[Any, Any]) -> None:
        number, state = found["id"], DecisionState(found["state"])
        if OF_REPAIR in found["form"]:
            raise WaitsForRepairError(number, found["form"][OF_REPAIR])
        if state is DecisionState.ANSWERED:
            raise AnsweredBeforeError(number, found["answered_by"], found["answered_at"])
        if state is DecisionState.VOID:
            raise VoidError(number)
        passed = select(decisions.c.id).where(decisions.c.id == number, self._overdue())
        if state is DecisionState.EXPIRED or connection.execute(passed).first() is not None:
            raise ExpiredError(number, found["deadline"])

    def _write_answer(
        self,
        connection: Connection,
        found: Mapping[Any, Any],
        answer: Mapping[str, Any],
        by: Answerer,
    ) -> None:
        choices = found["form"].get("choices")
        if choices is not None and answer.get("choice") not in choices:
            raise WrongChoiceError(found["id"], choices)
        connection.execute(
            update(decisions)
            .where(decisions.c.id == found["id"])
            .values(
                state=DecisionState.ANSWERED,
                answer=dict(answer),
                answered_by=by.name,
                answered_at=self._database.now(),
            )
        )
        go_on(self._database, connection, found["item"])
        details = {"decision": found["id"], "digest": found["digest"], **noted(answer)}
        write_audit(connection, by.name, "answered", item=found["item"], run=None, details=details)

    def _note_refusal(self, number: int, by: Answerer, refused: MayNotAnswerError) -> None:
        details = {"decision": number, "why": type(refused).__name__}
        item = self.one(number).item
        with self._database.writing() as connection:
            write_audit(connection, by.name, "answer refused", item=item, details=details)

    def pass_deadlines(self) -> int:
        """Do what is to happen where nobody answered in time, each once, whoever looks.

        Returns how many it did. Costs one look when there is none.
        """
        query = select(decisions.c.id).where(self._overdue()).order_by(decisions.c.deadline)
        with self._database.asking() as connection:
            late = connection.execute(query.limit(SEVERAL)).scalars().all()
        return sum(self._pass(number) for number in late)

    def _pass(self, number: int) -> bool:
        with self._database.writing() as connection:
            overdue = select(decisions).where(decisions.c.id == number, self._overdue())
            found = connection.execute(overdue.with_for_update()).mappings().first()
            if found is None:
                return False
            pass_deadline(self._database, connection, found)
            return True

    def _overdue(self) -> ColumnElement[bool]:
        """Whether a deadline has passed that something is to follow."""
        return and_(
            decisions.c.state == DecisionState.OPEN,
            decisions.c.deadline <= self._database.now(),
            decisions.c.then.is_not(None),
        )

    def one(self, number: int) -> Decision:
        """A decision by its number.

        Raises:
            NoSuchDecisionError: there is none.
        """
        found = self._read(select(decisions).where(decisions.c.id == number))
        if not found:
            raise NoSuchDecisionError(number)
        return found[0]

    def open(
        self, asked_of: str | None = None, *, run: str | None = None, limit: int | None = None
    ) -> list[Decision]:
        """Decisions that nobody has answered, of anybody or of one, the oldest first."""
        query = select(decisions).where(decisions.c.state == DecisionState.OPEN)
        if asked_of is not None:
            query = query.where(decisions.c.asked_of == asked_of)
        if run is not None:
            mine = select(items.c.id).where(items.c.run == run)
            query = query.where(decisions.c.item.in_(mine))
        return self._read(query.limit(limit))

    def soonest(self, limit: int) -> list[Decision]:
        """Decisions that nobody has answered and that have a deadline, the earliest first."""
        query = select(decisions).where(
            decisions.c.state == DecisionState.OPEN, decisions.c.deadline.is_not(None)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(decisions.c.deadline).limit(limit))
            return [decision(row) for row in rows.mappings()]

    def count_open(self) -> int:
        """How many decisions nobody has answered."""
        query = select(func.count()).where(decisions.c.state == DecisionState.OPEN)
        with self._database.asking() as connection:
            return int(connection.execute(query).scalar_one())

    def of_item(self, item: int) -> list[Decision]:
        """What was asked about an item, the oldest first."""
        return self._read(select(decisions).where(decisions.c.item == item))

    def _read(self, query: Select[Any]) -> list[Decision]:
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(decisions.c.id)).mappings().all()
        return [decision(row) for row in rows]


def noted(answer: Mapping[str, Any]) -> dict[str, Any]:
    """What the audit has of an answer: it is kept for long, so that it names no customer."""
    if "values" not in answer:
        return dict(answer)
    told = json.dumps(answer["values"], sort_keys=True, ensure_ascii=True, default=str)
    return {"fields": sorted(answer["values"]), "of": hashlib.sha256(told.encode()).hexdigest()}


def decision(row: Mapping[Any, Any]) -> Decision:
    """A row of the table as a decision."""
    return Decision(**{**row, "state": DecisionState(row["state"])})


def held(connection: Connection, number: int) -> Mapping[Any, Any]:
    """A decision that nobody else changes until the transaction ends.

    Raises:
        NoSuchDecisionError: there is none of that number.
    """
    query = select(decisions).where(decisions.c.id == number).with_for_update()
    found = connection.execute(query).mappings().first()
    if found is None:
        raise NoSuchDecisionError(number)
    return found
