"""People of the console: who they are and what roles they have. Every change is audited."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is at work."""

    AGENT = "agent"
    OPERATOR = "operator"
    ANALYST = "analyst"
    AUTHOR = "author"
    APPROVER = "approver"
    AUDITOR = "auditor"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who uses the console."""

    name: str
    """To sign in with, and in the audit."""
    person: str
    """As people call him."""
    roles: frozenset[Role]
    account: str | None = None
    """His account on the machine, so that one person with both is one in a four-eyes check."""
    language: str | None = None
    look: str | None = None
    """`light` or `dark`; None for as the device says."""
    disabled: bool = False
