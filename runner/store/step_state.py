"""How a step stands in the journal."""

from enum import StrEnum


class StepState(StrEnum):
    """How a step stands."""

    INTENT = "intent"
    """The act may have happened: open until somebody has looked."""
    APPLIED = "applied"
    NOT_APPLIED = "not_applied"
    IN_DOUBT = "in_doubt"


OPEN = (StepState.INTENT, StepState.IN_DOUBT)
