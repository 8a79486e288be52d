"""Why an answer is not taken, each in a sentence."""

from collections.abc import Sequence
from datetime import datetime

from runner.errors import InputError

LOOK = "Look at it as it is now: deskhand decisions show {}"


class NoSuchDecisionError(InputError):
    """There is no decision of that number."""

    def __init__(self, decision: int) -> None:
        super().__init__(
            f"There is no decision {decision}.", hint="`deskhand decisions` lists the open ones."
        )


class AnsweredBeforeError(InputError):
    """A decision is answered once; the first answer counts."""

    def __init__(self, decision: int, who: str, at: datetime) -> None:
        super().__init__(
            f"Decision {decision} was answered before: by {who}, {at:%Y-%m-%d %H:%M:%S} UTC. That "
            "answer counts, and nothing was changed.",
            hint="If it was wrong, look at its item once it has been worked, and correct it there.",
        )


class VoidError(InputError):
    """What was asked has changed, and it was asked anew."""

    def __init__(self, decision: int) -> None:
        super().__init__(
            f"Decision {decision} is void: what it asked has changed since. Nothing was changed.",
            hint="If it still matters it was asked anew: deskhand decisions",
        )


class ExpiredError(InputError):
    """Nobody answered in time."""

    def __init__(self, decision: int, deadline: datetime | None) -> None:
        by = "" if deadline is None else f" on {deadline:%Y-%m-%d %H:%M:%S} UTC"
        super().__init__(
            f"Decision {decision} expired{by}, before it was answered. Nothing was changed.",
            hint=LOOK.format(decision),
        )


class ChangedSinceError(InputError):
    """An answer is bound to what its giver has seen."""

    def __init__(self, decision: int) -> None:
        super().__init__(
            f"What decision {decision} asks is not what you were shown, so your answer was not "
            "taken. Nothing was changed.",
            hint=LOOK.format(decision),
        )


class WrongChoiceError(InputError):
    """It is none of the choices."""

    def __init__(self, decision: int, choices: Sequence[str]) -> None:
        super().__init__(
            f"Decision {decision} takes one of these: {', '.join(choices)}. Nothing was changed.",
            hint=LOOK.format(decision),
        )


class WaitsForRepairError(InputError):
    """The item waits for a repair of a selector file."""

    def __init__(self, decision: int, repair: int) -> None:
        super().__init__(
            f"Decision {decision} waits for repair {repair} of a selector file, and is answered "
            "with it.",
            hint="Look at it: deskhand screens repairs",
        )
