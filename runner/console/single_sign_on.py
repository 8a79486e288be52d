"""Single sign-on: people of the console sign in where their organisation signs them in."""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from runner.console.identity_provider import Asking, IdentityProvider, NotProvenError
from runner.errors import DeskhandError
from runner.pages.doors import Door, does, shows
from runner.pages.refusing import not_there
from runner.pages.templates import Templates
from runner.pages.visiting import Cookies, new_ticket, visit_of
from runner.store.people import NAME, NoSuchPersonError
from runner.store.store import Store

BEGIN, BACK, ENTER = "/sso", "/sso/back", "/sso/enter"

PENDING_SECONDS = 600
"""How long somebody may take to sign in at the provider."""

LetIn = Callable[[Request, str], Response]
"""Signs a person in, by his name here."""


@dataclass(slots=True)
class SingleSignOn:
    """The pages of it. A person must be known here already: the provider only says who it is."""

    provider: IdentityProvider
    claim: str
    """Which of the provider's words is a person's name here: `email`, `preferred_username`, …"""
    store: Store
    templates: Templates
    cookies: Callable[[], Cookies]
    let_in: LetIn
    refused: Callable[[Request, str], Response]
    """The sign-in page, with a problem's text."""
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def routes(self) -> list[Door]:
        """Its routes."""
        return [
            shows(BEGIN, self.begin, None),
            shows(BACK, self.back, None),
            does(ENTER, self.enter, None),
        ]

    def begin(self, request: Request) -> Response:
        """Send the browser to the provider; nothing is kept here, the browser keeps it."""
        pending = new_ticket()
        try:
            address = self.provider.address(self._asking(request, pending))
        except DeskhandError:
            return self.refused(request, "sso.unreachable")
        answer = RedirectResponse(address, 303)
        # The provider's page sends the browser back, and a strict cookie would not come along.
        answer.set_cookie(
            self._cookie,
            pending,
            max_age=PENDING_SECONDS,
            path="/",
            secure=self.cookies().secure,
            httponly=True,
            samesite="lax",
        )
        return answer

    def back(self, request: Request) -> Response:
        """What the provider sends is taken by a form of our own: a page that is got does nothing."""
        query = request.query_params
        if not query.get("code") or not query.get("state"):
            return self.refused(request, "sso.refused")
        return self.templates.page(
            request, "sso_back.html", code=query["code"], state=query["state"]
        )

    def enter(self, request: Request) -> Response:
        """Let somebody in whom the provider knows, and who is known here."""
        visit = visit_of(request)
        pending = request.cookies.get(self._cookie, "")
        asking = self._asking(request, pending)
        if not pending or not hmac.compare_digest(
            asking.state.encode(), visit.posted("state").encode("utf-8", "replace")
        ):
            return self.refused(request, "sso.stale")
        try:
            name = self._name(self.provider.claims(visit.posted("code"), asking))
        except NotProvenError:
            self.store.sign_ins.failed("single sign-on")
            return self.refused(request, "sso.refused")
        except DeskhandError:
            return self.refused(request, "sso.unreachable")
        if name is None:
            return self.refused(request, "sso.unknown")
        answer = self.let_in(request, name)
        answer.delete_cookie(self._cookie, path="/")
        return answer

    def _name(self, claims: Mapping[str, Any]) -> str | None:
        """The name here of whoever the provider means; None for nobody who is let in."""
        name = str(claims.get(self.claim, "")).strip().lower()
        # An address that nobody has looked at may be anybody's.
        if self.claim == "email" and claims.get("email_verified") not in {True, "true", None}:
            return None
        if NAME.fullmatch(name) is None:
            return None
        try:
            person = self.store.people.get(name)
        except NoSuchPersonError:
            self.store.sign_ins.failed(name)
            return None
        return None if person.disabled else name

    def _asking(self, request: Request, pending: str) -> Asking:
        """What a sign-in is bound to, made of the browser's cookie and a key that only we have."""
        host = request.headers.get("host", "")
        if not host:
            raise not_there()
        scheme = "https" if self.cookies().secure else "http"
        return Asking(
            state=self._made("state", pending),
            nonce=self._made("nonce", pending),
            verifier=self._made("verifier", pending),
            back=f"{scheme}://{host}{BACK}",
        )

    def _made(self, purpose: str, pending: str) -> str:
        text = f"{purpose}:{pending}".encode("utf-8", "replace")
        return hmac.new(self._key, text, hashlib.sha256).hexdigest()

    @property
    def _cookie(self) -> str:
        return f"{self.cookies().door}-sso"
