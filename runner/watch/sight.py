"""A sight: everything that is shown at one moment, before it is laid out."""

from dataclasses import dataclass
from datetime import datetime

from runner.store.fleet import Pause, SeenHost
from runner.store.glimpses import Waiting


@dataclass(frozen=True, slots=True)
class Work:
    """A run that is being worked."""

    run: str
    bot: str
    schedule: str | None
    is_queued: bool
    """Whether it is left to the fleet."""
    began: datetime
    done: int
    not_done: int
    """Rejected, failed, in doubt, or waiting for a person."""
    left: int
    working: int
    per_minute: float | None
    """Measured over the last minutes; None when nothing has ended in them."""
    ends: datetime | None
    """When it will be done at this rate."""

    @property
    def total(self) -> int:
        """Its items."""
        return self.done + self.not_done + self.left


@dataclass(frozen=True, slots=True)
class Due:
    """When a schedule is due next."""

    schedule: str
    bot: str
    at: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that did not go well lately; `times` when it did so again and again."""

    at: datetime
    what: str
    message: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class Sight:
    """What is seen at one moment."""

    at: datetime
    work: tuple[Work, ...]
    hosts: tuple[SeenHost, ...]
    waiting: Waiting
    pauses: tuple[Pause, ...]
    outages: tuple[str, ...]
    """Apps that are left alone, each in a sentence."""
    due: tuple[Due, ...]
    troubles: tuple[Trouble, ...]
    untold: int
    """Notices that could not be sent yet."""
    took_seconds: float = 0.0
    """How long the look took."""
