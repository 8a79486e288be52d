"""A clock on the wall that runs faster, for every Python program that finds this file on its path.

Only what tells the date and the hour is made faster; what measures lengths of time (monotonic
clocks, sleeping, waiting) is left as it is, so that leases, browsers and time limits are real ones.
"""

import datetime as dt
import os
import time
from typing import Any

BEGIN = float(os.environ["NIGHT_BEGIN"])
"""The time that the fast clock showed when it was started, in seconds since 1970."""
STARTED = float(os.environ["NIGHT_STARTED"])
"""The true time at that instant."""
SPEED = float(os.environ["NIGHT_SPEED"])

true_time = time.time
true = dt.datetime


def fast_time() -> float:
    return BEGIN + (true_time() - STARTED) * SPEED


class _Meta(type):
    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, true)

    def __subclasscheck__(cls, other: type) -> bool:
        return issubclass(other, true)


class FastDatetime(true, metaclass=_Meta):
    """Like the true one, by the fast clock."""

    @classmethod
    def now(cls, tz: Any = None) -> Any:
        return true.fromtimestamp(fast_time(), tz)

    @classmethod
    def utcnow(cls) -> Any:
        return true.fromtimestamp(fast_time(), dt.UTC).replace(tzinfo=None)

    @classmethod
    def today(cls) -> Any:
        return true.fromtimestamp(fast_time())


time.time = fast_time
dt.datetime = FastDatetime  # type: ignore[misc]
