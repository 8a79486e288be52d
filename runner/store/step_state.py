"""How a step stands in the journal."""

from collections.abc import Collection
from enum import StrEnum

from sqlalchemy import Connection, select

from runner.store.tables import steps


class StepState(StrEnum):
    """How a step stands."""

    INTENT = "intent"
    """The act may have happened: open until somebody has looked."""
    APPLIED = "applied"
    NOT_APPLIED = "not_applied"
    IN_DOUBT = "in_doubt"


OPEN = (StepState.INTENT, StepState.IN_DOUBT)


def has_open_step(connection: Connection, item: int, states: Collection[StepState] = OPEN) -> bool:
    """Whether nobody knows of some step of the item whether it was entered."""
    found = select(steps.c.id).where(steps.c.item == item, steps.c.state.in_(states)).limit(1)
    return connection.execute(found).first() is not None
