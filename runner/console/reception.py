"""The reception: who is signed in with the ticket of a browser."""

from runner.pages.rights import rights_of
from runner.pages.visiting import Visitor, digest_of
from runner.store.people import Person
from runner.store.sign_ins import SignInStore


class StoreReception:
    """Looks tickets up in the ledger, so that a sign-out holds for every process."""

    def __init__(self, sign_ins: SignInStore) -> None:
        self._sign_ins = sign_ins

    def visitor(self, ticket: str, *, active: bool) -> Visitor | None:
        """Who is signed in; None when nobody is (any more)."""
        person = self._sign_ins.who(digest_of(ticket), active=active)
        return None if person is None else visitor_of(person)


def visitor_of(person: Person) -> Visitor:
    """A person as pages see him."""
    return Visitor(
        person.name,
        person.person,
        person.roles,
        rights_of(person.roles),
        person.language,
        person.look,
        person.account,
    )
