"""One browser window, and the one question at a time that is put to its page."""

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runner.drivers.web.later import Later
from runner.drivers.web.watch import Watch
from runner.errors import DeskhandError

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, CDPSession, Frame, Page, Request

Answer = dict[str, Any]

PARTS = ("text", "find", "grid", "ready", "screen", "fill", "calls", "capture", "healed", "looks")
WORLD = "deskhand"
GRACE_SECONDS = 15.0
"""What a call may take beyond its own slice before the browser counts as hung."""

NEVER_RAN = ("Cannot find context", "uniqueContextId not found", "Cannot find default execution")
CUT_SHORT = (
    "Execution context was destroyed",
    "Inspected target navigated",
    "Promise was collected",
    "Cannot find execution context",
)


class CutShortError(Exception):
    """The page went away while it was being asked: what was asked may have happened."""


class ClosedError(Exception):
    """The window is closed."""


class PageBrokenError(DeskhandError):
    """The page's own scripts made it impossible to look at it."""

    def __init__(self, call: str, why: str) -> None:
        super().__init__(f"the page could not be asked ({call}): {why}.")


@cache
def library(more: tuple[str, ...] = ()) -> str:
    """The script that finds, fills and reads inside a page, with more parts where they are needed."""
    folder = Path(__file__).with_name("page")
    body = "\n".join(
        (folder / f"{part}.js").read_text(encoding="utf-8") for part in (*PARTS, *more)
    )
    # Sent into every new page, so without what only its readers need.
    lines = (line.strip() for line in f"(() => {{\n{body}\n}})();".splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


class Window:
    """A page with a world of its own for our script, which the page's scripts cannot touch."""

    def __init__(
        self,
        page: "Page",
        context: "BrowserContext",
        watch: Watch,
        more: tuple[str, ...] = (),
    ) -> None:
        """`more` are parts of the script beyond those that every run needs."""
        self.page = page
        self.more = more
        self._others: dict[tuple[str, ...], Window] = {}
        self.aborted = 0
        self._context = context
        self._watch = watch
        self._session: CDPSession | None = None
        self._frame = ""
        self._world: int | None = None
        page.on("requestfailed", self._on_failed)
        page.on("framenavigated", self._on_navigated)

    def _on_failed(self, request: "Request") -> None:
        if request.is_navigation_request():
            self.aborted += 1

    def _on_navigated(self, frame: "Frame") -> None:
        # Knowing beforehand that the world is gone saves asking in it in vain.
        if frame.parent_frame is None:
            self._world = None

    @property
    def closed(self) -> bool:
        """Whether the window is gone."""
        return self.page.is_closed()

    def knowing(self, *more: str) -> "Window":
        """The same page with more parts of the script, in a world of its own beside this one."""
        if more not in self._others:
            self._others[more] = Window(self.page, self._context, self._watch, more)
        return self._others[more]

    def send(self, method: str, params: Mapping[str, object] | None = None) -> Answer:
        """One DevTools command. Raises ClosedError and CutShortError."""
        return self._guarded(lambda: self.session.send(method, dict(params or {})))

    def act(self, work: Callable[[], object], *, seconds: float = 0.0) -> None:
        """Something done with mouse or keyboard. Raises ClosedError when the window closes."""
        with self._watch.limit(seconds + GRACE_SECONDS):
            self._guarded(lambda: work() and None)

    def call(self, call: str, *, slice_ms: float = 0, **more: object) -> Answer:
        """Puts one question to the page, which takes at most `slice_ms` to answer.

        Raises CutShortError when the page went away meanwhile, ClosedError when the window did.
        """
        request = {"call": call, "slice": slice_ms, "aborted": self.aborted} | more
        question = f"deskhand({json.dumps(request)})"
        with self._watch.limit(slice_ms / 1000 + GRACE_SECONDS):
            answer = self._evaluate(question)
        if "broken" in answer:
            raise PageBrokenError(call, answer["broken"])
        return answer

    def aimed_file(self) -> str | None:
        """A handle of the file field that was just found ready, or None when it is none."""
        params = {"expression": "deskhandAim()", "contextId": self._world}
        result = self.send("Runtime.evaluate", params)["result"]
        handle = result.get("objectId")
        return None if handle is None else str(handle)

    @property
    def session(self) -> "CDPSession":
        """The DevTools session of the page."""
        if self._session is None:
            self._session = self._context.new_cdp_session(self.page)
        return self._session

    def _evaluate(self, question: str) -> Answer:
        for _ in range(10):
            if self._world is None:
                self._world = self._new_world()
                self._bring_library()
            params = {
                "expression": question,
                "contextId": self._world,
                "returnByValue": True,
                "awaitPromise": True,
            }
            try:
                return self._value(self.send("Runtime.evaluate", params))
            except _NeverRanError:
                self._world = None
            except CutShortError:
                self._world = None
                raise
        raise CutShortError

    def _bring_library(self) -> None:
        # Not waited for: the question that follows is answered after it. And always the same
        # text, which the browser compiles once.
        params: dict[str, object] = {"expression": library(self.more), "contextId": self._world}
        Later(self.session, "Runtime.evaluate", params)

    def _new_world(self) -> int:
        if not self._frame:
            tree = self.send("Page.getFrameTree")
            self._frame = str(tree["frameTree"]["frame"]["id"])
        params: dict[str, object] = {
            "frameId": self._frame,
            "worldName": " ".join([WORLD, *self.more]),
        }
        try:
            return int(self.send("Page.createIsolatedWorld", params)["executionContextId"])
        except _NeverRanError:
            self._frame = ""
            raise CutShortError from None

    def _value(self, result: Answer) -> Answer:
        problem = result.get("exceptionDetails")
        if problem is not None:
            said = problem.get("exception", {}).get("description", problem.get("text", ""))
            if "deskhand is not defined" in str(said):
                raise _NeverRanError
            raise PageBrokenError("script", str(said).split("\n")[0])
        value = result["result"].get("value")
        return value if isinstance(value, dict) else {}

    def _guarded(self, work: Callable[[], Any]) -> Answer:
        from playwright.sync_api import Error

        try:
            return dict(work() or {})
        except Error as error:
            said = error.message
        except Exception as error:  # noqa: BLE001 - a dead driver process answers in many ways
            raise ClosedError(type(error).__name__) from None
        if any(text in said for text in (*NEVER_RAN, "No frame for given id", "No frame with")):
            raise _NeverRanError from None
        if any(text in said for text in CUT_SHORT):
            raise CutShortError from None
        raise ClosedError(said.split("\n")[0]) from None


class _NeverRanError(Exception):
    pass
