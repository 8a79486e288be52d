"""A finding: what was looked at, how it stands, and what to do about it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """How a finding stands."""

    GOOD = "good"
    WARNING = "warning"
    """Works, with a limit that is named."""
    BAD = "bad"
    """A run would fail."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    health: Health
    message: str
    remedy: str = ""
    """The line to type, or the sentence to follow."""
    fix: Callable[[], None] | None = None
    """Applies the remedy; None when a person must."""


def good(name: str, message: str) -> Finding:
    """Nothing to do."""
    return Finding(name, Health.GOOD, message)
