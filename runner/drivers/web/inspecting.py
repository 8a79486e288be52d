"""Lets a person point at things in an app's windows, or be watched at work, and tells of it."""

import json
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from runner.drivers.web.later import Later
from runner.drivers.web.plans import AppPlans, element_plan
from runner.drivers.web.scene import Scene
from runner.drivers.web.window import PageBrokenError, library
from runner.screens.model import App

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

WORLD = "deskhand-inspector"
TOLD = "deskhandTell"
PARTS = ("offers", "pointing", "panel_style", "panel", "recorder", "inspector")

LOOK_MS = 40.0
"""How long events are waited for before new windows are looked for."""

View = Mapping[str, Any]
"""What the panel shows, as plain data."""


@dataclass(frozen=True, slots=True)
class Message:
    """What a person did in a window: with the panel, or with the app."""

    kind: str
    details: Mapping[str, Any]
    window: "InspectedWindow"


class InspectedWindow:
    """A page that the inspector is in; it is spoken to without waiting for it.

    A page that asks its person something answers nobody else, so nothing here may wait.
    """

    def __init__(self, page: "Page", told: "deque[Message]") -> None:
        self.page = page
        self._told = told
        self._context: int | None = None
        self._dialog: Mapping[str, Any] = {}
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._session.on("Runtime.bindingCalled", self._on_told)
        self._session.on("Runtime.exceptionThrown", self._on_exception)
        self._session.on("Page.javascriptDialogOpening", self._on_dialog)
        self._session.on("Page.javascriptDialogClosed", self._on_answered)

    def install(self, script: str) -> None:
        """Bring the inspector into the page that is shown, and into each one that follows."""
        self._session.send("Page.enable")
        self._session.send("Runtime.enable")
        self._session.send("Runtime.addBinding", {"name": TOLD, "executionContextName": WORLD})
        params = {"source": script, "worldName": WORLD, "runImmediately": True}
        self._session.send("Page.addScriptToEvaluateOnNewDocument", params)

    def begin_with(self, script: str) -> None:
        """What pages that follow begin with, after what they began with before."""
        params: dict[str, object] = {"source": script, "worldName": WORLD}
        Later(self._session, "Page.addScriptToEvaluateOnNewDocument", params)

    def leave(self) -> None:
        """Be in no page that follows."""
        self._session.detach()

    def ask(self, call: str, **more: object) -> None:
        """Tell the page to do something; a page that is gone does nothing."""
        if self._context is not None and not self.page.is_closed():
            question = f"deskhand({json.dumps({'call': call} | more)})"
            params: dict[str, object] = {"expression": question, "contextId": self._context}
            Later(self._session, "Runtime.evaluate", params)

    def _on_told(self, event: Mapping[str, Any]) -> None:
        if event["name"] != TOLD:
            return
        self._context = int(event["executionContextId"])
        details = json.loads(event["payload"])
        self._told.append(Message(details.pop("type"), details, self))

    def _on_exception(self, event: Mapping[str, Any]) -> None:
        thrown = event["exceptionDetails"]
        if thrown.get("executionContextId") == self._context is not None:
            said = thrown.get("exception", {}).get("description") or thrown.get("text", "")
            problem = PageBrokenError("inspector", str(said).split("\n")[0])
            self._told.append(Message("broken", {"why": problem.sentence()}, self))

    def _on_dialog(self, event: Mapping[str, Any]) -> None:
        self._dialog = event

    def _on_answered(self, event: Mapping[str, Any]) -> None:
        answer = {
            "kind": self._dialog.get("type", "alert"),
            "text": self._dialog.get("message", ""),
            "accepted": bool(event["result"]),
            "typed": event.get("userInput", ""),
        }
        self._told.append(Message("dialog", answer, self))


class Inspector:
    """The inspector in every window of a session, those that open later too.

    It begins with pointing, or, where it `records`, with watching what the person does. While it
    lives, dialogs are left to the person.
    """

    def __init__(self, scene: Scene, app: App, *, records: bool = False) -> None:
        self._scene = scene
        self._begin = {"mode": "using" if records else "pointing", "records": records}
        self._app = app
        self._told: deque[Message] = deque()
        self._windows: list[InspectedWindow] = []
        scene.attended = True
        self._look_for_windows()

    def know(self, app: App) -> None:
        """The app's file has changed."""
        self._app = app
        for window in self._open():
            window.begin_with(
                f"Object.assign(globalThis.deskhandSetup, {json.dumps(setup_of(app))});"
            )

    @property
    def ended(self) -> bool:
        """Whether the person has closed every window."""
        return not any(True for _ in self._open())

    def next(self, seconds: float) -> Message | None:
        """What was done next; None when nothing is done in `seconds`, or all is closed."""
        left_ms = seconds * 1000
        while not self._told and left_ms > 0 and not self.ended:
            self._look_for_windows()
            self._wait()
            left_ms -= LOOK_MS
        return self._told.popleft() if self._told else None

    def show(self, view: View, window: InspectedWindow | None = None) -> None:
        """What the panel of a window shows, or of all windows."""
        for one in self._open() if window is None else [window]:
            one.ask("panel", view=dict(view), setup=setup_of(self._app))

    def notice(
        self, text: str, kind: str, window: InspectedWindow, *, can_undo: bool = False
    ) -> None:
        """Says something in a window's panel, and leaves it otherwise as it is."""
        window.ask("notice", notice={"text": text, "kind": kind, "undo": can_undo})

    def _open(self) -> list[InspectedWindow]:
        self._windows = [one for one in self._windows if not one.page.is_closed()]
        return self._windows

    def _wait(self) -> None:
        # Only waiting lets the driver deliver what the pages tell.
        for window in self._open()[:1]:
            with suppress(Exception):  # a window that closes meanwhile has nothing more to tell
                window.page.wait_for_timeout(LOOK_MS)

    def _look_for_windows(self) -> None:
        known = {window.page for window in self._windows}
        for one in self._scene.windows():
            if one.page not in known and not one.closed:
                with suppress(Exception):  # it may close again at once
                    self._enter(one.page)

    def _enter(self, page: "Page") -> None:
        window = InspectedWindow(page, self._told)
        window.install(self._script())
        self._windows.append(window)

    def _script(self) -> str:
        setup = json.dumps(setup_of(self._app) | self._begin)
        begin = f"globalThis.deskhandSetup ||= {setup};"
        return f"{begin}\nif (!globalThis.deskhand) {{\n{library(PARTS)}\n}}"


def setup_of(app: App) -> dict[str, Any]:
    """What the pages know of the selector file: screens, elements, and what is masked."""
    plans = AppPlans(app)
    return {
        "screens": plans.screens(app.screens),
        "masks": plans.masking,
        "elements": {
            screen.name: [
                element_plan(one, screen) | {"row_of": one.row_of or ""}
                for one in screen.elements.values()
            ]
            for screen in app.screens.values()
        },
    }
