"""Mends at run time: what no locator finds is looked for among the controls of its screen."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from runner.drivers.errors import RepairNeededError
from runner.drivers.web.capturing import Box, Captured, CapturedControl, capture
from runner.drivers.web.learning import Learning
from runner.drivers.web.marking import Mark, marked
from runner.drivers.web.plans import Plan, locator_plan
from runner.drivers.web.recognition import Shown
from runner.drivers.web.scene import Scene
from runner.drivers.web.window import CutShortError
from runner.errors import DeskhandError
from runner.healing.fingerprint import Fingerprint
from runner.mending.learned import fingerprints
from runner.mending.looking import Candidate, Verdict, look_for
from runner.mending.wording import described, summary, traits
from runner.proposal import Met, Proposal
from runner.screens.history import digest
from runner.screens.model import Element, Heal, Locator
from runner.screens.policy import Use, is_grave, policy
from runner.screens.suggesting import suggest
from runner.screens.writing import entry_of

MOST_TRIED = 6
"""Locators that are tried for a control that was found."""

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
        scene, screen = self._scene, shown.screen.name
        if index == 0:
            return
        if index < len(element.locators):
            self._learning.drifted(screen)
            scene.recorder.event(
                "locator",
                screen=screen,
                element=element.name,
                used=str(element.locators[index]),
                number=index,
            )
            return
        granted = self._granted.get((screen, element.name, use))
        case = scene.recorder.case()
        if granted is not None and case is not None:
            told = (case.item, screen, element.name)
            if told not in self._told:
                self._told.add(told)
                scene.recorder.propose(granted.proposal, None)

    def mend(self, shown: Shown, element: Element, use: Use) -> str | None:
        """Looks for an element that no locator found; None when it may be tried once more.

        Else the likeliest candidates in words, empty where there are none.
        Raises RepairNeededError where a person has to decide.
        """
        key = (shown.screen.name, element.name, use)
        if not self._allowed or key in self._granted or element.row_of is not None:
            return ""
        try:
            return self._look(shown, element, use)
        except CutShortError:
            return ""

    def _look(self, shown: Shown, element: Element, use: Use) -> str | None:
        scene, screen = self._scene, shown.screen
        lesson = self._learning.lessons.get(screen.name)
        if lesson is None or element.name not in lesson.elements:
            return ""
        names = {name: one.also_called for name, one in screen.elements.items()}
        wanted = fingerprints(lesson, names)
        elements = list(screen.elements.values())
        seen = capture(scene, shown.window, screen=screen, elements=elements)
        if seen.shown is None:
            return ""
        if any(one.masked and one.name not in seen.found for one in elements):
            scene.pictures.cover_fields = True
        beside = [one for one in seen.within(seen.shown) if not one.control.hidden]
        taken = {number for number, one in enumerate(beside) if _is_found(one, seen)}
        mine = next(one for one in wanted if one.element == element.name)
        controls = [one.control for one in beside]
        verdict = look_for(mine, wanted, controls, use, taken)
        return self._decide(shown, element, use, _Search(seen, beside, mine, verdict))

    def _decide(self, shown: Shown, element: Element, use: Use, search: "_Search") -> str | None:
        verdict = search.verdict
        locator = self._locator(shown, search) if verdict.sure else None
        if verdict.best is None or locator is None:
            return _in_words(search)
        search.locators = (locator,)
        allowed = policy(self._scene.app, element, use)
        if use is Use.PRESS and is_grave(element, verdict.best.control.name):
            allowed = Heal.NEVER
        proposal = self._proposal(shown, element, search)
        if proposal.candidate in self._scene.options.rejected:
            return f"{_in_words(search)} A person has said that it is not that."
        if not self._may_use(allowed, proposal):
            self._wait(shown, proposal, search)
        self._grant(shown, element, use, search, proposal)
        return None

    def _may_use(self, allowed: Heal, proposal: Proposal) -> bool:
        if allowed is Heal.AUTO:
            return True
        if allowed is not Heal.ASK:
            return False
        question = f"{proposal.sentence} ({proposal.details['summary']})."
        answer = self._scene.recorder.confirm(question)
        if answer is False:
            raise RefusedByPersonError(proposal)
        return bool(answer)

    def _wait(self, shown: Shown, proposal: Proposal, search: "_Search") -> None:
        image = self._picture(shown, search)
        self._scene.recorder.propose(proposal, image)
        raise RepairNeededError(
            f"{proposal.sentence} ({proposal.details['summary']}); it is not used before a "
            "person has accepted that."
        )

    def _grant(
        self, shown: Shown, element: Element, use: Use, search: "_Search", proposal: Proposal
    ) -> None:
        healed = Proposal(
            **{name: getattr(proposal, name) for name in Proposal.__slots__} | {"met": Met.HEALED}
        )
        best = search.verdict.best
        name = best.control.name if best is not None else ""
        plan = locator_plan(search.locators[0], shown.screen) | {"named": name}
        self._granted[shown.screen.name, element.name, use] = Granted(plan, healed)
        case = self._scene.recorder.case()
        if case is not None:
            self._told.add((case.item, shown.screen.name, element.name))
        self._scene.recorder.propose(healed, self._picture(shown, search))
        self._learning.drifted(shown.screen.name)

    def _locator(self, shown: Shown, search: "_Search") -> Locator | None:
        """The most stable locator that finds the candidate, and nothing else, on the page now."""
        best = search.verdict.best
        if best is None:
            return None
        controls = [one.control for one in search.beside]
        offered = [one.locator for one in suggest(best.control, controls) if one.unique]
        tried = [
            Element(f"{number}", shown.screen.place, (locator,))
            for number, locator in enumerate(offered[:MOST_TRIED])
        ]
        seen = capture(self._scene, shown.window, screen=shown.screen, elements=tried)
        wanted = search.beside[best.number].handle
        for number, locator in enumerate(offered[:MOST_TRIED]):
            found = seen.found.get(f"{number}")
            if found is not None and found.handle == wanted:
                return locator
        return None

    def _proposal(self, shown: Shown, element: Element, search: "_Search") -> Proposal:
        best, verdict = search.verdict.best, search.verdict
        if best is None:
            raise ValueError("there is nothing to propose")
        told = traits(search.wanted.control, best.control)
        locator = search.locators[0]
        sentence = (
            f"{element.name!r} on the screen {shown.screen.name!r} is not found by its locators; "
            f"{described(best.control)} is found by {locator}"
        )
        candidate = hashlib.sha256(f"{locator}|{best.control.name}".encode()).hexdigest()[:32]
        details = {
            "label": best.control.name,
            "locator": entry_of(locator),
            "old": [entry_of(one) for one in element.locators],
            "line": element.place.line,
            "summary": summary(told),
            "traits": [[one.what, one.old, one.new] for one in told],
            "others": [described(one.control) for one in verdict.others],
        }
        return Proposal(
            app=self._scene.app.path.stem,
            screen=shown.screen.name,
            element=element.name,
            file_digest=self._digest,
            candidate=candidate,
            confidence=verdict.confidence,
            sentence=sentence,
            met=Met.WAITS,
            details=details,
        )

    def _picture(self, shown: Shown, search: "_Search") -> bytes | None:
        """The window, masked as every picture, with the candidates drawn in."""
        scene = self._scene
        candidates = [search.verdict.best, *search.verdict.others]
        handles = [search.beside[one.number].handle for one in candidates if one is not None]
        try:
            where = scene.ask(shown.window, "reveal", handles=handles)
            image = scene.pictures.take("repair", lambda: shown.window)
        except (DeskhandError, CutShortError):
            return None
        if image is None:
            return None
        marks = [
            Mark(Box(*box), number, chosen=number == 1)
            for number, box in enumerate(where["boxes"], 1)
            if box is not None
        ]
        return marked(image, where["width"], where["height"], marks)


@dataclass(slots=True)
class _Search:
    seen: Captured
    beside: Sequence[CapturedControl]
    wanted: Fingerprint
    verdict: Verdict
    locators: tuple[Locator, ...] = ()


class RefusedByPersonError(RepairNeededError):
    """A person at the terminal has said that what was found is not the element."""

    def __init__(self, proposal: Proposal) -> None:
        super().__init__(f"{proposal.sentence}; a person has said that it is not that.")


def _is_found(one: CapturedControl, seen: Captured) -> bool:
    return any(found.handle == one.handle for found in seen.found.values())


def _in_words(search: _Search) -> str:
    """What is most like the element, for the error that says that it was not found."""
    verdict = search.verdict
    if verdict.best is None:
        return "Nothing on the screen is like it."
    told = summary(traits(search.wanted.control, verdict.best.control))
    others = _listed(verdict.others)
    also = f"; then {others}" if others else ""
    reason = f", but {verdict.reason}" if verdict.reason else ", but no locator finds it alone"
    return f"Most like it is {described(verdict.best.control)} ({told}){also}{reason}."


def _listed(others: Sequence[Candidate]) -> str:
    return ", ".join(described(one.control) for one in others)
