"""Paging: which part of a long list is shown."""

from dataclasses import dataclass

from starlette.requests import Request

SIZE = 50
"""Lines on a page."""

MOST = 10_000
"""Nothing is counted, or turned to, further."""


@dataclass(frozen=True, slots=True)
class Paging:
    """A page of a list."""

    first: int
    """How many lines come before it."""
    shown: int
    total: int

    @property
    def last(self) -> int:
        """How many lines there are up to its end."""
        return self.first + self.shown

    @property
    def more(self) -> bool:
        """Whether there are lines after it."""
        return self.total > self.last

    @property
    def many(self) -> bool:
        """Whether there are more than were counted."""
        return self.total >= MOST


def first_of(request: Request) -> int:
    """Where the page begins that a request asks for."""
    text = request.query_params.get("first", "")
    return min(int(text), MOST) if text.isascii() and text.isdigit() and len(text) < 7 else 0
