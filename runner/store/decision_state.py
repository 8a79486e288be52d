"""How a decision stands."""

from enum import StrEnum


class DecisionState(StrEnum):
    """How a decision stands. Only an open one can be answered."""

    OPEN = "open"
    ANSWERED = "answered"
    EXPIRED = "expired"
    """Nobody answered in time, and the item was rejected for it."""
    VOID = "void"
    """What was asked has changed since; an answer to it counts no more."""
