"""Foresight: what a bot read first on a screen last time is looked up along with recognising it."""

from collections.abc import Sequence
from dataclasses import dataclass

from runner.drivers.web.plans import Plan
from runner.drivers.web.window import Window


@dataclass(frozen=True, slots=True)
class _Foreseen:
    screen: str
    window: Window
    plans: list[Plan]
    values: list[str]


class Foresight:
    """Spares the first read of a screen its own round trip.

    The values are those of the instant in which the screen was recognised; they are used once,
    for the very next read, and forgotten as soon as anything else is asked of the page.
    """

    def __init__(self) -> None:
        self._habits: dict[str, list[Plan]] = {}
        self._foreseen: _Foreseen | None = None

    def wanted(self, screens: Sequence[str]) -> list[list[Plan] | None]:
        """What to read along, for each screen that may be recognised."""
        return [self._habits.get(name) for name in screens]

    def found(self, screen: str, window: Window, values: list[str] | None) -> None:
        """A screen was recognised; `values` are those that were read along, if they could be."""
        habit = self._habits.get(screen)
        self._foreseen = None
        if habit is not None and values is not None:
            self._foreseen = _Foreseen(screen, window, habit, values)

    def take(self, screen: str, window: Window, plans: list[Plan]) -> list[str] | None:
        """The values for this read, when they were read along a moment ago."""
        foreseen, self._foreseen = self._foreseen, None
        if foreseen is None or foreseen.window is not window:
            return None
        return foreseen.values if (foreseen.screen, foreseen.plans) == (screen, plans) else None

    def learn(self, screen: str, plans: list[Plan]) -> None:
        """This was the first read after the screen was recognised."""
        self._habits[screen] = plans

    def forget(self) -> None:
        """Something else was asked: what was read along is old."""
        self._foreseen = None
