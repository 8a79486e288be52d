"""Presses elements: once, in the way that is known before, and never again to find out."""

from collections.abc import Callable
from contextlib import suppress

from runner.drivers.errors import (
    AppUnreachableError,
    ElementNotFoundError,
    ElementNotReadyError,
    NotPressedError,
    RefusedByPersonError,
    RepairNeededError,
    RowNotFoundError,
    ScreenNotShownError,
    SessionEndedError,
    WindowClosedError,
)
from runner.drivers.web.asking import Asking
from runner.drivers.web.filling import Filling
from runner.drivers.web.plans import Plan, element_plan
from runner.drivers.web.recognition import Shown
from runner.drivers.web.window import Answer, CutShortError
from runner.screens.model import Element, Press

MOST_TRIES = 3
"""How often a click that certainly reached nothing is aimed again."""
ANSWERED_NO = (
    AppUnreachableError,
    ElementNotFoundError,
    ElementNotReadyError,
    RefusedByPersonError,
    RepairNeededError,
    RowNotFoundError,
    ScreenNotShownError,
    SessionEndedError,
)
"""Raised for what a page has answered instead of pressing; whatever else is raised may come of it."""
WENT_AWAY = (CutShortError, WindowClosedError)


class Pressing:
    """Presses one element at a time."""

    def __init__(self, asking: Asking, filling: Filling) -> None:
        self._asking = asking
        self._filling = filling
        self._scene = asking.scene

    def press(self, shown: Shown, element: Element, row: str | None = None) -> None:
        """Presses after every check; `row` is the key of the table row that it is in.

        Raises NotPressedError or another error before anything was sent; once the press is
        sent, nothing is raised for what it led to.
        """
        if shown.window.closed:
            raise self._scene.closed(shown.window)
        plan = element_plan(element, shown.screen, row)
        how = element.press or self._scene.app.press
        self._scene.dialogs.begin()
        if how is Press.PAGE and not element.writes:
            self._in_one_trip(shown, element, plan)
        elif how is not Press.PAGE or not self._at_once(shown, element, plan):
            self._checked(shown, element, plan, how)
        if shown.window.closed:
            # A button may close its own window; what follows is seen elsewhere.
            self._scene.recorder.event("window_closed", screen=shown.screen.name)
        self._scene.recorder.event(
            "press", screen=shown.screen.name, element=element.name, how=how.value
        )
        if element.writes:
            self._scene.pictures.written()
        self._scene.check()

    def _ask_recorder(self, shown: Shown, element: Element) -> Plan:
        """Whether it may be pressed; what to tell the page, which holds to it to the millisecond."""
        recorder, name = self._scene.recorder, element.name
        until = recorder.before_press(shown.screen.name, name, writes=element.writes)
        return {} if until is None else {"until": until * 1000}

    def _take_back(self, shown: Shown, element: Element) -> None:
        self._scene.recorder.not_pressed(shown.screen.name, element.name)

    def _in_one_trip(self, shown: Shown, element: Element, plan: Plan) -> None:
        more: Plan = {"element": plan, "checked": False} | self._ask_recorder(shown, element)
        try:
            self._asking.until_ok(shown, "press", [element], once=True, **more)
        except ANSWERED_NO:
            self._take_back(shown, element)
            raise

    def _at_once(self, shown: Shown, element: Element, plan: Plan) -> bool:
        """Checks and presses in one trip if it can be pressed now; False: nothing was pressed."""
        more: Plan = {"element": plan, "checked": False} | self._ask_recorder(shown, element)
        if self._asking.now(shown, "press", element, writes=True, **more):
            return True
        self._take_back(shown, element)
        return False

    def _checked(self, shown: Shown, element: Element, plan: Plan, how: Press) -> None:
        blocked: str | None = None
        for _ in range(MOST_TRIES):
            answer = self._asking.until_ok(
                shown, "ready", [element], element=plan, typing=False, writes=element.writes
            )
            self._filling.still_there(shown, answer["altered"])
            more = {"element": plan} | self._ask_recorder(shown, element)
            try:
                blocked = self._send(shown, element, more, how)
            except NotPressedError:
                self._take_back(shown, element)
                raise
            if blocked is None:
                return
            self._take_back(shown, element)
        why = blocked or "it never stood still"
        raise NotPressedError(shown.screen.name, element.name, why, place=element.place)

    def _send(self, shown: Shown, element: Element, more: Plan, how: Press) -> str | None:
        if how is Press.PAGE:
            with suppress(*WENT_AWAY):
                self._sure(shown, element, "press", more | {"checked": True})
            return None
        if how is Press.KEYS:
            self._before(shown, element, "focus", more)
            keyboard = shown.window.page.keyboard
            self._act(shown, lambda: keyboard.press("Enter"))
            return None
        return self._by_mouse(shown, element, more, twice=how is Press.DOUBLE_CLICK)

    def _sure(self, shown: Shown, element: Element, call: str, more: Plan) -> Answer:
        answer = self._scene.ask(shown.window, call, **more)
        if not answer["ok"]:
            why = str(answer["problems"][0]["why"])
            raise NotPressedError(shown.screen.name, element.name, why, place=element.place)
        return answer

    def _before(self, shown: Shown, element: Element, call: str, more: Plan) -> Answer:
        """The last question before mouse or keys: a page that goes away at it gets neither."""
        try:
            return self._sure(shown, element, call, more)
        except WENT_AWAY:
            why = "the page went away"
            raise NotPressedError(
                shown.screen.name, element.name, why, place=element.place
            ) from None

    def _act(self, shown: Shown, work: Callable[[], object]) -> None:
        with suppress(WindowClosedError):
            self._scene.act(shown.window, work)

    def _by_mouse(self, shown: Shown, element: Element, more: Plan, *, twice: bool) -> str | None:
        point = self._before(shown, element, "guard", more)
        mouse = shown.window.page.mouse
        count = 2 if twice else 1
        self._act(shown, lambda: mouse.click(point["x"], point["y"], click_count=count))
        try:
            answer = self._scene.ask(shown.window, "landed")
        except WENT_AWAY:
            return None
        if answer["landed"] or not answer["blocked"]:
            return None
        return str(answer["blocked"])
