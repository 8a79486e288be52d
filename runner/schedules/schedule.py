"""A schedule: what starts when, and what happens when that cannot be kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from hashlib import blake2b
from itertools import takewhile
from zoneinfo import ZoneInfo

from runner.schedules.calendar import Calendar
from runner.schedules.expression import Expression

FAR = timedelta(days=31)
"""How far a due time is moved at most to a working day."""


class OnClosed(StrEnum):
    """What happens to a due time on a day that is not worked."""

    SKIP = "skip"
    NEXT = "next"
    """It is due at the same time of the next working day."""
    PREVIOUS = "previous"
    """It is due at the same time of the last working day before."""


class Overlap(StrEnum):
    """What happens when a due time comes while an earlier run is still at work."""

    SKIP = "skip"
    QUEUE = "queue"
    CANCEL = "cancel"
    """The old run is stopped after its current step."""
    PARALLEL = "parallel"


class Late(StrEnum):
    """What happens to due times that passed while nobody was there."""

    RUN = "run"
    """Each is run as long as it is within the grace."""
    LATEST = "latest"
    """The latest is run, however late; the others are recorded as missed."""
    ALL = "all"
    """Every one is run, the earliest first, up to a number."""
    SKIP = "skip"
    """None is run."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Again and again, the same time apart."""

    every: timedelta
    since: datetime
    """A moment at which it was due, in UTC."""

    def after(self, moment: datetime) -> Iterator[datetime]:
        """All due times later than a moment, without end."""
        number = (moment - self.since) // self.every + 1
        while True:
            yield self.since + number * self.every
            number += 1


@dataclass(frozen=True, slots=True)
class Once:
    """At one moment."""

    at: datetime

    def after(self, moment: datetime) -> Iterator[datetime]:
        """The moment, if it is still to come."""
        if self.at > moment:
            yield self.at


@dataclass(frozen=True, slots=True)
class After:
    """When a batch of another schedule has ended well; nothing that a clock tells."""

    schedule: str

    def after(self, _: datetime) -> Iterator[datetime]:
        """No due time."""
        return iter(())


@dataclass(frozen=True, slots=True)
class Asked:
    """Whenever somebody starts it; nothing that a clock tells."""

    def after(self, _: datetime) -> Iterator[datetime]:
        """No due time."""
        return iter(())


When = Expression | Interval | Once | After | Asked


@dataclass(frozen=True, slots=True)
class Slot:
    """A due time of a schedule."""

    due: datetime
    """What it is known by: the due time in UTC, moved to a working day."""
    start: datetime
    """When it is begun: the same, and some jitter later."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """What starts when."""

    name: str
    bot: str
    when: When
    zone: ZoneInfo
    calendar: Calendar | None = None
    on_closed: OnClosed = OnClosed.SKIP
    overlap: Overlap = Overlap.SKIP
    late: Late = Late.RUN
    grace: timedelta = timedelta(hours=1)
    """How late a due time is still run, with `late: run`."""
    most: int = 24
    """How many missed due times are made up for at once, with `late: all`."""
    jitter: timedelta = timedelta()

    def slots(self, after: datetime, until: datetime) -> Iterator[Slot]:
        """Due times later than one moment and not later than another, ascending, each once."""
        back = FAR if self.on_closed is OnClosed.NEXT else timedelta()
        ahead = FAR if self.on_closed is OnClosed.PREVIOUS else timedelta()
        nominal = takewhile(lambda due: due <= until + ahead, self.when.after(after - back))
        seen: set[datetime] = set()
        for due in sorted(self._moved(nominal)) if back or ahead else self._moved(nominal):
            if after < due <= until and due not in seen:
                seen.add(due)
                yield Slot(due, due + self._delay(due))

    def next(self, moment: datetime, horizon: timedelta = timedelta(days=4 * 366)) -> Slot | None:
        """The next due time, if there is one within a horizon."""
        reach = timedelta(days=2)
        while reach < horizon:
            found = next(self.slots(moment, moment + reach), None)
            if found is not None:
                return found
            reach *= 4
        return next(self.slots(moment, moment + horizon), None)

    def _moved(self, nominal: Iterator[datetime]) -> Iterator[datetime]:
        for due in nominal:
            if self.calendar is None:
                yield due
                continue
            local = due.astimezone(self.zone)
            if self.calendar.is_open(local.date()):
                yield due
            elif self.on_closed is not OnClosed.SKIP:
                step = 1 if self.on_closed is OnClosed.NEXT else -1
                day = self.calendar.open_day(local.date(), step)
                clock = time(local.hour, local.minute, local.second)
                yield datetime.combine(day, clock, self.zone).astimezone(UTC)

    def _delay(self, due: datetime) -> timedelta:
        """Some of the jitter: another share for every schedule and due time, the same everywhere."""
        if not self.jitter:
            return timedelta()
        drawn = blake2b(f"{self.name}/{due.isoformat()}".encode(), digest_size=8).digest()
        share: float = int.from_bytes(drawn) / 2**64
        return timedelta(seconds=int(self.jitter.total_seconds() * share))


@dataclass(frozen=True, slots=True)
class Caught:
    """What becomes of the due times that have come: none is left out."""

    run: tuple[Slot, ...]
    missed: tuple[tuple[Slot, str], ...]
    """Those that are not run, and why, in words."""


ON_TIME = timedelta(minutes=1)
"""Whoever is no later than this is not late."""


def catch_up(schedule: Schedule, slots: tuple[Slot, ...], now: datetime) -> Caught:
    """Decide over due times that have come, most of them just now, some long ago."""
    fresh = tuple(slot for slot in slots if now - slot.start <= ON_TIME)
    old = slots[: len(slots) - len(fresh)]
    if schedule.late is Late.SKIP:
        return Caught(fresh, missed(old, "nobody was there to start it, and `late` is skip"))
    if schedule.late is Late.LATEST:
        made_up = old[-1:] if not fresh else ()
        gone = old[: len(old) - len(made_up)]
        return Caught(made_up + fresh, missed(gone, "a later one was run in its place"))
    if schedule.late is Late.ALL:
        made_up = old[max(0, len(old) - schedule.most) :]
        gone = old[: len(old) - len(made_up)]
        reason = f"more than {schedule.most} were missed, and the later ones were run"
        return Caught(made_up + fresh, missed(gone, reason))
    made_up = tuple(slot for slot in old if now - slot.start <= schedule.grace)
    gone = old[: len(old) - len(made_up)]
    return Caught(made_up + fresh, missed(gone, "it was later than the grace allows"))


def missed(slots: tuple[Slot, ...], reason: str) -> tuple[tuple[Slot, str], ...]:
    """Due times with the reason why they are not run."""
    return tuple((slot, reason) for slot in slots)
