"""Signing in and out, and making the first person of all."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from runner.console.passwords import PasswordLengthError, Passwords
from runner.pages.doors import Door, does, shows
from runner.pages.refusing import not_there
from runner.pages.rights import Right
from runner.pages.templates import Templates
from runner.pages.visiting import Cookies, digest_of, new_ticket, visit_of
from runner.store.people import NAME, Person, Role
from runner.store.store import Store

FIRST_ROLES = frozenset({Role.ADMIN, Role.OPERATOR, Role.ANALYST})
"""Of the first person; he can change them, and give them to others."""

SIGN_IN, FIRST = "/sign-in", "/first"


@dataclass(slots=True)
class SigningIn:
    """The pages before the door."""

    store: Store
    templates: Templates
    passwords: Passwords
    cookies: Callable[[], Cookies]
    first_link: str | None = None
    """The secret of the link that makes the first person; None where there is one already."""
    single_sign_on: str | None = None
    """What the button says that leads to the identity provider; None where there is none."""

    def routes(self) -> list[Door]:
        """Its routes."""
        return [
            shows(SIGN_IN, self.page, None),
            does(SIGN_IN, self.sign_in, None),
            shows(FIRST, self.first_page, None),
            does(FIRST, self.make_first, None),
            does("/sign-out", self.sign_out, Right.OWN),
        ]

    def page(self, request: Request) -> Response:
        """Ask who it is."""
        if visit_of(request).visitor is not None:
            return RedirectResponse("/", 303)
        return self.asked(request, 200)

    def at_the_door(self, request: Request) -> Response:
        """The same, instead of a page that nobody sees who is not signed in."""
        if came_from_elsewhere(request):
            # The browser sends our cookie along only when one of our own pages asks for it.
            return self.templates.page(request, "opening.html", status=401)
        if request.headers.get("hx-request") == "true":
            return Response(status_code=401, headers={"hx-refresh": "true"})
        return self.asked(request, 401)

    def sign_in(self, request: Request) -> Response:
        """Compare a password, not more often than somebody forgets one."""
        visit = visit_of(request)
        name = visit.posted("name").strip().lower()
        if not self.store.sign_ins.take_try(name):
            return self.asked(request, 429, "sign_in.too_many")
        known = NAME.fullmatch(name) is not None
        kept = self.store.people.secret_of(name) if known else None
        if not self.passwords.fit(kept, visit.posted("password")):
            self.store.sign_ins.failed(name)
            return self.asked(request, 401, "sign_in.wrong")
        return self.let_in(request, name)

    def sign_out(self, request: Request) -> Response:
        """Forget the browser, here and in the ledger."""
        visit = visit_of(request)
        if visit.ticket is not None:
            self.store.sign_ins.end(digest_of(visit.ticket), visit.who.name)
        answer = RedirectResponse(SIGN_IN, 303)
        self.cookies().take_back(answer)
        return answer

    def first_page(self, request: Request) -> Response:
        """Ask the first person for a name and a password."""
        self._check_link(request.query_params.get("link", ""))
        return self.templates.page(request, "first.html", problem="", person="", name="")

    def make_first(self, request: Request) -> Response:
        """Make the first person, and let him in."""
        visit = visit_of(request)
        self._check_link(visit.posted("link"))
        name, person = visit.posted("name").strip().lower(), visit.posted("person").strip()
        problem = ""
        try:
            secret = self.passwords.hashed(visit.posted("password"))
        except PasswordLengthError:
            problem = "password.length"
        if NAME.fullmatch(name) is None:
            problem = "first.bad_name"
        if problem:
            return self.templates.page(
                request, "first.html", status=400, problem=problem, person=person, name=name
            )
        made = self.store.people.add_first(Person(name, person or name, FIRST_ROLES), secret)
        self.first_link = None
        if not made:
            raise not_there()
        return self.let_in(request, name)

    def _check_link(self, given: str) -> None:
        link = self.first_link
        if link is None or not hmac.compare_digest(given.encode(), link.encode()):
            raise not_there()

    def let_in(self, request: Request, name: str) -> Response:
        """Sign a person in whom something has proven, with a ticket that is new."""
        visit = visit_of(request)
        ticket = new_ticket()
        before = digest_of(visit.ticket) if visit.ticket is not None else None
        self.store.sign_ins.begin(name, digest_of(ticket), before)
        answer = RedirectResponse(own_path(visit.posted("next")), 303)
        self.cookies().hand_out(answer, ticket)
        return answer

    def refused(self, request: Request, problem: str) -> Response:
        """Ask anew who it is, and say what did not work."""
        return self.asked(request, 401, problem)

    def asked(self, request: Request, status: int, problem: str = "") -> Response:
        """Ask who it is; `problem` is the key of a text."""
        visit = visit_of(request)
        path = request.url.path
        before = path in {SIGN_IN, FIRST} or path.startswith("/sso")
        wanted = "/" if before or request.method != "GET" else path
        return self.templates.page(
            request,
            "sign_in.html",
            status=status,
            problem=problem,
            name=visit.posted("name"),
            next=visit.posted("next") or wanted,
            nobody=self.first_link is not None,
            single_sign_on=self.single_sign_on,
        )


def own_path(path: str) -> str:
    """A path of this site, and never a way to another one."""
    plain = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if plain and "\\" not in path else "/"


def came_from_elsewhere(request: Request) -> bool:
    """Whether a link of another site, a mail in the browser for one, led here."""
    headers = request.headers
    led = headers.get("sec-fetch-site") in {"cross-site", "same-site"}
    return led and headers.get("sec-fetch-mode") == "navigate" and request.method == "GET"
