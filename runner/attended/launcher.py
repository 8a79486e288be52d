"""The launcher: a local site, for the one person who sits at this desk."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from runner.account import who
from runner.attended.bot_pages import BotPages
from runner.attended.desk import AttendedDesk
from runner.attended.memory import Memory
from runner.attended.neighbours import is_own_browser
from runner.attended.pages import DeskPages
from runner.attended.run_pages import RunPages
from runner.pages.doors import Door, does, shows
from runner.pages.live import Live
from runner.pages.rights import Right, rights_of
from runner.pages.serving import Serving
from runner.pages.site import Site
from runner.pages.statics import Statics
from runner.pages.templates import HERE as PAGES
from runner.pages.templates import Templates
from runner.pages.texts import Texts
from runner.pages.visiting import Cookies, LinkReception, Visitor, visit_of
from runner.schedules.here import zone_here
from runner.store.people import Role

HERE = Path(__file__).parent

EVERY_SECONDS = 0.15
"""How often it is looked whether a case has gone on; nothing but memory is asked."""

ENTER = "/enter"

Fault = Callable[[str, Exception], None]


class DeskReception(LinkReception):
    """Lets in whoever sits at this desk, in the language that he has chosen."""

    def __init__(self, visitor: Visitor, memory: Memory) -> None:
        super().__init__(visitor)
        self._memory = memory

    def visitor(self, ticket: str, *, active: bool = True) -> Visitor | None:
        """The visitor, where the ticket was handed out."""
        found = super().visitor(ticket, active=active)
        return None if found is None else replace(found, language=self._memory.kept.language)


@dataclass(slots=True)
class Entering:
    """The page behind a link that lets in once."""

    reception: LinkReception
    templates: Templates
    cookies: Cookies

    def routes(self) -> list[Door]:
        """Its routes."""
        return [shows(ENTER, self.page, None), does(ENTER, self.enter, None)]

    def page(self, request: Request) -> Response:
        """Ask to be let in: looking at a link uses nothing up."""
        return self.templates.page(request, "enter.html", link=request.query_params.get("link", ""))

    def enter(self, request: Request) -> Response:
        """Take the link for a cookie."""
        visit = visit_of(request)
        called = request.client
        own = is_own_browser((called.host, called.port) if called is not None else None)
        ticket = self.reception.enter(visit.posted("link")) if own else None
        if ticket is None:
            return self.at_the_door(request)
        to = visit.posted("to")
        answer = RedirectResponse(to if to.startswith("/bots/") else "/", 303)
        self.cookies.hand_out(answer, ticket)
        return answer

    def at_the_door(self, request: Request) -> Response:
        """The page for a browser that was not let in."""
        return self.templates.page(request, "not_let_in.html", status=401)


class Launcher:
    """Serves the launcher's pages on loopback until it is closed."""

    def __init__(self, desk: AttendedDesk, memory: Memory, fault: Fault, port: int = 0) -> None:
        """Raises PortTakenError where the port cannot be had."""
        self._serving = Serving(port=port)
        texts = Texts([PAGES / "texts", HERE / "texts"], zone_here())
        self.texts = texts
        languages = {name: texts.title(name) for name in texts.names}
        templates = Templates([HERE / "templates"], {"languages": languages})
        pages = DeskPages(desk, memory, texts, templates)
        roles = frozenset({Role.AGENT})
        visitor = Visitor(who(), who(), roles, rights_of(roles), account=who())
        self._reception = DeskReception(visitor, memory)
        self._live = Live(lambda: news_of(desk), EVERY_SECONDS)
        site_cookies = Cookies(f"deskhand-desk-{self._serving.port}", self._serving.secure)
        entering = Entering(self._reception, templates, site_cookies)
        routes: list[Any] = [
            *entering.routes(),
            shows("/live", self._live.events, Right.START_BOTS),
            *BotPages(pages).routes(),
            *RunPages(pages).routes(),
        ]
        self.site = Site(
            "deskhand-desk",
            routes,
            self._reception,
            texts,
            templates,
            Statics([PAGES / "static", HERE / "static"]),
            entering.at_the_door,
            fault,
        )

    def start(self) -> None:
        """Serve; returns when pages can be asked for."""
        self._serving.on_stop(self._live.close)
        self._serving.start(self.site.app(self._serving))

    @property
    def port(self) -> int:
        """Where it is served, on loopback."""
        return self._serving.port

    def link(self, bot: str = "") -> str:
        """An address that lets a browser in, once, within five minutes; to a bot's form."""
        to = f"&to=/bots/{bot}" if bot else ""
        return f"{self._serving.address}{ENTER}?link={self._reception.new_link()}{to}"

    def close(self) -> None:
        """Serve no more; returns within two seconds."""
        self._serving.stop()


def news_of(desk: AttendedDesk) -> dict[str, str]:
    """What can change on the pages, and something that is another text when it has."""
    runs = desk.runs
    news = {f"run-{run.number}": f"{len(run.course.since(0))}" for run in runs[:20]}
    stages = [run.course.stage for run in runs[:20]]
    return news | {"desk": f"{desk.standby.ready} {stages}"}
