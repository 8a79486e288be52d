"""How a session with a desktop program is run."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DesktopOptions:
    """Settings of one session with a desktop program."""

    address: str | None = None
    """What `{address}` stands for in the program's `start`, instead of the file's address."""
    wait_seconds: float = 30.0
    """The longest wait for a screen or an element."""
    own_display: bool = True
    """A virtual display of its own; else the one that the person sits before."""
    workspace: Path | None = None
    """The folder in which the program is started; the current one when None."""
    evidence: Path | None = None
    """Where a video goes."""
    video: str | None = None
    """The name of the video's file, without suffix; None: no video."""
    learned: Path | None = None
    """Where what is learned of its screens is kept; None: nothing is learned or looked for."""
    rejected: frozenset[str] = frozenset()
    """What a person has said not to be the element that was looked for."""
