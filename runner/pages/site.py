"""A site: its rooms behind one guard."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Router
from starlette.types import ASGIApp

from runner.pages.doors import open_paths
from runner.pages.guard import Faces, Guard, Rules
from runner.pages.refusing import Refusal
from runner.pages.serving import Serving
from runner.pages.statics import Statics
from runner.pages.templates import Templates
from runner.pages.texts import Texts
from runner.pages.visiting import Cookies, Reception


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that makes a site: what it shows, to whom, and how."""

    name: str
    """Of its cookies."""
    routes: Sequence[BaseRoute]
    reception: Reception
    texts: Texts
    templates: Templates
    statics: Statics
    at_the_door: Callable[[Request], Response]
    """The page for somebody who is not signed in; its status is 401."""
    fault: Callable[[str, Exception], None] = lambda number, error: None  # noqa: ARG005
    """Hears of what went wrong unexpectedly, and the number that the visitor was shown."""
    refused: Callable[[Request, Refusal], None] = lambda request, refusal: None  # noqa: ARG005
    """Hears of what was refused, before the visitor is told."""

    def app(self, serving: Serving, public: str | None = None) -> ASGIApp:
        """The application for an address; `public` is another one that people reach it by."""
        cookies = self.cookies(serving.port, serving.secure)
        return self.guarded(serving.hosts(), cookies, public)

    def cookies(self, port: int, secure: bool) -> Cookies:
        """The site's cookies at a port."""
        return Cookies(f"{self.name}-{port}", secure)

    def guarded(
        self, hosts: frozenset[str], cookies: Cookies, public: str | None = None
    ) -> ASGIApp:
        """The application under some names."""
        router = Router([*self.statics.routes(), *self.routes], redirect_slashes=False)
        opened = open_paths(self.routes) | frozenset(self.statics.files)
        faces = Faces(self._show, self.at_the_door, self.fault)
        rules = Rules(hosts, cookies, opened, public)
        return Guard(router, rules, self.reception, self.texts, faces)

    def _show(self, request: Request, refusal: Refusal, number: str) -> Response:
        self.refused(request, refusal)
        return self.templates.page(
            request, "error.html", status=refusal.status, refusal=refusal, number=number
        )
