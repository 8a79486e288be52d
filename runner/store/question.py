"""A question as it is kept: what is asked, of whom, by when, and what happens if nobody answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

CUSTOMER = "customer"
"""Of whom a decision is asked while the clock of its item stands still."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a person is asked."""

    text: str
    form: Mapping[str, Any]
    """`choices`, or `model`, its `schema` and maybe a `draft`; JSON."""
    asked_of: str | None = None
    """A person, `role:` and a role, or None for anybody."""
    within: timedelta | None = None
    """How long it stays open before `then` happens."""
    then: tuple[str, ...] = ()
    """What happens after each `within`: `escalate:…`, `reject`, or a choice."""
    name: str = ""
    """Tells a bot's questions about one item apart, with the ordinal."""
    ordinal: int = 0
    digest: str = ""
    """Of everything that is asked: an answer is bound to it."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    pictures: tuple[str, ...] = ()
    """Relative to the evidence folder of all runs; masked."""
    recommended: str | None = None
    four_eyes: bool = False
    """Whether whoever started the item's run may not answer."""
