"""Windows: when an app is being maintained, and nobody begins anything on it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from runner.errors import InputError
from runner.schedules.app_entries import AppEntry, WindowEntry
from runner.schedules.expression import Expression, expression
from runner.schedules.zones import zone_of

STOP_BEFORE = timedelta(minutes=2)
"""How long before a window nothing is begun any more, where nothing else is said."""

LONGEST_CLOSED = timedelta(days=31)
"""An app that is closed for longer than this, window upon window, is never open."""

MOST_IN_A_ROW = 300
"""Windows, one upon another, that are looked at; what is closed longer is looked at again then."""

FAILURES = 5
"""Failures of an app in a row before it is left alone, where nothing else is said."""

PROBE = timedelta(minutes=1)
LONGEST_PROBE = timedelta(minutes=15)
"""Pauses between two looks at an app that is left alone: the first, and the longest."""


class NeverOpenAppError(InputError):
    """One maintenance follows another without an end."""

    def __init__(self, app: str) -> None:
        super().__init__(
            f"The maintenance of the app {app!r} leaves no time to work on it.",
            hint="Make it shorter than what lies between its beginnings.",
        )


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time, again and again, in which an app is not worked on.

    It ends when the clock on the wall shows it, also where the clock is set back in between: two
    hours from 01:30 end at 03:30. But it is never shorter than it says.
    """

    when: Expression
    lasts: timedelta
    stop_before: timedelta | None = None
    """How long before it nothing is begun any more; None for as long as an item may take."""
    note: str = ""

    def around(self, moment: datetime, ahead: timedelta) -> Iterator[tuple[datetime, datetime]]:
        """When it begins and ends: every time that is not over and begins within `ahead`."""
        # A change of the clock may make one longer than it says; none is of more than three hours.
        for begin in self.when.after(moment - self.lasts - timedelta(hours=3)):
            if begin > moment + ahead:
                return
            end = self._end(begin)
            if end > moment:
                yield begin, end

    def _end(self, begin: datetime) -> datetime:
        local = begin.astimezone(self.when.zone)
        # An aware time of one zone is added to by the clock on the wall.
        return max((local + self.lasts).astimezone(UTC), begin + self.lasts)

    def lead(self, usual: timedelta) -> timedelta:
        """How long before it nothing is begun; `usual` where nothing is said."""
        return usual if self.stop_before is None else self.stop_before


@dataclass(frozen=True, slots=True)
class BreakerRule:
    """When an app that fails is left alone, and how often it is looked at then."""

    after: int = FAILURES
    probe: timedelta = PROBE

    def pause(self, probes: int) -> timedelta:
        """How long until the next look, after so many in vain."""
        longest = max(LONGEST_PROBE, self.probe)
        return min(self.probe * (1 << min(probes, 16)), longest)


@dataclass(frozen=True, slots=True)
class AppRules:
    """What `schedules.yaml` says of an app."""

    windows: tuple[Window, ...] = ()
    breaker: BreakerRule = BreakerRule()


USUAL_RULES = AppRules()
"""Of an app of which nothing is said."""


@dataclass(frozen=True, slots=True)
class Closed:
    """Nothing is begun on an app now, because of its maintenance."""

    app: str
    begins: datetime
    until: datetime
    note: str
    zone: ZoneInfo

    def begun(self, now: datetime) -> bool:
        """Whether the maintenance itself has begun; before, what is in work may be finished."""
        return self.begins <= now

    def words(self) -> str:
        """Which app, until when, and why."""
        what = f"maintenance ({self.note})" if self.note else "maintenance"
        begins, until = (each.astimezone(self.zone) for each in (self.begins, self.until))
        end = f"{until:%H:%M}" if begins.date() == until.date() else f"{until:%Y-%m-%d %H:%M}"
        return f"App {self.app!r} is in {what} from {begins:%Y-%m-%d %H:%M} to {end} ({self.zone})."


def closed_at(
    app: str, rules: AppRules, now: datetime, usual: timedelta = STOP_BEFORE
) -> Closed | None:
    """Why nothing is begun on an app now; None when work may begin.

    Windows that meet or overlap are one. `usual` is how long before a window nothing is begun,
    where it does not say so itself.
    """
    found: Closed | None = None
    for _ in range(MOST_IN_A_ROW):
        covering = list(_covering(rules.windows, found.until if found else now, usual))
        if not covering or (found is not None and found.until >= now + LONGEST_CLOSED):
            break
        window, begin, end = max(covering, key=lambda one: one[2])
        if found is None:
            begin = min(begin for _, begin, _ in covering)
            found = Closed(app, begin, end, window.note, window.when.zone)
        else:
            found = replace(found, until=end, note=found.note or window.note)
    return found


def _covering(
    windows: Iterable[Window], moment: datetime, usual: timedelta
) -> Iterator[tuple[Window, datetime, datetime]]:
    """The windows because of which nothing is begun at a moment."""
    for window in windows:
        for begin, end in window.around(moment, window.lead(usual)):
            yield window, begin, end


def closed(
    rules: Mapping[str, AppRules],
    apps: Sequence[str],
    now: datetime,
    usual: timedelta = STOP_BEFORE,
) -> Closed | None:
    """Why nothing may be begun that works on all of these apps: the one that is closed longest."""
    found = [closed_at(app, rules[app], now, usual) for app in apps if app in rules]
    return max(filter(None, found), key=lambda one: one.until, default=None)


def next_closing(
    rules: AppRules, now: datetime, within: timedelta = timedelta(days=8)
) -> datetime | None:
    """When the next maintenance begins that has not begun yet; None when none does so soon."""
    begins = [
        begin for window in rules.windows for begin, _ in window.around(now, within) if begin > now
    ]
    return min(begins, default=None)


def app_rules(name: str, entry: AppEntry, zone: ZoneInfo) -> AppRules:
    """What a file says of an app.

    Raises:
        InputError: a time cannot be read or never comes, or the app is never open.
    """
    windows = tuple(_window(each, zone) for each in entry.maintenance)
    breaker = BreakerRule()
    if entry.breaker is not None:
        breaker = BreakerRule(entry.breaker.after, entry.breaker.probe or PROBE)
    rules = AppRules(windows, breaker)
    shut = closed_at(name, rules, datetime.now(UTC))
    if shut is not None and any(_covering(windows, shut.until, STOP_BEFORE)):
        raise NeverOpenAppError(name)
    return rules


def _window(entry: WindowEntry, zone: ZoneInfo) -> Window:
    own = zone_of(entry.zone) if entry.zone is not None else zone
    return Window(expression(entry.when, own), entry.lasts, entry.stop_before, entry.note)
