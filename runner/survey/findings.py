"""What a look at a screen has found, element by element."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from runner.errors import ExitCode
from runner.screens.model import Locator


class State(StrEnum):
    """How an element, a table or a screen was met."""

    FOUND = "found"
    """By its first locator."""
    DRIFTED = "drifted"
    """By a later locator, or not as it was when it was learned."""
    MISSING = "missing"
    ABSENT = "not there"
    """It is optional."""
    NO_ROWS = "no rows"
    """It stands in the rows of a table, and the table had none."""
    NOT_VISITED = "not visited"


TROUBLE = frozenset([State.DRIFTED, State.MISSING])


@dataclass(frozen=True, slots=True)
class Count:
    """What one locator matched."""

    locator: Locator
    found: int
    hidden: int = 0
    milliseconds: float = 0.0
    one: bool = False
    """Whether that is one element, as it must be."""
    broken: str | None = None
    """Why the page could not look for it."""
    why: str = ""
    """Why it matches nothing, where there is more to say."""

    def said(self) -> str:
        """`matches nothing`, as errors say it."""
        if self.broken is not None:
            return f"cannot be looked for: {self.broken}"
        told = {0: "matches nothing", 1: "matches one"}.get(
            self.found, f"matches {self.found} elements"
        )
        told = f"{told}, {self.hidden} hidden" if self.hidden else told
        return f"{told} ({self.why})" if self.why else told


@dataclass(frozen=True, slots=True)
class Finding:
    """One element or table of a screen, or what the screen is shown by."""

    name: str
    kind: str
    """`element`, `table` or `shown by`."""
    state: State
    line: int
    """Of the selector file."""
    locator: int | None = None
    """Which locator found it, from 1."""
    matched: int = 0
    rows: int | None = None
    milliseconds: float = 0.0
    notes: tuple[str, ...] = ()
    counts: tuple[Count, ...] = ()


@dataclass(frozen=True, slots=True)
class ScreenLook:
    """One screen, looked at or not."""

    screen: str
    state: State
    line: int
    why: str = ""
    """Why it was not visited, or not recognised, and what to do; empty where no way is given."""
    findings: tuple[Finding, ...] = ()

    @property
    def trouble(self) -> bool:
        """Whether somebody should see to it."""
        return self.state in TROUBLE or any(one.state in TROUBLE for one in self.findings)


@dataclass(frozen=True, slots=True)
class AppLook:
    """All screens of an app."""

    app: str
    address: str
    at: datetime
    seconds: float
    screens: Sequence[ScreenLook] = field(default_factory=tuple)

    @property
    def trouble(self) -> bool:
        """Whether anything drifted or is missing."""
        return any(one.trouble for one in self.screens)

    @property
    def exit_code(self) -> ExitCode:
        """0 when everything was found by its first locator, else 1."""
        return ExitCode.SOME_FAILED if self.trouble else ExitCode.OK


def state_of(counts: Sequence[Count], *, optional: bool) -> tuple[State, int | None]:
    """How an element was found, and by which of its locators, from 1."""
    for number, count in enumerate(counts, 1):
        if count.one:
            return (State.FOUND if number == 1 else State.DRIFTED), number
    nothing = all(not count.found and count.broken is None for count in counts)
    return (State.ABSENT if optional and nothing else State.MISSING), None


def drift(counts: Sequence[Count], number: int | None) -> tuple[str, ...]:
    """What the locators before the one that found it did, and those behind it no longer do."""
    before = counts[: number - 1] if number is not None else counts
    notes = [f"{count.locator} {count.said()}" for count in before if not count.one]
    if number is not None:
        notes += [f"spare {one.locator} {one.said()}" for one in counts[number:] if not one.one]
    return tuple(notes)
