"""How a terminal session is run."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class TerminalOptions:
    """Settings of one terminal session."""

    address: str | None = None
    """The host, instead of the address in the selector file."""
    wait_seconds: float = 30.0
    """The longest wait for a screen, or for the host to take keys again."""
    workspace: Path | None = None
    """The folder in which a local program is started; the current one when None."""
    learned: Path | None = None
    """Where what is learned of its screens is kept; None: nothing is learned or looked for."""
    rejected: frozenset[str] = frozenset()
    """What a person has said not to be the element that was looked for."""
