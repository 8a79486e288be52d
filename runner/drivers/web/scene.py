"""What all the actions of a session share: its windows, its recorder, what must stay unseen."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from runner.drivers.errors import BrowserDiedError, Sight, WindowClosedError
from runner.drivers.unseen import Unseen
from runner.drivers.web.browser import Browser
from runner.drivers.web.dialogs import Dialogs, dialog_card
from runner.drivers.web.foresight import Foresight
from runner.drivers.web.options import WebOptions
from runner.drivers.web.pictures import Pictures
from runner.drivers.web.plans import AppPlans
from runner.drivers.web.window import Answer, ClosedError, CutShortError, Window
from runner.recorder import NullRecorder, Recorder
from runner.screens.model import App, Element

if TYPE_CHECKING:
    from playwright.sync_api import Dialog, Page

CHANGING = frozenset({"fill", "press", "guard", "focus", "entry"})
"""Questions after which the page is not what it was."""

Result = TypeVar("Result")

SLICE_MS = 1000.0
"""How long one question may wait inside the page before the driver looks up."""


@dataclass(frozen=True, slots=True)
class SeenLast:
    """The screen that was recognised last, as long as nothing was done since."""

    screen: str
    window: Window
    at: float


class Scene:
    """The windows of one signed-in app and what is known about them."""

    def __init__(self, app: App, options: WebOptions, browser: Browser) -> None:
        self.app = app
        self.options = options
        self.browser = browser
        self.plans = AppPlans(app)
        self.recorder: Recorder = NullRecorder()
        self.address = options.address or app.address
        self.crashed = False
        self.seen_last: SeenLast | None = None
        self.signed_out = True
        """Nobody is signed in: at first, and when a signed-out screen was met."""
        self._hidden = Unseen()
        self.dialogs = Dialogs(app, self._told)
        self.attended = False
        """A person sits before it, and answers dialogs."""
        self.pictures = Pictures(self.plans, self.unseen)
        self.foresight = Foresight()
        self._windows: list[Window] = []
        context = browser.context
        context.on("dialog", self._on_dialog)
        context.on("page", self._on_page)
        for page in context.pages:
            self._on_page(page)

    def _on_page(self, page: "Page") -> None:
        page.on("crash", self._on_crash)
        self._windows.append(Window(page, self.browser.context, self.browser.watch))

    def _on_crash(self, _page: "Page") -> None:
        self.crashed = True
        self.browser.kill()

    def _on_dialog(self, dialog: "Dialog") -> None:
        if self.attended:
            return
        self.dialogs.answer(dialog, self.mask)
        unknown = self.dialogs.unknown
        if unknown is None:
            return
        self.recorder.picture("dialog", dialog_card(unknown))
        if dialog.page is not None:
            dialog.page.close()

    def _told(self, kind: str, text: str, answer: str) -> None:
        self.recorder.event("dialog", kind=kind, text=text, answer=answer)

    def windows(self) -> list[Window]:
        """The open windows, the one worked in last first, then the newest."""
        self._windows = [window for window in self._windows if not window.closed]
        return list(reversed(self._windows))

    def prefer(self, window: Window) -> None:
        """This window is worked in now."""
        if self._windows and self._windows[-1] is window:
            return
        self._windows = [*(one for one in self._windows if one is not window), window]

    def window(self) -> Window:
        """The window worked in last. Raises when there is none."""
        self.check()
        windows = self.windows()
        if not windows:
            raise WindowClosedError(self.app.name)
        return windows[0]

    def fresh_window(self) -> Window:
        """A new window; all others are closed without asking them."""
        old = self.windows()
        self.seen_last = None
        self.pictures.forget()
        self.dialogs.unknown = None
        with self.browser.watch.limit(20):
            page = self._alive(self.browser.new_page)
            for window in old:
                self._alive(window.page.close)
        window = next(one for one in self.windows() if one.page is page)
        self.prefer(window)
        return window

    def _alive(self, work: Callable[[], Result]) -> Result:
        try:
            return work()
        except Exception:  # noqa: BLE001 - a dead driver process answers in many ways
            raise self.death() from None

    def ask(self, window: Window, call: str, *, slice_ms: float = 0.0, **more: object) -> Answer:
        """One question to the page. Raises CutShortError when the page went away meanwhile."""
        if call != "masks":
            self.foresight.forget()
        if call in CHANGING:
            self.seen_last = None
            self.pictures.settle()
        try:
            return window.call(call, slice_ms=slice_ms, **more)
        except CutShortError:
            self.check()
            raise
        except ClosedError:
            self.check()
            raise self.closed(window) from None

    def act(self, window: Window, work: Callable[[], object]) -> None:
        """Mouse or keyboard. Raises WindowClosedError when it closed its own window."""
        self.seen_last = None
        self.foresight.forget()
        self.pictures.settle()
        try:
            window.act(work)
        except CutShortError:
            self.check()
        except ClosedError:
            self.check()
            raise self.closed(window) from None

    def check(self) -> None:
        """Raises what happened behind the driver's back: an unknown dialog, a dead browser."""
        if self.dialogs.unknown is not None:
            raise self.dialogs.unknown
        if self.crashed or self.browser.watch.expired:
            raise self.death()

    def closed(self, window: Window) -> Exception:
        """Why a window is gone: the application has closed it, or the browser is gone."""
        if window.closed and self.windows():
            return WindowClosedError(self.app.name)
        return self.death()

    def death(self) -> BrowserDiedError:
        """Why the browser is gone."""
        why = "its process has ended"
        if self.browser.watch.expired:
            why = "it did not answer in time and was ended"
        elif self.crashed:
            why = "one of its pages has crashed"
        return BrowserDiedError(self.app.name, why)

    def attempt(self, recorder: Recorder) -> None:
        """A new attempt begins: what was met in the one before is forgotten."""
        self.recorder = recorder
        self.pictures.attempt()
        self._hidden.attempt(recorder)

    def hide(self, element: Element, value: str) -> None:
        """Remembers a value that no artefact may show."""
        self._hidden.hide(element, value)

    def hide_secret(self, value: str) -> None:
        """Remembers a secret for as long as the session lives."""
        self._hidden.hide_secret(value)

    def unseen(self) -> tuple[str, ...]:
        """Every value that a picture must not show."""
        return self._hidden.values()

    def ever_hidden(self) -> frozenset[str]:
        """Every secret and personal value that the session has met: a trace goes over attempts."""
        return self._hidden.ever()

    def mask(self, text: str) -> str:
        """The text without any secret or personal value that was met."""
        return self._hidden.mask(text)

    def sight(self, window: Window) -> Sight:
        """What the window shows, for an error's sentence."""
        try:
            answer = self.ask(window, "look", screens=self.plans.screens(self.app.screens))
        except CutShortError:
            return Sight("a page that is just loading", window.page.url.split("?")[0])
        return Sight(
            self.mask(answer["title"]), self.mask(answer["address"]), tuple(answer["shown"])
        )

    def error_pages(self, window: Window) -> Iterator[str]:
        """Addresses of frames that show the browser's own error page."""
        for frame in window.page.frames:
            if frame.url.startswith("chrome-error:"):
                yield self.address
