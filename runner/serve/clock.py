"""The machine's clock, when it can be believed."""

from datetime import UTC, datetime

from runner.errors import EnvironmentFault


class EarlyClockError(EnvironmentFault):
    """The machine does not know what time it is."""

    def __init__(self, now: datetime) -> None:
        super().__init__(
            f"The machine's clock says {now:%Y-%m-%d %H:%M} UTC, which cannot be.",
            hint="Nothing is started until it is set; is time synchronisation on?",
        )


EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)
"""No clock that is set shows an earlier time."""


def checked(now: datetime) -> datetime:
    """The time, unless it cannot be.

    Raises:
        EarlyClockError: the machine's clock is not set.
    """
    if now < EARLIEST:
        raise EarlyClockError(now)
    return now


def time() -> datetime:
    """The time by the machine's clock."""
    return datetime.now(UTC)
