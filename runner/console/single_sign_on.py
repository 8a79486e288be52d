"""Single sign-on: people of the console sign in where their organisation signs them in."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from runner.console.identity_provider import Asking, IdentityProvider, NotProvenError
from runner.console.signing_in import SigningIn
from runner.errors import DeskhandError, EnvironmentFault
from runner.pages.doors import Door, does, shows
from runner.pages.refusing import not_there
from runner.pages.visiting import new_ticket, visit_of
from runner.settings import SingleSignOnSettings
from runner.store.people import NAME, NoSuchPersonError
from runner.vault import Vault

BEGIN, BACK, ENTER = "/sso", "/sso/back", "/sso/enter"

PENDING_SECONDS = 600
"""How long somebody may take to sign in at the provider."""


class NoSingleSignOnError(EnvironmentFault):
    """The settings name an identity provider, and what speaks to it is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "The settings have [single_sign_on], and what it needs is not installed.",
            hint="Install it: pip install 'deskhand[sso]'",
        )


def single_sign_on(
    wanted: SingleSignOnSettings, vault: Vault, signing_in: SigningIn
) -> "SingleSignOn":
    """Single sign-on as the settings have it.

    Raises:
        NoSingleSignOnError: the extra is missing.
        NoSuchSecretError: the shared secret is not among the credentials.
    """
    if find_spec("jwt") is None:
        raise NoSingleSignOnError
    secret = vault.get(f"{wanted.credential.upper()}_SECRET")
    signing_in.single_sign_on = wanted.title or urlsplit(wanted.issuer).hostname
    return SingleSignOn(
        IdentityProvider(wanted.issuer, wanted.client, secret), wanted.claim, signing_in
    )


@dataclass(slots=True)
class SingleSignOn:
    """The pages of it. A person must be known here already: the provider only says who it is."""

    provider: IdentityProvider
    claim: str
    """Which of the provider's words is a person's name here: `email`, `preferred_username`, …"""
    signing_in: SigningIn
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
            return self._refused(request, "sso.unreachable")
        answer = RedirectResponse(address, 303)
        # The provider's page sends the browser back, and a strict cookie would not come along.
        answer.set_cookie(
            self._cookie,
            pending,
            max_age=PENDING_SECONDS,
            path="/",
            secure=self.signing_in.cookies().secure,
            httponly=True,
            samesite="lax",
        )
        return answer

    def back(self, request: Request) -> Response:
        """What the provider sends is taken by a form of our own: a page that is got does nothing."""
        query = request.query_params
        if not query.get("code") or not query.get("state"):
            return self._refused(request, "sso.refused")
        return self.signing_in.templates.page(
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
            return self._refused(request, "sso.stale")
        try:
            name = self._name(self.provider.claims(visit.posted("code"), asking))
        except NotProvenError:
            self.signing_in.store.sign_ins.failed("single sign-on")
            return self._refused(request, "sso.refused")
        except DeskhandError:
            return self._refused(request, "sso.unreachable")
        if name is None:
            return self._refused(request, "sso.unknown")
        answer = self.signing_in.let_in(request, name)
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
            person = self.signing_in.store.people.get(name)
        except NoSuchPersonError:
            self.signing_in.store.sign_ins.failed(name)
            return None
        return None if person.disabled else name

    def _refused(self, request: Request, problem: str) -> Response:
        return self.signing_in.asked(request, 401, problem)

    def _asking(self, request: Request, pending: str) -> Asking:
        """What a sign-in is bound to, made of the browser's cookie and a key that only we have."""
        host = request.headers.get("host", "")
        if not host:
            raise not_there()
        scheme = "https" if self.signing_in.cookies().secure else "http"
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
        return f"{self.signing_in.cookies().door}-sso"
