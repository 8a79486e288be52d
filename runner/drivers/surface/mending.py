"""Mends at run time: decides what becomes of an element that no locator of a program finds."""

from collections.abc import Sequence

from runner.drivers.repairing import Repairing
from runner.drivers.surface.learning import Learning
from runner.drivers.surface.recognition import Shown
from runner.drivers.surface.searching import Search
from runner.drivers.surface.stage import Stage
from runner.drivers.surface.surface import Found
from runner.drivers.surface.worked import worked
from runner.screens.model import Element
from runner.screens.policy import Use


class Mending:
    """Looks for lost elements, as far as the selector file's policy lets it."""

    def __init__(self, stage: Stage, learning: Learning) -> None:
        self._stage = stage
        self._learning = learning
        self._repairing = Repairing(
            stage.app,
            stage.rejected,
            recorder=lambda: stage.recorder,
            drifted=learning.drifted,
        )

    @property
    def _allowed(self) -> bool:
        on = self._learning.on and not self._stage.signed_out
        return on and self._stage.recorder.case() is not None

    def granted(self, shown: Shown, element: Element, use: Use) -> Found | None:
        """The element by what was granted for it, while that still is called the same."""
        granted = self._repairing.granted(shown.screen.name, element.name, use)
        if granted is None or not self._allowed:
            return None
        found = shown.scope.find(granted.locator)
        if len(found.things) != 1:
            return None
        called = [
            one.control.name for one in worked(self._stage, shown) if one.same(found.things[0])
        ]
        return found if called == [granted.label] else None

    def used(self, screen: str, element: Element, index: int, use: Use) -> None:
        """An element was found by its locator `index`, or by what was granted behind them all."""
        if index < len(element.locators):
            self._learning.drifted(screen)
            self._stage.recorder.event(
                "locator",
                screen=screen,
                element=element.name,
                used=str(element.locators[index]),
                number=index,
            )
        elif (granted := self._repairing.granted(screen, element.name, use)) is not None:
            self._repairing.tell_healed(granted.proposal)

    def mend(
        self, shown: Shown, element: Element, use: Use, others: Sequence[Element] = ()
    ) -> str | None:
        """Looks for an element that no locator found; None when it may be tried once more.

        Else the likeliest candidates in words, empty where there are none. `others` are wanted
        along with it: where a person has to decide, what else is lost is proposed at once.
        Raises RepairNeededError where a person has to decide.
        """
        screen = shown.screen.name
        lesson = self._learning.lessons.get(screen)
        granted = self._repairing.granted(screen, element.name, use)
        if lesson is None or granted is not None or not self._allowed:
            return ""
        search = Search(self._stage, shown, lesson)
        self._stage.cover_fields |= search.masked_is_lost
        if not search.knows(element):
            return ""
        find = search.find(element, use)
        return self._repairing.decide(screen, search, find, use, others)
