"""A small site for tests: a page that shows, one that does, and one that fails."""

from pathlib import Path
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.testclient import TestClient

from runner.pages.doors import does, shows
from runner.pages.rights import Right
from runner.pages.site import Site
from runner.pages.statics import Statics
from runner.pages.templates import HERE, Templates
from runner.pages.texts import Texts
from runner.pages.visiting import Visitor, visit_of
from runner.store.people import Role

HOST = "127.0.0.1:8123"

TEXTS = Texts([HERE / "texts"], ZoneInfo("Europe/Berlin"))

AGENT = Visitor("kim", "Kim Lee", frozenset([Role.AGENT]), frozenset([Right.OWN, Right.SEE_WORK]))

TICKET = "a-ticket"


class Desk:
    """Knows one ticket."""

    def visitor(self, ticket: str, *, active: bool) -> Visitor | None:
        return AGENT if ticket == TICKET else None


def small_site(folder: Path) -> tuple[Site, list[str], list[tuple[str, Exception]]]:
    """The site, what it did, and what went wrong in it."""
    done: list[str] = []
    faults: list[tuple[str, Exception]] = []

    def hello(request: Request) -> Response:
        return HTMLResponse(f"hello {visit_of(request).who.person}")

    def act(request: Request) -> Response:
        done.append(visit_of(request).posted("what"))
        return HTMLResponse("done")

    def fail(request: Request) -> Response:
        raise RuntimeError(f"SELECT secret FROM {folder}")

    async def audit(request: Request) -> Response:
        return HTMLResponse("audit")

    site = Site(
        "test",
        [
            shows("/", hello, Right.SEE_WORK),
            does("/act", act, Right.OWN),
            shows("/fail", fail, Right.OWN),
            shows("/audit", audit, Right.SEE_AUDIT),
            shows("/open", hello_open, None),
            does("/enter", act, None),
        ],
        Desk(),
        TEXTS,
        Templates([]),
        Statics([HERE / "static"]),
        lambda request: HTMLResponse(f"who are you? {visit_of(request).token}", status_code=401),
        lambda number, error: faults.append((number, error)),
    )
    return site, done, faults


def hello_open(request: Request) -> Response:
    return HTMLResponse("open")


def client_of(site: Site, *, secure: bool = False) -> TestClient:
    """A browser at the site's own address."""
    app = site.guarded(frozenset([HOST]), site.cookies(8123, secure=secure))
    scheme = "https" if secure else "http"
    return TestClient(app, base_url=f"{scheme}://{HOST}", raise_server_exceptions=False)
