"""A proposal: an element that no locator found, and what on the screen looks like it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Met(StrEnum):
    """What became of an item that met an element which no locator found."""

    HEALED = "healed"
    """The control that looked like it was used."""
    WAITS = "waits"
    """The item waits until a person has decided."""
    FAILED = "failed"
    """Nothing looked enough like it."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """How an element might be found again, as an attempt saw it."""

    app: str
    """The name of the selector file."""
    screen: str
    element: str
    file_digest: str
    """Of the selector file that was used."""
    candidate: str
    """Digest of what is proposed."""
    confidence: float
    sentence: str
    """What was found, for people."""
    met: Met
    details: Mapping[str, Any] = field(default_factory=dict)
    """The locators, the evidence, the places in the picture, as JSON."""
    picture: str = ""
    """The picture of the screen, relative to the folder of all evidence."""
