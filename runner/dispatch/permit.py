"""Permits: leave to work one item; the ledger says which."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

Answer = Callable[[datetime | None], None]
"""Told once what became of a permit: None when it was used, or from when on it is good again."""


@dataclass(frozen=True, slots=True, eq=False)
class Permit:
    """Leave to work one item of a bot's queued runs."""

    bot: str
    run: str
    """The run that it was made for; another one of the same bot may use it."""
    item: int
    """The item that it was made for, for people who read the queue."""
    answer: Answer

    def use_up(self) -> None:
        """An item was worked, or there is none to be worked."""
        self.answer(None)

    def put_back(self, seconds: float = 0.0) -> None:
        """Nothing was worked; somebody may use it later, on this host or another one."""
        self.answer(datetime.now(UTC) + timedelta(seconds=seconds))
