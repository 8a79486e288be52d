"""Searches a screen for elements that no locator finds, and words what was found as proposals."""

from collections.abc import Sequence
from dataclasses import replace

from runner.drivers.marking import marked
from runner.drivers.surface.surface import Box, Mark
from runner.drivers.web.capturing import Captured, CapturedControl, capture
from runner.drivers.web.recognition import Shown
from runner.drivers.web.scene import Scene
from runner.drivers.web.window import CutShortError
from runner.errors import DeskhandError
from runner.mending.found import Find, Where, proposal_of
from runner.mending.learned import Lesson, fingerprints
from runner.mending.looking import Verdict, look_for
from runner.mending.teaching import holding
from runner.proposal import Proposal
from runner.screens.model import Element, Locator
from runner.screens.policy import Use
from runner.screens.suggesting import suggest
from runner.secret import MASK

MOST_TRIED = 6
"""Locators that are tried for a control that was found."""


class Search:
    """One look at a screen: its controls, and which of them its elements are."""

    def __init__(self, scene: Scene, shown: Shown, lesson: Lesson) -> None:
        """Captures the screen. Raises CutShortError when the page goes away meanwhile."""
        self._scene = scene
        self._shown = shown
        elements = shown.screen.elements
        names = {name: one.also_called for name, one in elements.items()}
        self._wanted = {one.element: one for one in fingerprints(lesson, names)}
        all_elements = list(elements.values())
        self._seen = capture(scene, shown.window, screen=shown.screen, elements=all_elements)
        case = scene.recorder.case()
        values = case.values if case is not None else frozenset[str]()
        self._of_the_case = holding(values | scene.ever_hidden())
        self._beside: Sequence[CapturedControl] = ()
        if self._seen.shown is not None:
            inside = self._seen.within(self._seen.shown)
            self._beside = [one for one in inside if not one.control.hidden]

    @property
    def captured(self) -> Captured:
        """What the window showed."""
        return self._seen

    def knows(self, element: Element) -> bool:
        """Whether the element is lost, and it is known what it looked like."""
        here = self._seen.shown is not None and element.row_of is None
        return here and element.name in self._wanted and element.name not in self._seen.found

    def find(self, element: Element, use: Use) -> Find:
        """Looks for an element that is known."""
        found = {one.handle for one in self._seen.found.values()}
        taken = {number for number, one in enumerate(self._beside) if one.handle in found}
        wanted = self._wanted[element.name]
        controls = [one.control for one in self._beside]
        verdict = look_for(wanted, list(self._wanted.values()), controls, use, taken)
        best = verdict.best
        if best is not None and self._beside[best.number].readonly:
            changed = use is Use.FILL and not wanted.control.disabled
            sure = verdict.sure and not changed
            verdict = replace(verdict, sure=sure, likely=not changed, reason="it is read-only")
        locator = self._locator(verdict) if verdict.likely else None
        if locator is not None and any(map(self._of_the_case, (locator.text, locator.name or ""))):
            verdict = replace(verdict, sure=False, reason="its label holds a value of the case")
            locator = None
        return Find(element, wanted, verdict, locator)

    def also_lost(self, element: Element, use: Use) -> Find | None:
        """What was found for an element that is wanted as well; None when it is not lost."""
        try:
            return self.find(element, use) if self.knows(element) else None
        except CutShortError:
            return None

    def now_called(self, element: str) -> str | None:
        """The label of an element that its locators find; None when they do not."""
        found = self._seen.found.get(element)
        return self._seen.controls[found.handle].control.name if found is not None else None

    def _locator(self, verdict: Verdict) -> Locator | None:
        best = verdict.best
        if best is None:
            return None
        controls = [one.control for one in self._beside]
        offers = [one.locator for one in suggest(best.control, controls) if one.unique]
        tried = [
            Element(f"{number}", self._shown.screen.place, (locator,))
            for number, locator in enumerate(offers[:MOST_TRIED])
        ]
        screen = self._shown.screen
        seen = capture(self._scene, self._shown.window, screen=screen, elements=tried)
        wanted = self._beside[best.number].handle
        for number, locator in enumerate(offers[:MOST_TRIED]):
            found = seen.found.get(f"{number}")
            if found is not None and found.handle == wanted:
                return locator
        return None

    def proposal(self, find: Find, locator: Locator, file_digest: str) -> Proposal:
        """What was found, for a person to decide on."""
        where = Where(self._scene.app.path.stem, self._shown.screen.name, file_digest)
        return proposal_of(find, locator, where, self._shown_text)

    def _shown_text(self, text: str) -> str:
        return MASK if self._of_the_case(text) else text

    def picture(self, find: Find) -> bytes | None:
        """The window, masked as every picture, with the candidates drawn in."""
        scene, window = self._scene, self._shown.window
        candidates = [find.verdict.best, *find.verdict.others]
        handles = [self._beside[one.number].handle for one in candidates if one is not None]
        try:
            where = scene.ask(window, "reveal", handles=handles)
            image = scene.pictures.take("repair", lambda: window)
        except (DeskhandError, CutShortError):
            return None
        if image is None:
            return None
        marks = [
            Mark(Box(*map(round, box)), number, chosen=number == 1)
            for number, box in enumerate(where["boxes"], 1)
            if box is not None
        ]
        return marked(image, where["width"], where["height"], marks)
