"""Visiting: who calls a page, how his browser proves it, and what one call carries."""

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, cast

from starlette.requests import Request
from starlette.responses import Response

from runner.pages.rights import Right
from runner.pages.texts import Language
from runner.store.people import Role

TICKET_BYTES = 16
"""Of a cookie or a link: 128 bits that nobody guesses."""

LINK_SECONDS = 300.0
"""How long a link that signs in once may be used."""

VISIT = "deskhand.visit"
"""Where a request's scope has its `Visit`."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who was let in."""

    name: str
    """For the audit."""
    person: str
    """For people."""
    roles: frozenset[Role]
    rights: frozenset[Right]
    language: str | None = None
    """The one he chose; None for the one that his browser asks for."""
    look: str | None = None
    """`light` or `dark`; None for as his device says."""
    account: str | None = None
    """His account on the machine, as runs and the audit of the command line name him."""


class Reception(Protocol):
    """Knows visitors by the ticket that their browser brings in a cookie."""

    def visitor(self, ticket: str, *, active: bool) -> Visitor | None:
        """Who has this ticket; None when nobody has it (any more).

        `active` says that a person does something; a page that looks by itself is not.
        """


@dataclass(frozen=True, slots=True)
class Visit:
    """One call of a page, as its endpoint sees it."""

    visitor: Visitor | None
    language: Language
    token: str
    """Every form that is posted carries it, as `token`."""
    nonce: str
    """Scripts of the page carry it."""
    ticket: str | None
    """Of the visitor; to sign him out."""
    form: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """What was posted."""

    @property
    def who(self) -> Visitor:
        """The visitor of a page that nobody else may see."""
        assert self.visitor is not None  # noqa: S101 - the guard has let nobody else pass
        return self.visitor

    def may(self, right: Right) -> bool:
        """Whether the visitor may do something."""
        return self.visitor is not None and right in self.visitor.rights

    def posted(self, name: str) -> str:
        """One value that was posted; empty when it was not."""
        return next(iter(self.form.get(name, ())), "")


def visit_of(request: Request) -> Visit:
    """The visit that a request is."""
    return cast("Visit", request.scope[VISIT])


def new_ticket() -> str:
    """A ticket that nobody guesses."""
    return secrets.token_urlsafe(TICKET_BYTES)


def digest_of(ticket: str) -> str:
    """What is kept of a ticket: it proves it, and cannot be used in its place."""
    return hashlib.sha256(ticket.encode("utf-8", "replace")).hexdigest()


def token_of(ticket: str) -> str:
    """The token of the forms that are shown to whoever has a ticket."""
    key = ticket.encode("utf-8", "replace")
    return hmac.new(key, b"form", hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Cookies:
    """The cookies of one site; cookies know no ports, so that each site has names of its own."""

    site: str
    secure: bool

    @property
    def visitor(self) -> str:
        """The name of the cookie with a visitor's ticket."""
        return f"{self._prefix}{self.site}"

    @property
    def door(self) -> str:
        """The name of the cookie of somebody who was not let in yet."""
        return f"{self._prefix}{self.site}-door"

    @property
    def _prefix(self) -> str:
        return "__Host-" if self.secure else ""

    def hand_out(self, response: Response, ticket: str) -> None:
        """Let the browser keep a visitor's ticket until it is closed."""
        self._set(response, self.visitor, ticket)

    def take_back(self, response: Response) -> None:
        """Have the browser forget the visitor."""
        response.delete_cookie(
            self.visitor, path="/", secure=self.secure, httponly=True, samesite="strict"
        )

    def at_the_door(self, response: Response, ticket: str) -> None:
        """Know a browser again that asks to be let in."""
        self._set(response, self.door, ticket)

    def _set(self, response: Response, name: str, value: str) -> None:
        response.set_cookie(
            name, value, path="/", secure=self.secure, httponly=True, samesite="strict"
        )


class LinkReception:
    """Lets one visitor in by links that work once, for whoever opens a page from this machine.

    Args:
        visitor: Who comes in by such a link.
        clock: Rising seconds.
    """

    def __init__(self, visitor: Visitor, clock: Callable[[], float] = time.monotonic) -> None:
        self._visitor = visitor
        self._clock = clock
        self._links: dict[str, float] = {}
        self._tickets: set[str] = set()
        self._lock = threading.Lock()

    def new_link(self) -> str:
        """The secret of a link that may be used once within five minutes."""
        link = new_ticket()
        with self._lock:
            self._links[digest_of(link)] = self._clock() + LINK_SECONDS
        return link

    def enter(self, link: str) -> str | None:
        """Take a link for a ticket; None when it was used, is too old, or never was one."""
        with self._lock:
            until = self._links.pop(digest_of(link), None)
            if until is None or self._clock() > until:
                return None
            ticket = new_ticket()
            self._tickets.add(digest_of(ticket))
            return ticket

    def leave(self, ticket: str) -> None:
        """The ticket is worth nothing any more."""
        with self._lock:
            self._tickets.discard(digest_of(ticket))

    def visitor(self, ticket: str, *, active: bool = True) -> Visitor | None:  # noqa: ARG002 - it lasts
        """The visitor, where the ticket was handed out."""
        with self._lock:
            return self._visitor if digest_of(ticket) in self._tickets else None
