"""Sessions with something special: HTTP authentication, settling, traces, a visible browser."""

import base64
import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import psutil
import pytest
from PIL import Image, ImageGrab

from runner.drivers.errors import SignInRefusedError, ValueRefusedError
from runner.drivers.web import WebOptions, WebSession, open_web
from runner.drivers.web.browser import Browser
from runner.drivers.web.browsers import ON_PATH
from runner.screens.load import load
from runner.secret import Secret
from tests.pages.behind_http import http_site
from tests.pages.habits import habits_site
from tests.pages.site import MENU, Site, crm_site, document, serving
from tests.ui.conftest import CREDENTIALS, PAGES, Notes

pytestmark = pytest.mark.browser

OpenApp = Callable[..., WebSession]


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def open_app(stack: ExitStack) -> OpenApp:
    """Opens a session of an app beside these tests, on a site of its own."""

    def start(
        name: str,
        site: Site,
        *,
        password: str = "geheim",
        trace: Path | None = None,
        wait_seconds: float = 5,
        **changed: object,
    ) -> WebSession:
        address = stack.enter_context(serving(site))
        options = WebOptions(address=address, wait_seconds=wait_seconds, trace=trace)
        app = replace(load(PAGES / f"{name}.yaml"), **changed)  # type: ignore[arg-type]
        credentials = CREDENTIALS | {"CRM_PASSWORD": Secret(password)}
        session = open_web(app, credentials.__getitem__, options)
        stack.callback(session.close, 5)
        return session

    return start


@pytest.mark.parametrize("scheme", ["Basic", "Digest"])
def test_signs_in_by_http(open_app: OpenApp, scheme: str) -> None:
    site = http_site(scheme)
    app = open_app("behind_http", site)
    app.sign_in()
    assert app.on("home").read("user") == "demo"
    assert site.authorization.startswith(scheme)


@pytest.mark.parametrize("scheme", ["Basic", "Digest"])
def test_a_wrong_password_is_sent_once_by_http(open_app: OpenApp, scheme: str) -> None:
    site = http_site(scheme)
    app = open_app("behind_http", site, password="wrong-secret")
    begun = time.monotonic()
    with pytest.raises(SignInRefusedError, match=r"credential 'crm': it answered 401") as caught:
        app.sign_in()
    assert time.monotonic() - begun < 4
    assert "wrong-secret" not in caught.value.sentence() + repr(caught.value.__context__)
    assert len(site.asked) == 2


def test_the_http_password_goes_to_no_other_server(open_app: OpenApp, stack: ExitStack) -> None:
    other = http_site("Basic")
    elsewhere = stack.enter_context(serving(other))
    site = http_site("Basic")
    told = "<p id=user data-testid=user hidden>all</p><script>onload = () => { user.hidden = false }</script>"
    inside = f"<h1>Behind</h1><iframe src={elsewhere}></iframe>{told}"
    site.page("/", document("Behind", inside))
    app = open_app("behind_http", site)
    app.sign_in()
    assert app.on("home").wait_for("user").read("user") == "all"
    assert other.asked == ["/"]
    assert other.authorization == ""


def test_a_screen_is_waited_for_until_it_has_settled(open_app: OpenApp) -> None:
    app = open_app("settling", habits_site())
    app.sign_in()
    app.go("settled")
    screen = app.on("hasty").press("draw")
    assert screen.read("list") == "once"
    assert app.on("settled").read("list") == "twice"


def test_choices_that_depend_on_another_field_are_waited_for_as_long_as_anything(
    open_app: OpenApp,
) -> None:
    app = open_app("habits", habits_site(), wait_seconds=10)
    app.sign_in()
    screen = app.go("choices").choose(country="FR", region="Bretagne")
    assert screen.read("region") == "Bretagne"


def test_an_app_may_say_how_late_its_choices_come(open_app: OpenApp) -> None:
    app = open_app("habits", habits_site(), wait_seconds=10, late_choices_ms=500)
    app.sign_in()
    screen = app.go("choices")
    begun = time.monotonic()
    with pytest.raises(ValueRefusedError, match="called so; there is 'Hessen', 'Bayern'"):
        screen.choose(country="FR", region="Bretagne")
    assert time.monotonic() - begun < 5


def contents(trace: Path) -> bytes:
    assert trace.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(trace) as opened:
        assert opened.testzip() is None
        assert {"trace.trace", "trace.network"} <= set(opened.namelist())
        return b"\n".join(opened.read(name) for name in opened.namelist())


def test_a_trace_holds_what_was_done_and_nothing_that_is_hidden(
    open_app: OpenApp, tmp_path: Path
) -> None:
    trace = tmp_path / "traces" / "crm.zip"
    site = crm_site()
    site.page("/menu", MENU, **{"Set-Cookie": "sid=the-session-key"})
    crm = open_app("crm", site, trace=trace)
    crm.sign_in()
    crm.go("search").fill(account="geheim").press("find")
    crm.on("results").press("open", row="0099")
    crm.on("edit").fill(name="Ünal 李雷", city="Jena").press("save")
    assert crm.on("saved").read("record") == "R-4711"
    crm.reset()
    crm.go("search")
    crm.close(10)
    first, second = contents(trace), contents(trace.with_name("crm-2.zip"))
    assert b"R-4711" in first
    assert b"city=Jena" in first
    assert b"/search" in second
    for hidden in ("geheim", "李雷", quote("李雷"), "the-session-key"):
        assert hidden.encode() not in first + second


def test_a_trace_of_an_app_behind_http_holds_no_password(open_app: OpenApp, tmp_path: Path) -> None:
    trace = tmp_path / "behind.zip"
    app = open_app("behind_http", http_site("Basic"), trace=trace)
    app.sign_in()
    app.go("inside")
    app.close(10)
    found = contents(trace)
    assert '{"name": "Authorization", "value": "•••"}'.encode() in found
    for hidden in ("geheim", base64.b64encode(b"demo:geheim").decode()):
        assert hidden.encode() not in found


def test_a_trace_that_is_lost_costs_nothing_else(
    open_app: OpenApp, notes: Notes, tmp_path: Path
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    app = open_app("settling", habits_site(), trace=in_the_way / "trace.zip")
    app.sign_in()
    app.attach(notes)
    app.reset()
    assert app.go("settled").read("list") == "never"
    assert ("trace_lost", {"error": "FileExistsError"}) in notes.events


@pytest.fixture
def display(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A display that nobody looks at."""
    program = shutil.which("Xvfb")
    if program is None or not any(map(shutil.which, ON_PATH)):
        pytest.skip("needs Xvfb and a browser with windows: apt-get install xvfb chromium")
    reading, writing = os.pipe()
    words = [
        program,
        "-displayfd",
        str(writing),
        "-screen",
        "0",
        "1400x1000x24",
        "-nolisten",
        "tcp",
    ]
    with subprocess.Popen(words, pass_fds=[writing], stderr=subprocess.DEVNULL) as process:
        os.close(writing)
        with os.fdopen(reading) as said:
            monkeypatch.setenv("DISPLAY", f":{said.readline().strip()}")
        yield os.environ["DISPLAY"]
        process.terminate()


def assert_nothing_offers_the_password(display: str) -> None:
    """Where a browser asks whether to save it, with a button that shows it, the page is empty."""
    seen = ImageGrab.grab(xdisplay=display).convert("L").crop((800, 200, 1150, 440))
    assert seen.getextrema() == (255, 255)


@pytest.mark.skipif(sys.platform != "linux", reason="the display is X11's")
def test_works_in_a_browser_that_is_seen(
    stack: ExitStack, display: str, notes: Notes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISPLAY")
    stack.callback(Browser(WebOptions(), None).close, 5)  # its driver knows no display
    monkeypatch.setenv("DISPLAY", display)
    site = crm_site()
    address = stack.enter_context(serving(site))
    options = WebOptions(address=address, wait_seconds=10, headless=False)
    crm = open_web(load(PAGES / "crm.yaml"), CREDENTIALS.__getitem__, options)
    stack.callback(crm.close, 5)
    crm.attach(notes)
    crm.sign_in()
    crm.go("search").fill(account="0012").press("find")
    crm.on("results").press("open", row="0012")
    crm.on("edit").fill(name="Ünal 李雷", gender="Male")
    assert_nothing_offers_the_password(display)
    crm.on("edit").press("save")
    assert crm.on("saved").read("record") == "R-4711"
    assert site.last()["name"] == ["Ünal 李雷"]
    picture = crm.picture("end")
    assert picture is not None
    assert Image.open(BytesIO(picture)).size == (1280, 900)
    commands = [" ".join(psutil.Process(pid).cmdline()) for pid in crm.process_ids()]
    assert not any("headless" in one for one in commands if "--user-data-dir" in one)
