"""Asks a page again until it can answer, and says what stood in the way when it cannot."""

import time
from collections.abc import Mapping, Sequence
from typing import NoReturn

from runner.drivers.web.errors import (
    AppUnreachableError,
    ElementNotFoundError,
    ElementNotReadyError,
    RowNotFoundError,
    ScreenNotShownError,
    TableNotReadError,
    ValueRefusedError,
    WindowClosedError,
)
from runner.drivers.web.recognition import Recognition, Shown
from runner.drivers.web.scene import SLICE_MS, Scene
from runner.drivers.web.window import Answer, CutShortError
from runner.screens.model import Element, Table

Thing = Element | Table


class Asking:
    """Questions about a recognised screen, each with a cap on its waiting."""

    def __init__(self, scene: Scene, recognition: Recognition) -> None:
        self.scene = scene
        self.recognition = recognition

    def until_ok(
        self,
        shown: Shown,
        call: str,
        things: Sequence[Thing],
        *,
        seconds: float | None = None,
        once: bool = False,
        **more: object,
    ) -> Answer:
        """The page's answer, as soon as it is one.

        With `once`, a page or window that goes away while it is asked has answered: the question
        was a press, and a press is never repeated.
        Raises what stood in the way: an element that is missing, hidden, covered, disabled,
        another screen, the end of the session.
        """
        limit = self.scene.options.wait_seconds if seconds is None else seconds
        until = time.monotonic() + limit
        again = False
        while True:
            left_ms = (until - time.monotonic()) * 1000
            try:
                answer = self._ask(shown, call, max(0.0, min(SLICE_MS, left_ms)), again, more)
            except (CutShortError, WindowClosedError) as gone:
                if once:
                    return {"ok": True}
                if isinstance(gone, WindowClosedError):
                    raise
                answer = {"ok": False, "absent": "the page was just loading"}
            if answer["ok"]:
                return answer
            if answer.get("final") or left_ms <= 0:
                self._fail(shown, answer, things, limit)
            if "absent" in answer:
                self.recognition.ended(shown.window, shown.screen.name)
            again = True

    def now(self, shown: Shown, call: str, **more: object) -> bool:
        """Asks once, without waiting; a page that goes away while it is asked has said yes."""
        try:
            return bool(self._ask(shown, call, 0.0, again=False, more=more)["ok"])
        except (CutShortError, WindowClosedError):
            return True

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
                screen, thing.name, place=thing.place, tried=tried, seconds=limit
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
