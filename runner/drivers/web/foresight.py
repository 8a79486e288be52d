"""Foresight: what a bot reads on a screen is looked up along with recognising it, next time."""

from collections.abc import Sequence
from dataclasses import dataclass

from runner.drivers.web.plans import Plan
from runner.drivers.web.window import Window

MOST = 24
"""Elements of one screen that are looked up along; looking costs a little each time."""


@dataclass(frozen=True, slots=True)
class _Foreseen:
    screen: str
    window: Window
    plans: list[Plan]
    values: list[str | None]


class Foresight:
    """Spares reads right after a screen was recognised their own round trips.

    The values are those of the instant in which the screen was recognised. They serve for as long
    as that recognition does, and are forgotten as soon as anything else is asked of the page.
    """

    def __init__(self) -> None:
        self._habits: dict[str, list[Plan]] = {}
        self._foreseen: _Foreseen | None = None

    def wanted(self, screens: Sequence[str]) -> list[list[Plan] | None]:
        """What to read along, for each screen that may be recognised."""
        return [self._habits.get(name) for name in screens]

    def found(self, screen: str, window: Window, values: list[str | None] | None) -> None:
        """A screen was recognised; `values` were read along, None for what was not there."""
        habit = self._habits.get(screen)
        self._foreseen = None
        if habit is not None and values is not None:
            # A copy: what is learned while these values last was not read along with them.
            self._foreseen = _Foreseen(screen, window, list(habit), values)

    def take(self, screen: str, window: Window, plans: list[Plan]) -> list[str] | None:
        """The values for this read, when all of them were read along a moment ago."""
        foreseen = self._foreseen
        if foreseen is None or foreseen.window is not window or foreseen.screen != screen:
            return None
        values = []
        for plan in plans:
            value = foreseen.values[foreseen.plans.index(plan)] if plan in foreseen.plans else None
            if value is None:
                return None
            values.append(value)
        return values

    def learn(self, screen: str, plans: list[Plan]) -> None:
        """This was read right after the screen was recognised."""
        habit = self._habits.setdefault(screen, [])
        for plan in plans:
            # The row of one item's table is not that of the next one's.
            if len(habit) < MOST and not plan.get("row") and plan not in habit:
                habit.append(plan)

    def forget(self) -> None:
        """Something else was asked: what was read along is old."""
        self._foreseen = None
