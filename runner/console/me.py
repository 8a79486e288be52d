"""Oneself: language, look, password."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from runner.console.desk import Desk
from runner.console.passwords import PasswordLengthError
from runner.pages.doors import Door, does, shows
from runner.pages.rights import Right
from runner.pages.visiting import visit_of

LOOKS = ("light", "dark")


class OwnPages:
    """What everybody may change of himself."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def page(self, request: Request, problem: str = "", status: int = 200) -> Response:
        """His choices."""
        texts = self._desk.texts
        languages = {name: texts.title(name) for name in texts.names}
        return self._desk.templates.page(
            request,
            "me.html",
            status=status,
            area="me",
            languages=languages,
            looks=LOOKS,
            problem=problem,
        )

    def choose(self, request: Request) -> Response:
        """Keep his language and look."""
        visit = visit_of(request)
        language, look = visit.posted("language"), visit.posted("look")
        changed = replace(
            self._desk.store.people.get(visit.who.name),
            language=language if language in self._desk.texts.names else None,
            look=look if look in LOOKS else None,
        )
        self._desk.store.people.change(changed, visit.who.name)
        return RedirectResponse("/me?told=me_kept", 303)

    def change_password(self, request: Request) -> Response:
        """Take a new password from whoever knows the old one, and sign him out everywhere."""
        visit, store = visit_of(request), self._desk.store
        name = visit.who.name
        if not store.sign_ins.take_try(name):
            return self.page(request, "sign_in.too_many", 429)
        if not self._desk.passwords.fit(store.people.secret_of(name), visit.posted("password")):
            store.sign_ins.failed(name)
            return self.page(request, "me.wrong_password", 400)
        try:
            secret = self._desk.passwords.hashed(visit.posted("new"))
        except PasswordLengthError:
            return self.page(request, "password.length", 400)
        store.people.set_secret(name, secret, name)
        return RedirectResponse("/sign-in", 303)


def routes(desk: Desk) -> list[Door]:
    """Its routes."""
    pages = OwnPages(desk)

    def mine(request: Request) -> Response:
        return pages.page(request)

    return [
        shows("/me", mine, Right.OWN),
        does("/me/choices", pages.choose, Right.OWN),
        does("/me/password", pages.change_password, Right.OWN),
    ]
