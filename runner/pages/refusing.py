"""Refusals: why a page is not shown or a thing not done, as a person reads it in his language."""

from typing import Any


class Refusal(Exception):  # noqa: N818 - it is an answer, no error
    """An endpoint's answer when it cannot do what was asked.

    Args:
        status: The HTTP status.
        text: The key of a text; what the person reads.
        values: For the text.
    """

    def __init__(self, status: int, text: str, **values: Any) -> None:
        super().__init__(text)
        self.status = status
        self.text = text
        self.values = values


def not_there() -> Refusal:
    """There is no such page, or no such thing."""
    return Refusal(404, "error.not_there")


def not_allowed() -> Refusal:
    """The visitor's roles do not include it."""
    return Refusal(403, "error.not_allowed")
