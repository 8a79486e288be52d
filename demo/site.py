"""Who may see a page; the sessions; the control of the faults."""

import hmac
import secrets
from dataclasses import dataclass
from pathlib import Path
from threading import RLock

from demo import desk
from demo.book import Book
from demo.faults import Faults
from demo.page import COOKIE, Answer, Request, redirect
from demo.routes import PAGES, PUBLIC, Session, Visit
from demo.saving import Saving

STATIC = Path(__file__).parent / "static"
_KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Account:
    """The one user who may sign in."""

    user: str
    password: str

    def accepts(self, user: str, password: str) -> bool:
        given, wanted = f"{user}\0{password}", f"{self.user}\0{self.password}"
        return hmac.compare_digest(given.encode(), wanted.encode())


class Site:
    """Answers requests, one at a time; knows nothing of sockets."""

    def __init__(self, book: Book, account: Account, faults: Faults, control: str) -> None:
        self._book = book
        self._account = account
        self._faults = faults
        self._control = control
        self._sessions: dict[str, Session] = {}
        self._saving = Saving(book, faults, self._end_session)
        self._one_at_a_time = RLock()
        self._static = {path.name: path.read_bytes() for path in STATIC.iterdir()}

    @property
    def slow_ms(self) -> int:
        return self._faults.slow_ms

    def answer(self, request: Request, body: bytes = b"", token: str = "") -> Answer:
        """The answer to one request. `body` and `token` are read by the control address only."""
        with self._one_at_a_time:
            if request.path == "/__control":
                return self._switch(request, body, token)
            if request.path.startswith("/static/"):
                return self._file(request.path.removeprefix("/static/"))
            return self._page(request)

    def _switch(self, request: Request, body: bytes, token: str) -> Answer:
        if not hmac.compare_digest(token.encode(), self._control.encode()):
            return Answer(b"The control token is wrong.\n", 403, "text/plain")
        if request.method == "POST":
            try:
                self._faults.set_from(body)
            except ValueError as error:
                return Answer(f"{error}\n".encode(), 400, "text/plain; charset=utf-8")
        return Answer(self._faults.as_json().encode(), kind="application/json")

    def _file(self, name: str) -> Answer:
        content = self._static.get(name)
        if content is None:
            return desk.failure(404, "There is no such file.")
        cached = (("Cache-Control", "max-age=3600"),)
        return Answer(content, kind=_KINDS[Path(name).suffix], headers=cached)

    def _page(self, request: Request) -> Answer:
        if self._faults.maintenance:
            return desk.maintenance()
        if self._faults.due("error_at"):
            return desk.failure(500, "The application server does not answer (code 500).")
        if self._faults.due("expire_at"):
            self._end_session(request.cookie)
        session = self._sessions.get(request.cookie)
        if request.path in PUBLIC:
            return self._public(request, session)
        if session is None:
            return desk.signed_out()
        page = PAGES.get((request.method, request.path))
        if page is None:
            return desk.failure(404, "There is no such page.")
        return page(Visit(request, session, self._book, self._faults, self._saving))

    def _public(self, request: Request, session: Session | None) -> Answer:
        if request.path == "/" or (request.path == "/signin" and request.method == "GET"):
            return desk.frames() if session else desk.sign_in()
        if request.path == "/signout":
            self._end_session(request.cookie)
            return redirect("/")
        if not self._account.accepts(request.sent("user"), request.sent("secret")):
            return desk.sign_in("User or password is wrong.")
        identity = secrets.token_urlsafe(24)
        self._sessions[identity] = Session(request.sent("user"))
        cookie = f"{COOKIE}={identity}; Path=/; HttpOnly; SameSite=Lax"
        return redirect("/", ("Set-Cookie", cookie))

    def _end_session(self, identity: str) -> None:
        self._sessions.pop(identity, None)
