"""Hearing: what comes of due times, for whoever tells people."""

from dataclasses import dataclass
from datetime import datetime

from runner.errors import DeskhandError, ExitCode
from runner.item import ItemState
from runner.run.engine import RunResult
from runner.schedules.book import Planned


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of one due time, or of a run that was left behind."""

    planned: Planned
    slot: datetime | None
    """None for a run that was left behind."""
    result: RunResult | None
    fault: DeskhandError | None = None
    """Why no run was begun."""

    @property
    def exit_code(self) -> int:
        """As a run has it."""
        if self.result is not None:
            return self.result.exit_code
        return self.fault.exit_code if self.fault is not None else ExitCode.OK

    @property
    def well(self) -> bool:
        """Whether every item was worked, done or rejected, and nothing waits for anybody."""
        if self.result is None:
            return False
        fine = {ItemState.DONE, ItemState.REJECTED}
        return not any(n for state, n in self.result.counts.items() if state not in fine)


@dataclass(frozen=True, slots=True)
class Passed:
    """A due time that was not run, and why."""

    planned: Planned
    slot: datetime
    reason: str


class Hearing:
    """Hears what a batch does; whoever tells people derives from it."""

    def ended(self, ended: Ended) -> None:
        """A run has ended, or could not be begun."""

    def passed(self, passed: Passed) -> None:
        """A due time was not run."""

    def begun(self, planned: Planned, slot: datetime, run: str) -> None:
        """A run was left to the fleet."""
