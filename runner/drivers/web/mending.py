"""Mends at run time: decides what becomes of an element that no locator finds."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from runner.drivers.errors import RefusedByPersonError, RepairNeededError
from runner.drivers.web.learning import Learning
from runner.drivers.web.plans import Plan, locator_plan
from runner.drivers.web.recognition import Shown
from runner.drivers.web.scene import Scene
from runner.drivers.web.searching import Find, Search
from runner.drivers.web.window import CutShortError
from runner.proposal import Met, Proposal
from runner.screens.history import digest
from runner.screens.model import Element, Heal, Locator
from runner.screens.policy import Use, is_grave, policy

PLANS = ("items", "elements", "element")
"""Under which names a question holds the plans of elements."""


@dataclass(frozen=True, slots=True)
class Granted:
    """A locator that may be used for an element in this session, though no file has it yet."""

    plan: Plan
    proposal: Proposal


class Mending:
    """Looks for lost elements, as far as the selector file's policy lets it."""

    def __init__(self, scene: Scene, learning: Learning) -> None:
        self._scene = scene
        self._learning = learning
        self._granted: dict[tuple[str, str, Use], Granted] = {}
        self._told: set[tuple[int, str, str]] = set()
        self._refused: set[str] = set()
        path = scene.app.path
        self._digest = digest(path.read_bytes()) if path.is_file() else ""

    @property
    def _allowed(self) -> bool:
        scene = self._scene
        off = scene.options.learned is None or scene.app.heal is Heal.OFF or scene.signed_out
        return not off and scene.recorder.case() is not None

    def with_granted(self, screen: str, use: Use, asked: Mapping[str, Any]) -> dict[str, Any]:
        """A question with the locators that were granted, behind those of the file."""
        more = dict(asked)
        if not self._granted or not self._allowed:
            return more
        for key in PLANS:
            if isinstance(more.get(key), list):
                more[key] = [self._with(screen, use, plan) for plan in more[key]]
            elif isinstance(more.get(key), dict):
                more[key] = self._with(screen, use, more[key])
        return more

    def _with(self, screen: str, use: Use, plan: Plan) -> Plan:
        granted = self._granted.get((screen, str(plan["name"]), use))
        if granted is None or "row" in plan:
            return plan
        return plan | {"locators": [*plan["locators"], granted.plan]}

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
        elif (granted := self._granted.get((screen, element.name, use))) is not None:
            self._tell_healed(granted.proposal, None)

    def _tell_healed(self, proposal: Proposal, image: bytes | None) -> None:
        """Once an item, however often the element is used for it."""
        case = self._scene.recorder.case()
        if case is None:
            return
        told = (case.item, proposal.screen, proposal.element)
        if told not in self._told:
            self._told.add(told)
            self._scene.recorder.propose(proposal, image)

    def mend(
        self, shown: Shown, element: Element, use: Use, others: Sequence[Element] = ()
    ) -> str | None:
        """Looks for an element that no locator found; None when it may be tried once more.

        Else the likeliest candidates in words, empty where there are none. `others` are wanted
        along with it: where a person has to decide, what else is lost is proposed at once.
        Raises RepairNeededError where a person has to decide.
        """
        lesson = self._learning.lessons.get(shown.screen.name)
        granted = (shown.screen.name, element.name, use) in self._granted
        if lesson is None or granted or not self._allowed:
            return ""
        try:
            search = Search(self._scene, shown, lesson)
            self._cover(shown, search)
            if not search.knows(element):
                return ""
            return self._decide(shown, search, search.find(element, use), use, others)
        except CutShortError:
            return ""

    def _cover(self, shown: Shown, search: Search) -> None:
        """What is masked and was lost may be any field: no picture shows any."""
        elements = shown.screen.elements.values()
        if any(one.masked and one.name not in search.captured.found for one in elements):
            self._scene.pictures.cover_fields = True

    def _decide(
        self, shown: Shown, search: Search, find: Find, use: Use, others: Sequence[Element]
    ) -> str | None:
        if find.locator is None:
            return find.words
        proposal = search.proposal(find, find.locator, self._digest)
        if proposal.candidate in self._scene.options.rejected | self._refused:
            return f"{find.words} A person has said that it is not that."
        allowed, image = self._policy(find, use), search.picture(find)
        sure = find.verdict.sure
        by_itself = allowed is Heal.AUTO and sure
        asked = allowed in {Heal.AUTO, Heal.ASK}
        if by_itself or (asked and self._confirmed(proposal, image, sure=sure)):
            self._grant(shown, find, use, proposal, image)
            return None
        self._propose_all(search, [one for one in others if one is not find.element], use)
        self._scene.recorder.propose(proposal, image)
        raise RepairNeededError(f"{proposal.sentence} ({proposal.details['summary']}).")

    def _policy(self, find: Find, use: Use) -> Heal:
        if use is Use.PRESS and is_grave(find.element, find.label):
            return Heal.NEVER
        return policy(self._scene.app, find.element, use)

    def _confirmed(self, proposal: Proposal, image: bytes | None, *, sure: bool) -> bool:
        question = f"{proposal.sentence} ({proposal.details['summary']})."
        if not sure:
            question += " That is not sure; look at the screen."
        answer = self._scene.recorder.confirm(question, image)
        if answer is False:
            self._refused.add(proposal.candidate)
            raise RefusedByPersonError(proposal.sentence)
        return bool(answer)

    def _propose_all(self, search: Search, elements: Sequence[Element], use: Use) -> None:
        """Whatever else is lost, so that a person decides once, and the item waits once."""
        for element in elements:
            if not search.knows(element):
                continue
            with suppress(CutShortError):
                find = search.find(element, use)
                if find.locator is not None:
                    proposal = search.proposal(find, find.locator, self._digest)
                    self._scene.recorder.propose(proposal, search.picture(find))

    def _grant(
        self, shown: Shown, find: Find, use: Use, proposal: Proposal, image: bytes | None
    ) -> None:
        said = (
            f"{find.element.name!r} on the screen {proposal.screen!r} was found by {find.locator}"
        )
        healed = replace(proposal, met=Met.HEALED, sentence=said)
        plan = named_plan(find, shown)
        self._granted[shown.screen.name, find.element.name, use] = Granted(plan, healed)
        self._tell_healed(healed, image)
        self._learning.drifted(shown.screen.name)


def named_plan(find: Find, shown: Shown) -> Plan:
    """The locator that was found, which holds only while its control is called the same."""
    locator: Locator | None = find.locator
    if locator is None:
        raise ValueError("nothing was found that could be used")
    return locator_plan(locator, shown.screen) | {"named": find.label}
