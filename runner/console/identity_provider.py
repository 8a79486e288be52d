"""An identity provider: asks it who somebody is, as OpenID Connect Core 1.0 (section 3.1) says.

The authorization code flow with PKCE (RFC 7636). What is needed of it, and no more.
"""

import base64
import hashlib
import http.client
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message as Headers
from typing import IO, Any
from urllib.parse import urlencode, urlsplit

from runner.errors import DeskhandError, EnvironmentFault
from runner.secret import Secret

PATIENCE_SECONDS = 10.0

MOST_BYTES = 1_000_000
"""What is read of an answer, at most."""

ALGORITHMS = ("RS256", "PS256", "ES256")
"""Signatures that only the provider can make. Never `none`, never one with a shared key."""

LEEWAY_SECONDS = 60

AT_ONCE = 4
"""Questions to the provider at a time."""

TURN_SECONDS = 2.0
"""How long somebody waits for a turn."""

NEAR = frozenset({"localhost", "127.0.0.1", "::1"})


class NoProviderError(EnvironmentFault):
    """The identity provider cannot be used."""

    def __init__(self, issuer: str, why: str) -> None:
        host = urlsplit(issuer).hostname or "the identity provider"
        super().__init__(
            f"Nobody can sign in by {host}: {why}.",
            hint="People who have a password sign in with it.",
        )


class NotProvenError(DeskhandError):
    """What the provider said does not prove who it is."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The sign-in was not proven: {why}.")


@dataclass(frozen=True, slots=True)
class Asking:
    """What one sign-in is bound to; nobody else's answer fits it."""

    state: str
    nonce: str
    verifier: str
    back: str
    """The address that the provider sends the browser back to."""

    @property
    def challenge(self) -> str:
        """What is shown of the verifier (RFC 7636, S256)."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@dataclass(slots=True)
class IdentityProvider:
    """One provider, as its own description of itself has it."""

    issuer: str
    client: str
    secret: Secret
    _known: dict[str, Any] = field(default_factory=dict)
    _turns: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(AT_ONCE))

    def address(self, asking: Asking) -> str:
        """Where the browser is sent to sign in.

        Raises:
            NoProviderError: it cannot be reached, or does not describe itself as it must.
        """
        words = {
            "response_type": "code",
            "client_id": self.client,
            "redirect_uri": asking.back,
            "scope": "openid email profile",
            "state": asking.state,
            "nonce": asking.nonce,
            "code_challenge": asking.challenge,
            "code_challenge_method": "S256",
        }
        page = self._endpoint("authorization_endpoint")
        return f"{page}{'&' if '?' in page else '?'}{urlencode(words)}"

    def claims(self, code: str, asking: Asking) -> Mapping[str, Any]:
        """What the provider says of whoever has brought this code.

        Raises:
            NoProviderError: it cannot be reached, or does not answer as it must.
            NotProvenError: its answer does not prove anything.
        """
        words = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": asking.back,
            "code_verifier": asking.verifier,
            "client_id": self.client,
            "client_secret": self.secret.reveal(),
        }
        answer = self._asked(self._endpoint("token_endpoint"), urlencode(words).encode())
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise NotProvenError("the provider gave no identity")
        return self._proven(token, asking)

    def _proven(self, token: str, asking: Asking) -> Mapping[str, Any]:
        import jwt

        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                self._key(token),
                algorithms=list(ALGORITHMS),
                audience=self.client,
                issuer=self.issuer,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except jwt.PyJWTError as error:
            raise NotProvenError(type(error).__name__) from None
        if claims.get("nonce") != asking.nonce:
            raise NotProvenError("it belongs to another sign-in")
        if claims.get("azp", self.client) != self.client:
            raise NotProvenError("it was made for another program")
        return claims

    def _key(self, token: str) -> Any:
        import jwt

        wanted = jwt.get_unverified_header(token).get("kid")
        told = dict(self._asked(self._endpoint("jwks_uri")))
        keys = jwt.PyJWKSet.from_dict(told).keys
        fitting = [key for key in keys if wanted is None or key.key_id == wanted]
        if len(fitting) != 1:
            raise NotProvenError("the provider does not say which key it has signed with")
        return fitting[0].key

    def _endpoint(self, name: str) -> str:
        found = self._description().get(name)
        if not isinstance(found, str) or not is_safe(found):
            raise NoProviderError(self.issuer, f"its {name!r} is no safe address")
        return found

    def _description(self) -> Mapping[str, Any]:
        if not self._known:
            place = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
            if not is_safe(place):
                raise NoProviderError(self.issuer, "its address does not begin with https")
            found = self._asked(place)
            if found.get("issuer") != self.issuer:
                raise NoProviderError(self.issuer, "it calls itself by another name")
            self._known = dict(found)
        return self._known

    def _asked(self, address: str, body: bytes | None = None) -> Mapping[str, Any]:
        # Whoever is not signed in can have it asked: that must not take up all threads.
        if not self._turns.acquire(timeout=TURN_SECONDS):
            raise NoProviderError(self.issuer, "too many sign in at this moment")
        try:
            found = _answered(address, body)
        except urllib.error.HTTPError as error:
            error.close()
            raise NoProviderError(self.issuer, f"it answered with {error.code}") from None
        except (OSError, http.client.HTTPException, ValueError, RecursionError):
            raise NoProviderError(self.issuer, "it gives no answer that can be read") from None
        finally:
            self._turns.release()
        if not isinstance(found, dict):
            raise NoProviderError(self.issuer, "it gives no answer that can be read")
        return found


def _answered(address: str, body: bytes | None) -> Any:
    """The JSON that an address answers with; redirects are not followed."""
    headers = {"Accept": "application/json"}
    request = urllib.request.Request(address, body, headers)  # noqa: S310 - see is_safe
    opener = urllib.request.build_opener(_Staying())
    with opener.open(request, timeout=PATIENCE_SECONDS) as answer:
        return json.loads(answer.read(MOST_BYTES))


class _Staying(urllib.request.HTTPRedirectHandler):
    """Refuses to be sent elsewhere with a secret."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: Headers,
        newurl: str,
    ) -> None:
        """Follow nothing."""
        del req, fp, code, msg, headers, newurl


def is_safe(address: str) -> bool:
    """Whether nobody can listen on the way: encrypted, or on this very machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    near = parts.scheme == "http" and host in NEAR
    return bool(host) and not parts.username and (parts.scheme == "https" or near)
