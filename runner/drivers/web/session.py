"""A signed-in app in a browser of its own, as the engine sees it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from runner.drivers.errors import NoSignInScreenError, ScreenNotShownError, SignInRefusedError
from runner.drivers.web.browser import Browser, Login
from runner.drivers.web.driver import WebDriver
from runner.drivers.web.options import WebOptions
from runner.drivers.web.recognition import Shown
from runner.drivers.web.scene import Scene
from runner.drivers.web.showing import hide, show
from runner.drivers.web.trace import Trace
from runner.drivers.web.window import CutShortError
from runner.errors import DeskhandError
from runner.recorder import Recorder
from runner.screens.model import App, SignIn, SignInStep
from runner.secret import Secret
from runner.web import Web

Credentials = Callable[[str], Secret]
"""Gives the secret of a name such as `CRM_PASSWORD`; raises when there is none."""

CLOSE_SECONDS = 10.0

SAME_PAGE_SECONDS = 10.0
"""How long the sign-in screen may still stand there, in a page that never loads again."""
NEW_PAGE_SECONDS = 2.0
"""How long it may stand there after the app has answered with a new page."""
LOOK_SECONDS = 0.5


def open_web(app: App, credentials: Credentials, options: WebOptions | None = None) -> "WebSession":
    """Starts a browser for an app; nobody is signed in yet.

    Raises NoBrowserError, BrowserNotStartedError, or what `credentials` raises.
    """
    return WebSession(app, credentials, options or WebOptions())


def origin(address: str) -> str:
    """The server of an address: scheme, host, and the port where it is not the usual one."""
    parts = urlsplit(address)
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    host = (parts.hostname or "").encode("idna").decode()
    port = "" if parts.port in (None, usual) else f":{parts.port}"
    return f"{parts.scheme}://[{host}]{port}" if ":" in host else f"{parts.scheme}://{host}{port}"


class WebSession(Web):
    """One browser, one app, one user. Not for several threads."""

    def __init__(self, app: App, credentials: Credentials, options: WebOptions) -> None:
        self._app = app
        self._credentials = credentials
        how = app.sign_in
        address = options.address or app.address
        login = self._http_login(how, address) if how is not None and how.http else None
        self._browser = Browser(options, login)
        self._scene = Scene(app, options, self._browser)
        if options.hidden:
            hide(self._scene.window())
        self._trace = Trace(self._browser.context, options.trace, self._browser.folder)
        self._web = WebDriver(self._scene)
        super().__init__(self._web)
        self._opened = False
        self._signing_in_on = 0.0

    @property
    def scene(self) -> Scene:
        """Its windows and what is known of them, for whatever looks at screens."""
        return self._scene

    @property
    def driver(self) -> WebDriver:
        """What does a bot's words, by the entries of the selector file."""
        return self._web

    def attach(self, recorder: Recorder) -> None:
        """An attempt begins: its recorder gets every event from now on."""
        self._scene.attempt(recorder)

    def sign_in(self, met: Callable[[Shown], None] | None = None) -> None:
        """Opens the app and signs in, unless somebody is signed in already.

        `met` is told each screen of the sign-in before anything is typed into it.
        Raises SignInRefusedError when the app does not let the bot in. It is tried once.
        """
        scene = self._scene
        if not scene.signed_out:
            return
        self._end_trace()
        if self._opened:
            scene.fresh_window()
        status = self._web.open(scene.address)
        self._opened = True
        how = self._app.sign_in
        if how is not None and how.http and status == HTTPStatus.UNAUTHORIZED:
            raise self._refused(how, f"it answered {status:d}")
        if how is not None:
            self._enter(how, met)
        scene.signed_out = False
        self._trace.begin()

    def _end_trace(self) -> None:
        try:
            self._trace.end(self._scene.ever_hidden())
        except Exception as error:  # noqa: BLE001 - a lost trace costs no item a try
            self._scene.recorder.event("trace_lost", error=type(error).__name__)

    def _enter(self, how: SignIn, met: Callable[[Shown], None] | None) -> None:
        for step in how.steps:
            shown = self._sign_in_screen(step, how)
            if met is not None:
                met(shown)
            if shown.screen.name == how.then:
                break
            self._sign_in_step(step, how)
        self._arrive(how)
        self._scene.recorder.event("signed_in", app=self._app.name)

    def _sign_in_screen(self, step: SignInStep, how: SignIn) -> Shown:
        awaited = [step.on] if how.then is None else [how.then, step.on]
        try:
            return self._web.recognition.wait_for(awaited, signed_in=False)
        except ScreenNotShownError as error:
            if step is how.steps[0]:
                raise NoSignInScreenError(self._app.name, error) from error
            raise

    def _sign_in_step(self, step: SignInStep, how: SignIn) -> None:
        shown = self._web.recognition.wait_for([step.on], signed_in=False)
        self._signing_in_on = self._born(shown)
        elements = shown.screen.elements
        values = {elements[name]: self._part(how, part) for name, part in step.fill.items()}
        if values:
            self._web.fill(shown, values)
        if step.press is not None:
            self._web.press(shown, elements[step.press], None)

    def _arrive(self, how: SignIn) -> None:
        """Waits for the screen after signing in; the last one before it may linger a while."""
        if how.then is None:
            return
        last = how.steps[-1].on if how.steps else how.then
        began = time.monotonic()
        while True:
            try:
                shown = self._web.recognition.wait_for([how.then, last], signed_in=False)
            except ScreenNotShownError as error:
                raise self._refused(how, f"there was {error.sight}") from error
            if shown.screen.name == how.then or self._gone_on(how.then):
                return
            same = self._born(shown) == self._signing_in_on
            if time.monotonic() - began > (SAME_PAGE_SECONDS if same else NEW_PAGE_SECONDS):
                raise self._refused(how, f"the screen {last!r} was shown again")

    def _gone_on(self, then: str) -> bool:
        try:
            self._web.recognition.wait_for([then], seconds=LOOK_SECONDS, signed_in=False)
        except ScreenNotShownError:
            return False
        return True

    def _born(self, shown: Shown) -> float:
        """When the document that shows a screen was made, which tells a page from the next."""
        try:
            plan = self._scene.plans.screen(shown.screen.name)
            return float(self._scene.ask(shown.window, "born", screen=plan)["at"])
        except CutShortError:
            return 0.0

    def _refused(self, how: SignIn, sight: str) -> SignInRefusedError:
        return SignInRefusedError(self._app.name, how.credential, sight=sight, place=how.place)

    def _part(self, how: SignIn, part: str) -> Secret:
        return self._credentials(f"{how.credential}_{part}".upper())

    def _http_login(self, how: SignIn, address: str) -> Login:
        username, password = (self._part(how, part).reveal() for part in ("username", "password"))
        # Without an origin, every server that asks for it would be given the password.
        return {"username": username, "password": password, "origin": origin(address)}

    def reset(self) -> None:
        """Brings the session to a known state: one fresh window, signed in, start screen."""
        self._scene.signed_out = True
        self._opened = True
        self.sign_in()

    def picture(self, name: str) -> bytes | None:
        """A masked JPEG of the window, or None when none can be had that hides everything.

        Under the names `end` and `after…` it shows the screen that answered the last writing
        press, where that one was seen.
        """
        scene = self._scene
        try:
            image = scene.pictures.take(name, scene.window)
        except DeskhandError:
            image = None
        if image is None:
            scene.recorder.event("picture_lost", name=name)
        return image

    @contextmanager
    def cut_off(self) -> Iterator[None]:
        """Without a connection to the app while the block runs, as a test wants it."""
        context = self._browser.context
        context.set_offline(True)
        try:
            yield
        finally:
            context.set_offline(False)

    @property
    def can_be_shown(self) -> bool:
        """Whether a person can be given its window."""
        return not self._scene.options.headless

    @property
    def is_before_person(self) -> bool:
        """Its window can be hidden."""
        return False

    def let_watch(self, *, watched: bool) -> None:
        """Whether its window is before the person, who may look on."""
        if self._scene.options.hidden:
            (show if watched else hide)(self._scene.window())

    def give(self, seconds: float) -> bool:
        """Give the person the window as the recorder's hold has it; False when `seconds` pass.

        Raises:
            BrowserDiedError, WindowClosedError: the person has closed it.
        """
        self._web.giving.wait(seconds)
        return self._scene.recorder.hold() is None

    def keep_downloads_in(self, folder: Path) -> None:
        """Where downloads go from now on."""
        self._scene.options = replace(self._scene.options, downloads=folder)

    @property
    def starts_anew(self) -> bool:
        """The browser stays the same from the beginning to the end."""
        return False

    def process_ids(self) -> list[int]:
        """The processes to watch and, in need, to kill: the driver's and the browser's."""
        return self._browser.process_ids()

    def alive(self) -> bool:
        """Whether the browser and its driver process still run."""
        return self._browser.alive()

    def close(self, deadline: float = CLOSE_SECONDS) -> None:
        """Ends the browser, by force after `deadline` seconds; its profile is removed."""
        self._scene.pictures.forget()
        self._web.keep_learned()
        if self.alive():
            with self._browser.watch.limit(deadline):
                self._end_trace()
        self._browser.close(deadline)
