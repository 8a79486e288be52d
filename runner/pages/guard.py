"""The guard: stands before every page of a site, and decides what comes in and how it goes out."""

import functools
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from runner.pages.refusing import Refusal
from runner.pages.texts import Texts
from runner.pages.visiting import (
    TICKET_BYTES,
    VISIT,
    Cookies,
    Reception,
    Visit,
    Visitor,
    new_ticket,
    token_of,
)

MOST_BYTES = 256 * 1024
"""Of what is posted."""

MOST_FIELDS = 2_000

READING = frozenset({"GET", "HEAD"})

FORM_TYPE = "application/x-www-form-urlencoded"

Shown = Callable[[Request, Refusal, str], Response]
"""Shows a refusal; the text is the number under which it can be looked up, or empty."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a site lets in."""

    hosts: frozenset[str]
    """The names that it is called by, each with its port, as a browser says them."""
    cookies: Cookies
    open_paths: frozenset[str] = frozenset()
    """The only paths that need no visitor, each in full."""
    public: str | None = None
    """Another address that it is called by: `https://desk.example.org`."""

    @property
    def scheme(self) -> str:
        """`https` where the site has a certificate."""
        return "https" if self.cookies.secure else "http"

    def origin(self, host: str) -> str | None:
        """The site's own origin under a name; None where it has no such name."""
        if self.public is not None and host == self.public.partition("://")[2]:
            return self.public
        return f"{self.scheme}://{host}" if host in self.hosts else None


@dataclass(frozen=True, slots=True)
class Faces:
    """How a site answers when it does not let somebody pass."""

    refused: Shown
    at_the_door: Callable[[Request], Response]
    """The page for somebody who is not signed in."""
    fault: Callable[[str, Exception], None]
    """Hears of what went wrong unexpectedly, under its number."""


class Guard:
    """Lets only the site's own pages call it, and only visitors see what is behind the door."""

    def __init__(
        self, app: ASGIApp, rules: Rules, reception: Reception, texts: Texts, faces: Faces
    ) -> None:
        self._app = app
        self._rules = rules
        self._reception = reception
        self._texts = texts
        self._faces = faces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a call pass, or answer it."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        if scope["type"] != "http":
            return
        nonce = secrets.token_urlsafe(TICKET_BYTES)
        going = _Going(send, security_headers(nonce, secure=self._rules.cookies.secure))
        request = Request(scope, receive)
        scope[VISIT] = self._visit(request, nonce)
        scope["app"] = self._app  # routes raise what they would answer by themselves otherwise
        try:
            await self._pass(request, receive, going)
        except Exception as error:
            if going.begun:
                raise
            answer = await run_in_threadpool(self._refused, request, error)
            await answer(scope, receive, going.send)

    async def _pass(self, request: Request, receive: Receive, going: "_Going") -> None:
        scope = request.scope
        self._check_call(request)
        visit = scope[VISIT] = await self._known(request, going)
        if visit.visitor is None and scope["path"] not in self._rules.open_paths:
            answer = await run_in_threadpool(self._faces.at_the_door, request)
            await answer(scope, receive, going.send)
            return
        if request.method not in READING:
            body = await read_form(request, receive)
            scope[VISIT] = replace(visit, form=fields_in(body))
            check_token(request, scope[VISIT])
        await self._app(scope, receive, going.send)

    async def _known(self, request: Request, going: "_Going") -> Visit:
        """Who it is; a browser that nobody is signed in with is known again, too."""
        cookies = self._rules.cookies
        nonce = request.scope[VISIT].nonce
        ticket = request.cookies.get(cookies.visitor) or ""
        known = functools.partial(self._reception.visitor, active=by_a_person(request))
        visitor = await run_in_threadpool(known, ticket) if ticket else None
        if visitor is not None:
            return self._visit(request, nonce, ticket, visitor)
        door = request.cookies.get(cookies.door)
        if not door:
            door = new_ticket()
            answer = Response()
            cookies.at_the_door(answer, door)
            going.cookie = answer.headers["set-cookie"]
        return self._visit(request, nonce, door)

    def _visit(
        self, request: Request, nonce: str, ticket: str = "", visitor: Visitor | None = None
    ) -> Visit:
        asked = request.headers.get("accept-language", "")
        language = self._texts.chosen(visitor.language if visitor else None, asked)
        kept = ticket if visitor is not None else None
        return Visit(visitor, language, token_of(ticket or nonce), nonce, kept)

    def _check_call(self, request: Request) -> None:
        """Let nothing in that another site, or another name of this machine, sends."""
        hosts = request.headers.getlist("host")
        own = self._rules.origin(hosts[0].lower()) if len(hosts) == 1 else None
        if own is None:
            raise Refusal(421, "error.wrong_address")
        if not plain_path(request.scope):
            raise Refusal(404, "error.not_there")
        if request.method in READING:
            return
        if request.method != "POST":
            raise Refusal(405, "error.not_there")
        site = request.headers.get("sec-fetch-site")
        origins = request.headers.getlist("origin")
        if site not in {None, "same-origin"} or (origins != [own] and (origins or site is None)):
            raise Refusal(403, "error.other_site")

    def _refused(self, request: Request, error: Exception) -> Response:
        if isinstance(error, Refusal):
            return self._faces.refused(request, error, "")
        if isinstance(error, HTTPException):
            known = {404: "error.not_there", 405: "error.not_there"}
            text = known.get(error.status_code, "error.unexpected")
            return self._faces.refused(request, Refusal(error.status_code, text), "")
        number = secrets.token_hex(4)
        self._faces.fault(number, error)
        return self._faces.refused(request, Refusal(500, "error.unexpected"), number)


class _Going:
    """Sends an answer with the headers that every answer has."""

    def __init__(self, send: Send, headers: Mapping[str, str]) -> None:
        self._send = send
        self._headers = headers
        self.cookie: str | None = None
        self.begun = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            headers = MutableHeaders(scope=message)
            for name, value in self._headers.items():
                headers.setdefault(name, value)
            if self.cookie is not None:
                headers.append("set-cookie", self.cookie)
        await self._send(message)


def security_headers(nonce: str, *, secure: bool) -> dict[str, str]:
    """What every answer tells the browser not to do."""
    policy = (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    headers = {
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        # With no-referrer a browser would post forms from the origin `null`.
        "referrer-policy": "same-origin",
        "cache-control": "no-store",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
        "x-frame-options": "DENY",
    }
    if secure:
        headers["strict-transport-security"] = "max-age=31536000"
    return headers


def plain_path(scope: Scope) -> bool:
    """Whether a path is written the one way that it can be: nothing to be read in two ways."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    path: str = scope["path"]
    if b"%" in raw and path.isascii():
        return False
    odd = any(mark in path for mark in ("//", ";", "\\", "\0", "/.", "./"))
    return path.startswith("/") and not odd and not path.endswith(".") and path.isprintable()


def by_a_person(request: Request) -> bool:
    """Whether somebody asked for it; a page that looks for news by itself is nobody."""
    by_itself = request.headers.get("hx-request") == "true" and request.method in READING
    return not by_itself and request.headers.get("accept") != "text/event-stream"


async def read_form(request: Request, receive: Receive) -> bytes:
    """What was posted, where it is a form and no longer than it may be.

    Raises:
        Refusal: it is neither.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM_TYPE:
        raise Refusal(415, "error.wrong_form")
    read = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise Refusal(400, "error.wrong_form")
        read += message.get("body", b"")
        if len(read) > MOST_BYTES:
            raise Refusal(413, "error.too_much")
        if not message.get("more_body", False):
            return bytes(read)


def fields_in(body: bytes) -> dict[str, list[str]]:
    """The fields of a form that was posted.

    Raises:
        Refusal: it is none.
    """
    try:
        return parse_qs(
            body.decode("ascii"),
            keep_blank_values=True,
            max_num_fields=MOST_FIELDS,
            errors="replace",
        )
    except ValueError as error:
        raise Refusal(400, "error.wrong_form") from error


def check_token(request: Request, visit: Visit) -> None:
    """See that a form comes from a page that this very browser was shown.

    Raises:
        Refusal: it does not, or he has signed in anew since.
    """
    given = request.headers.get("x-token") or visit.posted("token")
    if not secrets.compare_digest(given.encode("utf-8", "replace"), visit.token.encode()):
        raise Refusal(403, "error.stale_form")
