"""Searches a screen of a program for elements that no locator finds."""

from dataclasses import replace

from runner.drivers.surface.candidate import Candidate
from runner.drivers.surface.cells import cells_of
from runner.drivers.surface.recognition import Shown
from runner.drivers.surface.stage import Stage
from runner.drivers.surface.surface import Mark
from runner.drivers.surface.worked import worked
from runner.errors import DeskhandError
from runner.mending.found import Find, Where, proposal_of
from runner.mending.learned import Lesson, fingerprints
from runner.mending.looking import Verdict, look_for
from runner.mending.teaching import holding
from runner.proposal import Proposal
from runner.screens.model import By, Element, Locator
from runner.screens.policy import Use
from runner.secret import MASK

PLACES = frozenset({By.PATH})
"""Ways to find a thing that hold only as long as nothing else changes: never proposed."""


class Search:
    """One look at a screen: its controls, and which of them its elements are."""

    def __init__(self, stage: Stage, shown: Shown, lesson: Lesson) -> None:
        self._stage = stage
        self._shown = shown
        self._elements = shown.screen.elements
        names = {name: one.also_called for name, one in self._elements.items()}
        self._wanted = {one.element: one for one in fingerprints(lesson, names)}
        case = stage.recorder.case()
        values = case.values if case is not None else frozenset[str]()
        self._of_the_case = holding(values | stage.unseen.ever())
        self._beside = worked(stage, shown)
        self._found = {one.element: one for one in self._beside if one.element is not None}

    @property
    def masked_is_lost(self) -> bool:
        """Whether something that no picture may show is not found: it may be any field."""
        return any(one.masked and self._is_lost(one) for one in self._elements.values())

    def _is_lost(self, element: Element) -> bool:
        if element.row_of is not None or element.name in self._found:
            return False
        scope, screen = self._shown.scope, self._shown.screen
        return not any(len(cells_of(scope, screen, one).things) == 1 for one in element.locators)

    def knows(self, element: Element) -> bool:
        """Whether the element is lost, and it is known what it looked like."""
        return bool(self._beside) and element.name in self._wanted and self._is_lost(element)

    def now_called(self, element: str) -> str | None:
        """The label of an element that its locators find; None when they do not."""
        found = self._found.get(element)
        return found.control.name if found is not None else None

    def find(self, element: Element, use: Use) -> Find:
        """Looks for an element that is known."""
        wanted, controls = self._wanted[element.name], [one.control for one in self._beside]
        taken = {number for number, one in enumerate(self._beside) if one.element is not None}
        verdict = look_for(wanted, list(self._wanted.values()), controls, use, taken)
        locator = self._locator(verdict) if verdict.likely else None
        said = (
            (locator.text, locator.name or "", verdict.best.control.name)
            if locator and verdict.best
            else ()
        )
        if any(map(self._of_the_case, said)):
            verdict = replace(verdict, sure=False, reason="its label holds a value of the case")
            locator = None
        return Find(element, wanted, verdict, locator)

    def also_lost(self, element: Element, use: Use) -> Find | None:
        """What was found for an element that is wanted as well; None when it is not lost."""
        return self.find(element, use) if self.knows(element) else None

    def _locator(self, verdict: Verdict) -> Locator | None:
        """The most stable way that finds it and nothing else, tried on the screen."""
        if verdict.best is None:
            return None
        best = self._beside[verdict.best.number]
        offers = sorted(best.offers, key=lambda one: -one.stability)
        locators = [one.locator for one in offers if one.locator.by not in PLACES]
        return next((one for one in locators if self._may_be(best, one)), None)

    def _may_be(self, best: Candidate, locator: Locator) -> bool:
        things = self._shown.scope.find(locator).things
        return len(things) == 1 and best.same(things[0])

    def proposal(self, find: Find, locator: Locator, file_digest: str) -> Proposal:
        """What was found, for a person to decide on."""
        where = Where(self._stage.app.path.stem, self._shown.screen.name, file_digest)
        return proposal_of(find, locator, where, self._shown_text)

    def _shown_text(self, text: str) -> str:
        return MASK if self._of_the_case(text) else text

    def picture(self, find: Find) -> bytes | None:
        """The screen, masked as every picture, with the candidates drawn in."""
        candidates = [find.verdict.best, *find.verdict.others]
        places = [self._beside[one.number].box for one in candidates if one is not None]
        marks = [
            Mark(box, number, chosen=number == 1)
            for number, box in enumerate(places, 1)
            if box is not None
        ]
        try:
            return self._stage.moments.now(self._stage.hidden(), marks)
        except DeskhandError:
            return None
