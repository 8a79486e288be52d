"""Which page answers which address once somebody has signed in."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from demo import desk, lists, record
from demo.book import Book
from demo.faults import Faults
from demo.fields import Customer
from demo.form import Form, form_page, new_form
from demo.page import Answer, Request
from demo.saving import Saving


@dataclass(slots=True)
class Session:
    """One signed-in browser and the forms that it was sent."""

    user: str
    forms: dict[str, Form] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of somebody who is signed in, with what its page needs."""

    request: Request
    session: Session
    book: Book
    faults: Faults
    saving: Saving


Page = Callable[[Visit], Answer]


def _of_customer(made: Callable[[Customer], Answer]) -> Page:
    """A page about the customer whose number stands in the address."""

    def page(visit: Visit) -> Answer:
        number = visit.request.asked("no")
        customer = visit.book.get(number)
        if customer is None:
            return record.notice("Error", f"There is no customer {number}.")
        return made(customer)

    return page


def _form(visit: Visit) -> Answer:
    """The form of a customer, or the empty one."""
    customer = visit.book.get(visit.request.asked("no"))
    form = new_form(customer.account if customer else "", visit.faults)
    visit.session.forms[form.token] = form
    values = customer.values if customer else {"salutation": "Ms", "newsletter": "no"}
    return form_page(form, values, faults=visit.faults, problems=[])


def _sent(handled: Callable[[Saving, Form, Request], Answer]) -> Page:
    """A page that answers a form of this session."""

    def page(visit: Visit) -> Answer:
        form = visit.session.forms.get(visit.request.sent("__token"))
        if form is None:
            return record.notice("Error", "This form is not known any more.")
        return handled(visit.saving, form, visit.request)

    return page


_documents = _of_customer(record.documents)


def _upload(visit: Visit) -> Answer:
    name, content = visit.request.files.get("document", ("", b""))
    account = visit.request.asked("no")
    if not name or visit.book.get(account) is None:
        return record.notice("Error", "No document was chosen.")
    values = {"name": name, "size": str(len(content))}
    visit.book.commit("document", account, secrets.token_hex(12), values)
    return _documents(visit)


PUBLIC = frozenset({"/", "/signin", "/signout"})
"""Addresses that need no session."""

PAGES: dict[tuple[str, str], Page] = {
    ("GET", "/banner"): lambda visit: desk.banner(visit.session.user),
    ("GET", "/menu"): lambda _visit: desk.menu(),
    ("GET", "/welcome"): lambda visit: desk.welcome(len(visit.book), len(visit.book.changes())),
    ("GET", "/search"): lambda _visit: lists.search(),
    ("GET", "/results"): lambda visit: lists.results(visit.book, visit.request),
    ("GET", "/changes"): lambda visit: lists.changes(visit.book),
    ("GET", "/export"): lambda visit: lists.export(visit.book),
    ("GET", "/pick/manager"): lambda _visit: lists.managers(),
    ("GET", "/lookup/branch"): lambda visit: lists.branches(visit.request),
    ("GET", "/lookup/terms"): lambda _visit: lists.terms(),
    ("GET", "/customer"): _of_customer(record.customer_page),
    ("GET", "/customer/edit"): _of_customer(lambda one: record.edit_page(one.account)),
    ("GET", "/customer/new"): lambda _visit: record.edit_page(""),
    ("GET", "/customer/history"): _of_customer(record.history),
    ("GET", "/customer/documents"): _documents,
    ("POST", "/customer/documents"): _upload,
    ("GET", "/customer/form"): _form,
    ("POST", "/customer/form"): _sent(Saving.postback),
    ("POST", "/customer/save"): _sent(Saving.save),
    ("POST", "/customer/again"): _sent(Saving.again),
}
