"""Asks a page again until it can answer, and says what stood in the way when it cannot."""

import time
from collections.abc import Mapping, Sequence
from typing import NoReturn

from runner.drivers.errors import (
    AppUnreachableError,
    ElementNotFoundError,
    ElementNotReadyError,
    RowNotFoundError,
    ScreenNotShownError,
    TableNotReadError,
    ValueRefusedError,
    WindowClosedError,
)
from runner.drivers.web.learning import Learning
from runner.drivers.web.mending import Mending
from runner.drivers.web.recognition import Recognition, Shown
from runner.drivers.web.scene import SLICE_MS, Scene
from runner.drivers.web.window import Answer, CutShortError
from runner.screens.model import Element, Kind, Table
from runner.screens.policy import Use

Thing = Element | Table


def use_of(call: str, things: Sequence[Thing], asked: Mapping[str, object]) -> Use:
    """What a question wants of its elements."""
    if call == "read":
        return Use.READ
    files = any(isinstance(one, Element) and one.kind is Kind.FILE for one in things)
    return Use.FILL if call == "fill" or asked.get("typing") or files else Use.PRESS


class Asking:
    """Questions about a recognised screen, each with a cap on its waiting."""

    def __init__(self, scene: Scene, recognition: Recognition) -> None:
        self.scene = scene
        self.recognition = recognition
        self.learning = Learning(scene)
        self._mending = Mending(scene, self.learning)

    def until_ok(
        self,
        shown: Shown,
        call: str,
        things: Sequence[Thing],
        *,
        seconds: float | None = None,
        once: bool = False,
        use: Use | None = None,
        **more: object,
    ) -> Answer:
        """The page's answer, as soon as it is one.

        With `once`, a page or window that goes away while it is asked has answered: the question
        was a press, and a press is never repeated.
        `use` is what the elements are wanted for, where the question itself does not tell.
        Raises what stood in the way: an element that is missing, hidden, covered, disabled,
        another screen, the end of the session; RepairNeededError where something is there that
        may be the missing element, and a person has to decide.
        """
        use = use or use_of(call, things, more)
        limit = self.scene.options.wait_seconds if seconds is None else seconds
        until = time.monotonic() + limit
        again = False
        while True:
            left_ms = (until - time.monotonic()) * 1000
            asked = self._mending.with_granted(shown.screen.name, use, more)
            slice_ms = max(0.0, min(SLICE_MS, left_ms))
            answer = self._answer(shown, call, slice_ms, again, asked, once=once)
            if answer["ok"]:
                self._used(shown, things, answer, use)
                return answer
            if answer.get("final") or left_ms <= 0:
                if not self._mended(shown, answer, things, use, limit):
                    self._fail(shown, answer, things, limit)
                until = time.monotonic() + SLICE_MS / 1000
            if "absent" in answer:
                self.recognition.ended(shown.window, shown.screen.name)
            again = True

    def _answer(
        self,
        shown: Shown,
        call: str,
        slice_ms: float,
        again: bool,
        asked: Mapping[str, object],
        *,
        once: bool,
    ) -> Answer:
        try:
            return self._ask(shown, call, slice_ms, again, asked)
        except (CutShortError, WindowClosedError) as gone:
            if once:
                return {"ok": True}
            if isinstance(gone, WindowClosedError):
                raise
            return {"ok": False, "absent": "the page was just loading"}

    def _used(self, shown: Shown, things: Sequence[Thing], answer: Answer, use: Use) -> None:
        for thing in things:
            index = answer.get("used", {}).get(thing.name, 0)
            if index and isinstance(thing, Element):
                self._mending.used(shown, thing, index, use)

    def _mended(
        self, shown: Shown, answer: Answer, things: Sequence[Thing], use: Use, limit: float
    ) -> bool:
        """Whether the element that is missing was found in another way, so that it is tried again."""
        problem: Answer = next(iter(answer.get("problems", ())), {})
        thing = next((one for one in things if one.name == problem.get("name")), None)
        if not isinstance(thing, Element) or "tried" not in problem or problem.get("row"):
            return False
        wanted = [one for one in things if isinstance(one, Element)]
        candidates = self._mending.mend(shown, thing, use, wanted)
        if candidates:
            self.fail(shown.screen.name, thing, problem | {"candidates": candidates}, limit)
        return candidates is None

    def now(self, shown: Shown, call: str, thing: Thing, **more: object) -> bool:
        """Asks once, without waiting; a page that goes away while it is asked has said yes."""
        answer = self._answer(shown, call, 0.0, False, more, once=True)
        if answer["ok"]:
            self._used(shown, [thing], answer, use_of(call, [thing], more))
        return bool(answer["ok"])

    def _ask(
        self, shown: Shown, call: str, slice_ms: float, again: bool, more: Mapping[str, object]
    ) -> Answer:
        return self.scene.ask(
            shown.window,
            call,
            slice_ms=slice_ms,
            screen=self.scene.plans.screen(shown.screen.name),
            again=again,
            **self.scene.plans.patience,
            **more,
        )

    def _fail(
        self, shown: Shown, answer: Answer, things: Sequence[Thing], limit: float
    ) -> NoReturn:
        scene = self.scene
        if "absent" in answer:
            for address in scene.error_pages(shown.window):
                raise AppUnreachableError(scene.app.name, address, "it does not answer")
            raise ScreenNotShownError(
                [shown.screen],
                seconds=limit,
                missing=[scene.mask(answer["absent"])],
                sight=scene.sight(shown.window),
            )
        problem = answer["problems"][0]
        thing = next((one for one in things if one.name == problem["name"]), things[0])
        self.fail(shown.screen.name, thing, problem, limit)

    def fail(self, screen: str, thing: Thing, problem: Answer, limit: float) -> NoReturn:
        """Raises the error for one problem that the page told of one element or table."""
        if problem.get("row"):
            raise RowNotFoundError(
                screen,
                str(getattr(thing, "row_of", thing.name)),
                self.scene.mask(str(problem.get("key", ""))),
                found=problem["row"],
                place=thing.place,
            )
        if "tried" in problem:
            counts = [(one["found"], one["hidden"]) for one in problem["tried"]]
            tried = [(one, *count) for one, count in zip(thing.locators, counts, strict=False)]
            raise ElementNotFoundError(
                screen,
                thing.name,
                place=thing.place,
                tried=tried,
                seconds=limit,
                candidates=problem.get("candidates", ""),
            )
        self._refuse(screen, thing, problem)
        why = self.scene.mask(str(problem["why"]))
        raise ElementNotReadyError(screen, thing.name, why, place=thing.place, seconds=limit)

    def _refuse(self, screen: str, thing: Thing, problem: Answer) -> None:
        if "most" in problem:
            why = f"it is longer than {problem['most']} characters, the most it takes"
            raise ValueRefusedError(screen, thing.name, why)
        if "offers" in problem:
            offers = ", ".join(repr(self.scene.mask(one)) for one in problem["offers"])
            why = f"{problem['why']}; there is {offers or 'nothing'}"
            raise ValueRefusedError(screen, thing.name, why)
        if "missing" in problem:
            lacks = ", ".join(map(repr, problem["missing"]))
            why = f"has no column headed {lacks}"
            raise TableNotReadError(screen, thing.name, why, place=thing.place)
