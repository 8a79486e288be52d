"""Lengths of time as people write them: `90s`, `15m`, `8h`, `2d`, `1h30m`."""

import re
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator

UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}

DURATION = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?", re.ASCII)

LONGEST = timedelta(days=366)


def duration(text: object) -> timedelta:
    """Read a length of time.

    Raises:
        ValueError: it is none, is longer than a year, or nothing at all.
    """
    if isinstance(text, timedelta):
        return text
    found = DURATION.fullmatch(text.replace(" ", "")) if isinstance(text, str) else None
    if found is None or not any(found.groups()) or sum(map(len, filter(None, found.groups()))) > 12:
        raise ValueError("should be a length of time such as 90s, 15m, 8h, 2d or 1h30m")
    numbers = zip(UNITS.values(), found.groups(), strict=True)
    length = timedelta(**{unit: int(number) for unit, number in numbers if number})
    if not timedelta() < length <= LONGEST:
        raise ValueError("should be longer than nothing and at most a year")
    return length


def in_words(length: timedelta) -> str:
    """A length of time as a file has it: `1h30m`; parts of a second are left out."""
    seconds = int(length.total_seconds())
    parts = []
    for unit, size in (("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)):
        number, seconds = divmod(seconds, size)
        if number:
            parts.append(f"{number}{unit}")
    return "".join(parts) or "0s"


Duration = Annotated[timedelta, BeforeValidator(duration, json_schema_input_type=str)]
"""A length of time in a file."""
