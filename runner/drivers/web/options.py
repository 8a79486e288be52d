"""How a browser session is run."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class WebOptions:
    """Settings of one browser session."""

    address: str | None = None
    """Where the app is, instead of the address in its selector file."""
    headless: bool = True
    hidden: bool = False
    """A browser that a person can be given, out of his way until then."""
    browser: Path | None = None
    """The browser's program; found by itself when None."""
    wait_seconds: float = 30.0
    """The longest wait for a screen, an element or a download."""
    downloads: Path | None = None
    """Where downloads go; the session's own temporary folder when None."""
    trace: Path | None = None
    """A Playwright trace is written here, its name numbered after each new sign-in.

    Known secrets and personal values are masked in it; what else the pages show is not.
    """
    learned: Path | None = None
    """What was learned of the app's screens, for healing; None: nothing is learned or healed."""
    rejected: frozenset[str] = frozenset()
    """Candidates that a person has said are wrong."""
    sized_by_hand: bool = False
    """The page fills its window, which a person may size; else it has `width` and `height`."""
    width: int = 1280
    height: int = 900
