"""Settling by a person: an item in doubt was entered, was not, or is to be looked at again."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update

from runner.errors import InputError
from runner.item import ItemState
from runner.store.database import Database
from runner.store.errors import NoSuchItemError
from runner.store.items import write_audit
from runner.store.step_state import OPEN, StepState
from runner.store.tables import items, steps


class Answer(StrEnum):
    """What a person says of an item in doubt."""

    ENTERED = "entered"
    NOT_ENTERED = "not entered"
    LOOK = "look again"


STEP_STATES = {
    Answer.ENTERED: StepState.APPLIED,
    Answer.NOT_ENTERED: StepState.NOT_APPLIED,
    Answer.LOOK: StepState.INTENT,
}


class NotInDoubtError(InputError):
    """Only an item in doubt can be settled."""

    def __init__(self, item: int, state: str) -> None:
        super().__init__(
            f"Item {item} is not in doubt, it is {state}.",
            hint="`deskhand items --state in_doubt` lists those that are.",
        )


class NothingToLookAtError(InputError):
    """The journal has no open step for the item, so a verify would have nothing to look for."""

    def __init__(self, item: int) -> None:
        super().__init__(
            f"The journal has no step of item {item} that could be looked up.",
            hint="Look at the record yourself, then say --entered or --not-entered.",
        )


def settle(database: Database, item: int, answer: Answer, who: str) -> str:
    """Write a person's answer into the journal and give the item a new attempt.

    The attempt finds the step applied (and does not enter it), not applied (and enters it), or
    open (and looks first). Returns the run that holds the item.

    Raises:
        NoSuchItemError, NotInDoubtError, NothingToLookAtError: see there.
    """
    now = datetime.now(UTC)
    with database.writing() as connection:
        found = connection.execute(
            select(items.c.state, items.c.run).where(items.c.id == item)
        ).first()
        if found is None:
            raise NoSuchItemError(str(item))
        if found[0] != ItemState.IN_DOUBT:
            raise NotInDoubtError(item, found[0])
        settled = connection.execute(
            update(steps)
            .where(steps.c.item == item, steps.c.state.in_(OPEN))
            .values(state=STEP_STATES[answer], settled_at=now, settled_by=who)
        )
        if answer is Answer.LOOK and not settled.rowcount:
            raise NothingToLookAtError(item)
        values: dict[str, Any] = {"state": ItemState.NEW, "tries": 0, "deaths": 0}
        if answer is Answer.ENTERED and not settled.rowcount:
            # No step says what was entered, so a new attempt could not know it either.
            values = {"state": ItemState.DONE, "message": f"Settled by {who}: entered."}
        connection.execute(
            update(items)
            .where(items.c.id == item)
            .values(**values, not_before=None, updated_at=now)
        )
        details = {"answer": answer.value}
        write_audit(connection, who, "settled", item=item, run=found[1], details=details)
    return str(found[1])
