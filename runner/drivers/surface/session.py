"""A signed-in program: started, signed in to, brought back to a known state, ended."""

import contextlib
import time
from collections.abc import Callable
from pathlib import Path

from runner.drivers.errors import (
    NoSignInScreenError,
    NotUpError,
    ScreenNotShownError,
    SignInRefusedError,
)
from runner.drivers.surface.driver import SurfaceDriver
from runner.drivers.surface.recognition import Shown
from runner.drivers.surface.stage import Stage
from runner.drivers.surface.surface import Hidden
from runner.drivers.surface.yielding import Person
from runner.errors import DeskhandError
from runner.recorder import NullRecorder, Recorder
from runner.screens.model import SignIn, SignInStep
from runner.secret import Secret
from runner.words import SignedIn

Credentials = Callable[[str], Secret]
"""Gives the secret of a name such as `ERP_PASSWORD`; raises when there is none."""

CLOSE_SECONDS = 10.0
SAME_SCREEN_SECONDS = 10.0
"""How long the sign-in screen may still stand there after the last press."""
LOOK_SECONDS = 0.3
STOP_SECONDS = 5.0
"""How long a program may take to show a screen that it is left by."""


class SurfaceSession(SignedIn):
    """What sessions of desktop programs and of terminals have in common."""

    def __init__(
        self, stage: Stage, credentials: Credentials, person: Person | None = None
    ) -> None:
        """`person` sits before the display, where it is one that somebody sits before."""
        self._stage = stage
        self._credentials = credentials
        self._surface_driver = SurfaceDriver(stage, person)
        self._opened = False
        super().__init__(self._surface_driver)

    @property
    def stage(self) -> Stage:
        """What is known of the app and its surface, for whatever looks at screens."""
        return self._stage

    @property
    def driver(self) -> SurfaceDriver:
        """What does a bot's words, by the entries of the selector file."""
        return self._surface_driver

    def attach(self, recorder: Recorder) -> None:
        """An attempt begins: its recorder gets every event from now on."""
        self._stage.attempt(recorder)
        self._surface_driver.yielding.forget()

    def sign_in(self, met: Callable[[Shown], None] | None = None) -> None:
        """Starts the program and signs in, unless somebody is signed in already.

        `met` is told each screen of the sign-in before anything is typed into it.
        Raises SignInRefusedError when the app does not let the bot in. It is tried once.
        """
        stage = self._stage
        if not stage.signed_out:
            return
        if not self._opened:
            stage.surface.open()
            self._opened = True
        self._up()
        if stage.app.sign_in is not None:
            self._enter(stage.app.sign_in, met)
        stage.signed_out = False

    def _up(self) -> None:
        program = self._stage.app.program
        if program.ready is None:
            return
        try:
            self._surface_driver.recognition.wait_for(
                [program.ready], seconds=program.ready_seconds, signed_in=False
            )
        except ScreenNotShownError as error:
            raise NotUpError(self._stage.app.name, error) from error

    def _enter(self, how: SignIn, met: Callable[[Shown], None] | None) -> None:
        for step in how.steps:
            shown = self._sign_in_screen(step, how)
            if met is not None:
                met(shown)
            if shown.screen.name == how.then:
                break
            self._sign_in_step(shown, step, how)
        self._arrive(how)
        self._stage.recorder.event("signed_in", app=self._stage.app.name)

    def _sign_in_screen(self, step: SignInStep, how: SignIn) -> Shown:
        awaited = [step.on] if how.then is None else [how.then, step.on]
        try:
            return self._surface_driver.recognition.wait_for(awaited, signed_in=False)
        except ScreenNotShownError as error:
            if step is how.steps[0]:
                raise NoSignInScreenError(self._stage.app.name, error) from error
            raise

    def _sign_in_step(self, shown: Shown, step: SignInStep, how: SignIn) -> None:
        elements = shown.screen.elements
        values = {elements[name]: self._part(how, part) for name, part in step.fill.items()}
        if values:
            self._surface_driver.fill(shown, values)
        if step.press is not None:
            self._surface_driver.press(shown, elements[step.press], None)

    def _arrive(self, how: SignIn) -> None:
        """Waits for the screen after signing in; the last one before it may linger a while."""
        if how.then is None:
            return
        last = how.steps[-1].on if how.steps else how.then
        recognition = self._surface_driver.recognition
        until = time.monotonic() + min(SAME_SCREEN_SECONDS, self._stage.wait_seconds)
        while True:
            try:
                shown = recognition.wait_for([how.then, last], signed_in=False)
            except ScreenNotShownError as error:
                raise self._refused(how, f"there was {error.sight}") from error
            if shown.screen.name == how.then:
                return
            if time.monotonic() >= until:
                raise self._refused(how, f"the screen {last!r} was shown again")
            self._stage.surface.await_change(LOOK_SECONDS)
            self._stage.touched()

    def _refused(self, how: SignIn, sight: str) -> SignInRefusedError:
        name = self._stage.app.name
        return SignInRefusedError(name, how.credential, sight=sight, place=how.place)

    def _part(self, how: SignIn, part: str) -> Secret:
        return self._credentials(f"{how.credential}_{part}".upper())

    def reset(self) -> None:
        """Brings the session to a known state: the program anew, signed in, first screen."""
        if self._opened:
            self._leave()
            self._stage.surface.close(CLOSE_SECONDS)
            self._opened = False
        self._stage.signed_out = True
        self._stage.touched()
        self.sign_in()

    def _leave(self) -> None:
        """Leaves the program in the way that its selector file knows, as far as that works."""
        stage, driver = self._stage, self._surface_driver
        # The way out belongs to no attempt: nothing of it counts as pressed by a step.
        recorder, stage.recorder = stage.recorder, NullRecorder()
        try:
            with contextlib.suppress(DeskhandError):
                for step in stage.app.program.stop:
                    shown = driver.wait_for_screen([step.on], STOP_SECONDS)
                    driver.press(shown, shown.screen.elements[step.press], None)
        finally:
            stage.recorder = recorder

    def picture(self, name: str, *, fields: bool = False) -> bytes | None:
        """A masked JPEG of what is shown, or None when none can be had that hides everything.

        Under the names `end` and `after…` it shows the screen that answered the last writing
        press, where that one was seen. With `fields` nothing that is held in any field can be seen.
        """
        stage = self._stage
        try:
            image = stage.moments.picture(name, stage.hidden(fields=fields))
        except DeskhandError:
            image = None
        if image is None:
            stage.recorder.event("picture_lost", name=name)
        return image

    def hidden(self) -> Hidden:
        """What no picture of it may show."""
        return self._stage.hidden()

    @property
    def can_be_shown(self) -> bool:
        """Whether a person can be given its window."""
        return self._surface_driver.yielding.can_give

    @property
    def is_before_person(self) -> bool:
        """Whether its windows lie before a person as long as it is open."""
        return self._surface_driver.yielding.can_give

    def let_watch(self, *, watched: bool) -> None:
        """A program's windows lie where they lie, whether somebody looks on or not."""

    def give(self, seconds: float) -> bool:
        """Gives the person its windows, with a bar above; whether he has gone on in time."""
        self._surface_driver.yielding.held(seconds)
        return self._stage.recorder.hold() is None

    def keep_downloads_in(self, folder: Path) -> None:
        """Programs write files where their own dialogs say."""

    @property
    def starts_anew(self) -> bool:
        """A program is started with the sign-in, and anew with a reset."""
        return True

    def process_ids(self) -> list[int]:
        """The processes to watch and, in need, to kill."""
        return self._stage.surface.process_ids()

    def alive(self) -> bool:
        """Whether the program, or the connection, still is there."""
        return self._stage.surface.alive()

    def close(self, deadline: float = CLOSE_SECONDS) -> None:
        """Leaves the program and ends it, by force after `deadline` seconds."""
        self._surface_driver.keep_learned()
        if self._opened and self.alive():
            self._leave()
        self._opened = False
        self._stage.surface.close(deadline)
