"""Giving: a person is given the very window that a bot works in, with a bar above the page."""

import json
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Event

from runner.drivers.errors import ScreenLeftError, ScreenNotShownError, WindowClosedError
from runner.drivers.web.inspecting import InspectedWindow, Message
from runner.drivers.web.recognition import Recognition, Shown
from runner.drivers.web.scene import Scene
from runner.drivers.web.showing import hide, show
from runner.recorder import Hold

LOOK_MS = 40.0
"""How often it is looked whether the person goes on."""

AGAIN_SECONDS = 3.0
"""How long the screen that a bot was on may take to be there again."""

WORDS = ("go on", "stop")


@cache
def _script() -> str:
    return Path(__file__).with_name("page").joinpath("bar.js").read_text(encoding="utf-8")


class Bar:
    """The bar in every window of a session, those that open later too."""

    def __init__(self, scene: Scene, hold: Hold) -> None:
        self._scene = scene
        self._told: deque[Message] = deque()
        self._windows: list[InspectedWindow] = []
        setup = json.dumps({"text": hold.text, "go_on": hold.go_on, "stop": hold.stop})
        self._text = f"globalThis.deskhandBar = {setup};\n{_script()}"
        self.look()

    def look(self) -> None:
        """Enter windows that were opened since."""
        known = {one.page for one in self._windows}
        for window in self._scene.windows():
            if window.page not in known:
                with suppress(Exception):  # it may close again at once
                    inspected = InspectedWindow(window.page, self._told)
                    inspected.install(self._text)
                    self._windows.append(inspected)

    def pressed(self) -> str | None:
        """The button that was pressed, if one was."""
        while self._told:
            message = self._told.popleft()
            if message.kind in WORDS:
                return message.kind
        return None

    def remove(self) -> None:
        """Take it out of every page, and of those that follow."""
        for window in self._windows:
            with suppress(Exception):  # what is closed has none
                window.ask("remove")
                window.page.wait_for_timeout(1)
                window.leave()


@dataclass(slots=True)
class Giving:
    """Waits while a person holds a bot, and looks at the screen again before it goes on."""

    scene: Scene
    recognition: Recognition

    def before(self, shown: Shown) -> Shown:
        """A word is about to act on a screen; gives the screen as it is when it may.

        Raises:
            ScreenLeftError: it is not shown any more.
        """
        if not self.wait():
            return shown
        try:
            return self.recognition.wait_for([shown.screen.name], seconds=AGAIN_SECONDS)
        except ScreenNotShownError as error:
            raise ScreenLeftError(shown.screen, error.sight) from error

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until nobody holds the bot; whether somebody did.

        Raises:
            BrowserDiedError, WindowClosedError: the person has closed the window.
        """
        hold = self.scene.recorder.hold()
        if hold is None:
            return False
        until = None if seconds is None else time.monotonic() + seconds
        while hold is not None and (until is None or time.monotonic() < until):
            hold = self._held(hold, until)
        self.scene.seen_last = None
        self.scene.foresight.forget()
        return True

    def _held(self, hold: Hold, until: float | None) -> Hold | None:
        """Hold on as one hold has it; gives the next one."""
        bar = self._give(hold) if hold.given else None
        now: Hold | None = hold
        try:
            while now == hold and (until is None or time.monotonic() < until):
                self._let_happen()
                if bar is not None:
                    self._listen(bar)
                now = self.scene.recorder.hold()
            return now
        finally:
            if bar is not None:
                self._take_back(bar)

    def _give(self, hold: Hold) -> Bar:
        scene = self.scene
        scene.attended = True
        window = scene.window()
        show(window)
        with suppress(Exception):  # the bar is there even where the window manager says no
            window.page.bring_to_front()
        return Bar(scene, hold)

    def _take_back(self, bar: Bar) -> None:
        bar.remove()
        self.scene.attended = False
        if self.scene.options.hidden:
            for window in self.scene.windows():
                hide(window)

    def _listen(self, bar: Bar) -> None:
        bar.look()
        word = bar.pressed()
        if word is not None:
            self.scene.recorder.released(word)

    def _let_happen(self) -> None:
        # Only waiting in the driver lets it deliver what the pages tell.
        scene = self.scene
        scene.check()
        if not scene.browser.alive():
            raise scene.death()
        windows = scene.windows()
        if not windows:
            raise WindowClosedError(scene.app.name)
        try:
            windows[0].page.wait_for_timeout(LOOK_MS)
        except Exception:  # noqa: BLE001 - a window that closes meanwhile; the next look tells
            Event().wait(LOOK_MS / 1000)
