"""Yielding: a bot holds still while a person holds it, has its window, or uses mouse and keyboard."""

import time
from typing import Protocol

from runner.drivers.surface.stage import Stage
from runner.recorder import Hold

LOOK_SECONDS = 0.05
"""How often it is looked whether the person goes on."""


class Given(Protocol):
    """What a person has been given: the windows of a program, with a bar above them."""

    def pressed(self) -> str | None:
        """The button of the bar that was pressed since: `go on`, `stop`."""

    def take_back(self) -> None:
        """Takes the bar away."""


class Person(Protocol):
    """Who sits before the display that a bot works on."""

    def is_there(self) -> bool:
        """Whether mouse or keyboard were used a moment ago, and not by a bot."""

    def forget(self) -> None:
        """What was used until now was meant for the bot, such as its Go on."""

    def give(self, hold: Hold) -> Given | None:
        """Puts the program's windows in front, with a bar that says what is to be done.

        None as long as no program was started.
        """


class Yielding:
    """Waits until no person minds. Whoever waited looks at the screen again."""

    def __init__(self, stage: Stage, person: Person | None) -> None:
        self._stage = stage
        self._person = person

    @property
    def can_give(self) -> bool:
        """Whether a person can be given what is worked on."""
        return self._person is not None

    def forget(self) -> None:
        """What a person has touched until now was to start the bot."""
        if self._person is not None:
            self._person.forget()

    def held(self, seconds: float | None = None) -> bool:
        """Waits until nobody holds the bot, at most `seconds`; whether somebody did.

        Raises:
            StopAskedError: the person wants no more of it.
            SessionEndedError, EnvironmentFault: the person has ended the program.
        """
        until = None if seconds is None else time.monotonic() + seconds
        held = False
        while (hold := self._hold()) is not None and not _over(until):
            held = True
            self._wait(hold, until)
        if held:
            self._stage.touched()
            self.forget()
        return held

    def _hold(self) -> Hold | None:
        """Why nothing may be done now. The recorder is told, so that its clocks stand still."""
        recorder = self._stage.recorder
        there = self._person is not None and self._person.is_there()
        recorder.person_is_there(there=there)
        hold = recorder.hold()
        return Hold(yields=True) if hold is None and there else hold

    def _wait(self, hold: Hold, until: float | None) -> None:
        """As long as one hold stands."""
        surface = self._stage.surface
        given = self._person.give(hold) if hold.given and self._person is not None else None
        try:
            while self._hold() == hold and not _over(until):
                if not surface.alive():
                    surface.check()
                surface.await_change(LOOK_SECONDS)
                word = given.pressed() if given is not None else None
                if word is not None:
                    self._stage.recorder.released(word)
        finally:
            if given is not None:
                given.take_back()


def _over(until: float | None) -> bool:
    return until is not None and time.monotonic() >= until
