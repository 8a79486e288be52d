"""Cron expressions: the local minutes at which something is due, over clock changes too."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from runner.errors import InputError

NICKNAMES = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
"""Other names of expressions, as cron has them."""

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)

FIELD = re.compile(r"[0-9A-Za-z*,/#-]+", re.ASCII)


class BadExpressionError(InputError):
    """A cron expression that says nothing, or never comes true."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(
            f"The cron expression {text!r} {reason}.",
            hint="Write five fields: minute, hour, day of the month, month, day of the week; "
            "`30 2 * * 1-5` is 02:30 from Monday to Friday.",
        )


@dataclass(frozen=True, slots=True)
class Expression:
    """A cron expression in a time zone.

    At a fixed minute and hour it comes true once on every day that it names, as in Debian's cron:
    a time that the clock skips is due at the first minute after the gap, one that comes twice at
    its first coming. With `*` in the minute or the hour it follows the clock on the wall.
    """

    text: str
    zone: ZoneInfo

    def after(self, moment: datetime) -> Iterator[datetime]:
        """All due times later than a moment, in UTC, ascending; ends when none comes any more."""
        last = moment.astimezone(UTC)
        found = self._at_fixed_times(last) if self.fixed else self._by_the_wall(last)
        for due in found:
            if due > last:
                yield due
                last = due

    @property
    def fixed(self) -> bool:
        """Whether minute and hour are named, so that a day has each due time once."""
        return not any(field.startswith("*") for field in plain(self.text).split()[:2])

    def _at_fixed_times(self, moment: datetime) -> Iterator[datetime]:
        for due in CronSim(plain(self.text), moment.astimezone(self.zone)):
            yield due.astimezone(UTC)

    def _by_the_wall(self, moment: datetime) -> Iterator[datetime]:
        # Between two clock changes the offset is fixed and every hour has sixty minutes; asked
        # over a change of half an hour (Lord Howe) the library leaves out minutes.
        while True:
            offset = self._offset(moment + SECOND)
            change = None
            for local in CronSim(plain(self.text), moment.astimezone(timezone(offset))):
                due = local.astimezone(UTC)
                change = self._change(moment, due, offset)
                if change is not None:
                    break
                yield due
                moment = due
            if change is None:
                return
            moment = change - SECOND

    def _change(self, begin: datetime, end: datetime, offset: timedelta) -> datetime | None:
        """The first instant in a stretch of time at which the clock has changed."""
        low = begin + SECOND
        while low < end:
            high = min(low + DAY, end)
            if self._offset(high) != offset:
                while high - low > SECOND:
                    middle = low + (high - low) / 2
                    low, high = (middle, high) if self._offset(middle) == offset else (low, middle)
                return high.replace(microsecond=0)
            low = high
        return None

    def _offset(self, moment: datetime) -> timedelta:
        return moment.astimezone(self.zone).utcoffset() or timedelta()

    def explain(self) -> str:
        """The expression in words."""
        words: str = CronSim(plain(self.text), datetime.now(UTC)).explain()
        return words


def expression(text: str, zone: ZoneInfo) -> Expression:
    """Read a cron expression.

    Raises:
        BadExpressionError: it is none, or no day within eight years makes it true.
    """
    fields = plain(text).split()
    if not fields:
        raise BadExpressionError(text, "is empty")
    if len(fields) != 5:
        raise BadExpressionError(text, f"has {len(fields)} fields, not five")
    strange = next((field for field in fields if not FIELD.fullmatch(field)), None)
    if strange is not None:
        raise BadExpressionError(text, f"holds {strange!r}, which is no field of cron")
    try:
        found = Expression(text, zone)
        begin = datetime.now(UTC)
        first = next(found.after(begin), None)
    except CronSimError as error:
        raise BadExpressionError(text, f"cannot be read: {str(error).lower()}") from None
    if first is None or first > begin + FARTHEST:
        raise BadExpressionError(text, "never comes true")
    return found


FARTHEST = timedelta(days=8 * 366)
"""Leap years are at most eight years apart."""


def plain(text: str) -> str:
    """The five fields, with nicknames written out."""
    return NICKNAMES.get(text.strip().lower(), text.strip())
