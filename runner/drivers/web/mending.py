"""Mends at run time: decides what becomes of an element that no locator finds."""

from collections.abc import Mapping, Sequence
from typing import Any

from runner.drivers.repairing import Repairing
from runner.drivers.web.learning import Learning
from runner.drivers.web.plans import Plan, locator_plan
from runner.drivers.web.recognition import Shown
from runner.drivers.web.scene import Scene
from runner.drivers.web.searching import Search
from runner.drivers.web.window import CutShortError
from runner.screens.model import Element, Heal
from runner.screens.policy import Use

PLANS = ("items", "elements", "element")
"""Under which names a question holds the plans of elements."""


class Mending:
    """Looks for lost elements, as far as the selector file's policy lets it."""

    def __init__(self, scene: Scene, learning: Learning) -> None:
        self._scene = scene
        self._learning = learning
        self._repairing = Repairing(
            scene.app,
            scene.options.rejected,
            recorder=lambda: scene.recorder,
            drifted=learning.drifted,
        )

    @property
    def _allowed(self) -> bool:
        scene = self._scene
        off = scene.options.learned is None or scene.app.heal is Heal.OFF or scene.signed_out
        return not off and scene.recorder.case() is not None

    def with_granted(self, screen: str, use: Use, asked: Mapping[str, Any]) -> dict[str, Any]:
        """A question with the locators that were granted, behind those of the file."""
        more = dict(asked)
        if not self._repairing.active or not self._allowed:
            return more
        for key in PLANS:
            if isinstance(more.get(key), list):
                more[key] = [self._with(screen, use, plan) for plan in more[key]]
            elif isinstance(more.get(key), dict):
                more[key] = self._with(screen, use, more[key])
        return more

    def _with(self, screen: str, use: Use, plan: Plan) -> Plan:
        granted = self._repairing.granted(screen, str(plan["name"]), use)
        if granted is None or "row" in plan:
            return plan
        # What was found holds only while its control is called the same.
        more = locator_plan(granted.locator, self._scene.app.screens[screen])
        return plan | {"locators": [*plan["locators"], more | {"named": granted.label}]}

    def used(self, shown: Shown, element: Element, index: int, use: Use) -> None:
        """An element was found by locator `index` of its plan."""
        screen = shown.screen.name
        if index < len(element.locators):
            self._learning.drifted(screen)
            self._scene.recorder.event(
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
        lesson = self._learning.lessons.get(shown.screen.name)
        granted = self._repairing.granted(shown.screen.name, element.name, use)
        if lesson is None or granted is not None or not self._allowed:
            return ""
        try:
            search = Search(self._scene, shown, lesson)
            self._cover(shown, search)
            if not search.knows(element):
                return ""
            find = search.find(element, use)
            return self._repairing.decide(shown.screen.name, search, find, use, others)
        except CutShortError:
            return ""

    def _cover(self, shown: Shown, search: Search) -> None:
        """What is masked and was lost may be any field: no picture shows any."""
        elements = shown.screen.elements.values()
        if any(one.masked and one.name not in search.captured.found for one in elements):
            self._scene.pictures.cover_fields = True
