"""Presses elements of a surface: once, and never again to find out."""

import time

from runner.drivers.errors import ElementNotReadyError, NotPressedError
from runner.drivers.surface.filling import Filling
from runner.drivers.surface.recognition import Shown
from runner.drivers.surface.resolving import Resolved, Resolving, Wanted
from runner.drivers.surface.stage import Stage
from runner.drivers.surface.surface import NotDoneError
from runner.drivers.surface.yielding import Yielding
from runner.screens.model import Element
from runner.screens.policy import Use

MOST_TRIES = 3
"""How often a press that certainly reached nothing is aimed again."""


class Pressing:
    """Presses one element at a time."""

    def __init__(
        self, stage: Stage, resolving: Resolving, filling: Filling, yielding: Yielding
    ) -> None:
        self._stage = stage
        self._yielding = yielding
        self._resolving = resolving
        self._filling = filling

    def press(self, shown: Shown, element: Element, row: str | None = None) -> None:
        """Presses after every check; `row` is the key of the table row that it is in.

        Raises NotPressedError or another error before anything was sent; once the press is
        sent, nothing is raised for what it led to.
        """
        why = ""
        wanted = Wanted(Use.PRESS, [element]) if row is None else None
        for _ in range(MOST_TRIES):
            self._yielding.held()
            found = self._resolving.until(
                shown, lambda now: self._usable(now, element, row), wanted
            )
            try:
                layer = self._send(shown, found)
            except NotDoneError as error:
                why = self._stage.unseen.mask(error.why)
                self._stage.touched()
                continue
            self._filling.forget()
            self._stage.touched()
            if element.writes:
                self._stage.moments.written()
            self._resolving.told(shown.screen.name, [found], Use.PRESS)
            self._stage.recorder.event(
                "press", screen=shown.screen.name, element=element.name, how=layer
            )
            return
        raise NotPressedError(shown.screen.name, element.name, why, place=element.place)

    def _usable(self, shown: Shown, element: Element, row: str | None) -> Resolved:
        found = self._resolving.one(shown, element, row, use=Use.PRESS)
        why = self._stage.surface.unready(found.thing, typing=False)
        if why is not None:
            raise ElementNotReadyError(
                shown.screen.name,
                element.name,
                self._stage.unseen.mask(why),
                place=element.place,
                seconds=self._stage.wait_seconds,
            )
        self._filling.still_there(shown)
        return found

    def _send(self, shown: Shown, found: Resolved) -> str:
        element, screen = found.element, shown.screen.name
        recorder = self._stage.recorder
        announced = False

        def announce() -> None:
            nonlocal announced
            until = recorder.before_press(screen, element.name, writes=element.writes)
            announced = True
            if until is not None and time.time() > until:
                raise NotDoneError("its time was over")

        how = element.press or self._stage.app.press
        try:
            return self._stage.surface.press(found.thing, element, how, announce)
        except NotDoneError:
            if announced:
                recorder.not_pressed(screen, element.name)
            raise
