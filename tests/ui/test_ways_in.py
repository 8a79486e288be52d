"""Ways into an app: HTTP authentication, a page that settles late, a browser that is seen."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from runner.drivers.web import WebOptions, WebSession, open_web
from runner.drivers.web.errors import SignInRefusedError
from runner.screens.load import load
from runner.secret import Secret
from tests.pages.behind_http import http_site
from tests.pages.habits import habits_site
from tests.pages.site import Site, document, serving
from tests.ui.conftest import CREDENTIALS, PAGES

pytestmark = pytest.mark.browser

OpenApp = Callable[..., WebSession]


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def open_app(stack: ExitStack) -> OpenApp:
    """Opens a session of an app beside these tests, on a site of its own."""

    def start(app: str, site: Site, password: str = "geheim") -> WebSession:
        options = WebOptions(address=stack.enter_context(serving(site)), wait_seconds=5)
        credentials = CREDENTIALS | {"CRM_PASSWORD": Secret(password)}
        session = open_web(load(PAGES / f"{app}.yaml"), credentials.__getitem__, options)
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
