"""Business calendars: on which days, and at which hours, there is work."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from runner.errors import InputError

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

DAY = timedelta(days=1)

LONGEST_CLOSED = 366
"""Days in a row without work from which on a calendar is held to be wrong."""


class UnknownCountryError(InputError):
    """No public holidays are known under a name."""

    def __init__(self, country: str, region: str | None) -> None:
        where = f"{country}-{region}" if region else country
        super().__init__(
            f"No public holidays are known of {where!r}.",
            hint="Write a country as two letters, and its region as its own code: `DE` and `BY`.",
        )


class NeverOpenError(InputError):
    """A calendar without a working day in a year."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The calendar {name!r} has no working day in a year.",
            hint="Give it `hours` for at least one day of the week.",
        )


@dataclass(frozen=True, slots=True)
class Shift:
    """Hours of work within one day; one that ends at midnight ends at `00:00`."""

    begin: time
    end: time

    def __str__(self) -> str:
        return f"{self.begin:%H:%M}-{self.end:%H:%M}"


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked, and when."""

    name: str
    zone: ZoneInfo
    hours: Mapping[int, tuple[Shift, ...]]
    """Day of the week, Monday is 0: its shifts, ascending. Days that are missing are free."""
    country: str | None = None
    region: str | None = None
    closed: Mapping[date, str] = field(default_factory=dict)
    """Own closed days, and what they are called."""
    opened: frozenset[date] = frozenset()
    """Days that are worked though they are holidays."""

    def why_closed(self, day: date) -> str | None:
        """What a day is called that is not worked; None for a working day."""
        if day in self.closed:
            return self.closed[day] or "closed"
        holiday = holidays_of(self.country, self.region, day.year).get(day)
        if holiday is not None and day not in self.opened:
            return holiday
        return None if self.hours.get(day.weekday()) else WEEK[day.weekday()].capitalize()

    def is_open(self, day: date) -> bool:
        """Whether a day is worked."""
        return self.why_closed(day) is None

    def open_day(self, day: date, step: int) -> date:
        """The day itself when it is worked, else the next one in a direction (1 or -1).

        Raises:
            NeverOpenError: there is none within a year.
        """
        for distance in range(LONGEST_CLOSED):
            if self.is_open(day + step * distance * DAY):
                return day + step * distance * DAY
        raise NeverOpenError(self.name)

    def spans(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Stretches of work from a moment on, in UTC, without end.

        Raises:
            NeverOpenError: there is none within a year.
        """
        day = moment.astimezone(self.zone).date() - DAY
        while True:
            day = self.open_day(day, 1)
            for shift in self.hours[day.weekday()]:
                begin, end = self._instants(day, shift)
                if end > moment:
                    yield max(begin, moment.astimezone(UTC)), end
            day += DAY

    def _instants(self, day: date, shift: Shift) -> tuple[datetime, datetime]:
        until = day if shift.end > shift.begin else day + DAY
        begin = datetime.combine(day, shift.begin, self.zone).astimezone(UTC)
        return begin, datetime.combine(until, shift.end, self.zone).astimezone(UTC)

    def minutes_between(self, begin: datetime, end: datetime) -> float:
        """Business minutes between two moments; negative when the end comes first."""
        if end < begin:
            return -self.minutes_between(end, begin)
        worked = timedelta()
        for opens, closes in self.spans(begin):
            if opens >= end:
                break
            worked += min(closes, end) - opens
        return worked / timedelta(minutes=1)

    def after_minutes(self, begin: datetime, minutes: float) -> datetime:
        """The moment that is so many business minutes after another, in UTC.

        Raises:
            ValueError: the minutes are negative.
        """
        if minutes < 0:
            raise ValueError("business minutes are counted forward")
        left = timedelta(minutes=minutes)
        for opens, closes in self.spans(begin):
            if closes - opens >= left:
                return opens + left
            left -= closes - opens
        raise NeverOpenError(self.name)


@lru_cache(maxsize=256)
def holidays_of(country: str | None, region: str | None, year: int) -> dict[date, str]:
    """The public holidays of a year, by their English names where there are some.

    Raises:
        UnknownCountryError: nothing is known of the country or the region.
    """
    if country is None:
        return {}
    import holidays

    try:
        found = holidays.country_holidays(
            country, subdiv=region, years=year, expand=False, language="en_US"
        )
    except NotImplementedError:
        raise UnknownCountryError(country, region) from None
    return dict(found.items())
