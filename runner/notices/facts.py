"""Facts: what there is to be told, as it was found in the ledger, before anything is worded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from pathlib import Path

from runner.item import ItemState


class Topic(StrEnum):
    """What a notice is about; each audience chooses."""

    SUMMARY = "summary"
    ATTENTION = "attention"
    MISSED = "missed"
    ESCALATION = "escalation"
    RECOVERED = "recovered"
    DECISION = "decision"


class Kind(StrEnum):
    """What needs a person."""

    IN_DOUBT = "in_doubt"
    DECISIONS = "decisions"
    REPAIRS = "repairs"
    BREAKER = "breaker"
    PAUSED = "paused"
    CREDENTIALS = "credentials"
    SET_ASIDE = "set_aside"
    SERVICE = "service"
    """A part of the service does not work: a trigger, a schedule."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why items were not done; holds nothing of the items themselves."""

    state: ItemState
    text: str
    number: int


@dataclass(frozen=True, slots=True)
class Need:
    """Something that a person has to do, and how."""

    kind: Kind
    number: int
    sentence: str
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Missed:
    """A due time that was not run, or many in a row."""

    due: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """The run of the same schedule before this one."""

    run: str
    took: timedelta
    worked: int
    done: int


@dataclass(frozen=True, slots=True)
class Summary:
    """How a batch went."""

    schedule: str
    bot: str
    run: str
    zone: tzinfo
    began: datetime
    ended: datetime | None
    """None when its end was not recorded."""
    counts: Mapping[ItemState, int]
    exit_code: int | None
    message: str = ""
    """What ended it early, for a person."""
    due: datetime | None = None
    known: int = 0
    """Items that an earlier run had finished."""
    reasons: tuple[Reason, ...] = ()
    """The most frequent first."""
    needs: tuple[Need, ...] = ()
    missed: tuple[Missed, ...] = ()
    """Due times that were not run since the run before."""
    next_due: datetime | None = None
    report: Path | None = None
    results: Path | None = None
    before: Earlier | None = None

    @property
    def total(self) -> int:
        """How many items the feed had."""
        return sum(self.counts.values())

    @property
    def is_well(self) -> bool:
        """Whether everything was done, so that nobody has to look."""
        done = self.counts.get(ItemState.DONE, 0) == self.total
        return done and not self.exit_code and not self.message and not self.missed


@dataclass(frozen=True, slots=True)
class Asked:
    """A bot asks a person; holds nothing of the case itself."""

    decision: int
    bot: str
    run: str
    question: str
    """Without what belongs to the case."""
    asked_of: str | None
    four_eyes: bool
    zone: tzinfo
    at: datetime
    deadline: datetime | None = None
    then: tuple[str, ...] = ()
    escalated: bool = False
    """Whether somebody else was asked before, and did not answer."""
    page: str | None = None
    """Where it is answered; looking at it answers nothing."""

    @property
    def key(self) -> str:
        """What it is known by: another one who is asked is news."""
        return f"decision/{self.decision}/{self.asked_of or ''}"


@dataclass(frozen=True, slots=True)
class MissedTimes:
    """Due times of a schedule that were not run."""

    schedule: str
    bot: str
    zone: tzinfo
    missed: tuple[Missed, ...]
    """The latest first; not more than can be read."""
    number: int
    """How many there are in all."""
    next_due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Attention:
    """Something needs a person."""

    need: Need
    name: str
    """What it is about: a run, an app, a bot, a trigger."""
    zone: tzinfo
    since: datetime
    run: str | None = None
    schedule: str | None = None

    @property
    def key(self) -> str:
        """What it is known by, until it is over."""
        return f"attention/{self.need.kind}/{self.run or self.name}"


@dataclass(frozen=True, slots=True)
class Escalation:
    """Items that will not be done in time, told before that time, or were not."""

    schedule: str
    run: str
    zone: tzinfo
    due: datetime
    left: int
    """Items that are to be done by then."""
    late: int
    """How many of them will not be, as it looks now."""
    done_at: datetime | None = None
    """When the last of them will be done at the present rate; None when nothing moves."""
    per_minute: float | None = None
    reason: str = ""
    """Why it is so slow, in a sentence."""
    is_late: bool = False
    """Whether the time has passed."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """A problem that had been told is over."""

    key: str
    """The problem's."""
    sentence: str
    zone: tzinfo
    at: datetime
    since: datetime | None = None
