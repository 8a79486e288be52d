"""Handing the screen over to the person, from within a bot."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from runner.errors import BusinessError, InputError

USUAL = timedelta(minutes=15)

AGAIN, REJECT = "try again", "reject"
"""What a person may answer who comes to it later."""


class NothingToHandOverError(InputError):
    """A bot hands over a screen that it does not have."""

    def __init__(self, problem: str, known: list[str]) -> None:
        super().__init__(
            f"hand_over() cannot tell whose screen the person is to have: {problem}.",
            hint=f"Name the bot's app: hand_over(…, app=…). It has: {', '.join(known) or 'none'}.",
        )


class NotDoneAtTheScreenError(BusinessError):
    """A person was asked to do something at the screen, and has said that the case is to end."""

    def __init__(self, text: str) -> None:
        super().__init__(f"A person ended the case instead of doing this at the screen: {text}")


@dataclass(frozen=True, slots=True)
class HandOver:
    """What a person is to do at the screen."""

    text: str
    on: str | None = None
    """The screen that must be shown afterwards."""
    app: object | None = None
    """Whose screen, as the bot has it; None for the bot's only app."""
    within: timedelta = USUAL


class HandOverKeeper(Protocol):
    """The attempt that is under way; it has the screens."""

    def hand_over(self, wanted: HandOver) -> None: ...


@dataclass(slots=True)
class KeeperPlace:
    """Where `hand_over` finds its attempt."""

    keeper: HandOverKeeper | None = None


current = KeeperPlace()


def hand_over(
    text: str, *, on: str | None = None, app: object | None = None, within: timedelta = USUAL
) -> None:
    """Give the person the very browser window, with `text` in a bar on top, until he goes on.

    Then the screen `on` must be shown, or he is told so and asked once more. A screen that is
    shown already needs nobody: nothing is asked then, so that an item which is taken up again
    asks for nothing twice. Where nobody sits at the screen, or nobody goes on in time, the item
    waits for a decision: try again, or reject. Called directly, as in a test, it does nothing.

    Args:
        text: what is to be done, in a sentence for the person.
        on: the screen that must be shown afterwards.
        app: the bot's app that is meant, where it has several.
        within: how long the person may take.

    Raises:
        NotDoneAtTheScreenError: a person has answered that the case is to be rejected.

    Example:
        >>> hand_over("Solve the one-time code, then go on.", on="home")
    """
    if current.keeper is not None:
        current.keeper.hand_over(HandOver(text, on, app, within))
