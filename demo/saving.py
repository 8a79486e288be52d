"""What happens to a form that is submitted: its checks, its entry, and the faults around both."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Timer

from demo import desk, record
from demo.book import Book, complaints, needs_approval, normal
from demo.faults import Faults
from demo.form import Form, form_page, sent_values
from demo.page import Answer, Request


@dataclass(frozen=True, slots=True)
class Saving:
    """Takes submitted forms for one book."""

    book: Book
    faults: Faults
    end_session: Callable[[str], None]

    def postback(self, form: Form, request: Request) -> Answer:
        """The same form again, with the choices that fit its values now."""
        return self._form_again(form, request, [])

    def save(self, form: Form, request: Request) -> Answer:
        """Checks a form, enters it once, and answers as the faults have it."""
        if form.cut:
            return Answer(b"", cut=True)
        if self.faults.take("error_on_save"):
            return desk.failure(500, "The application server does not answer (code 500).")
        if self.faults.take("expire_before_save"):
            return self._session_ended(request)
        if form.used:
            return record.notice("Already submitted", "This form was already submitted.")
        account = form.account or request.sent(form.names["account"]).strip()
        values = normal(self._values(form, request))
        problems = complaints(account, values)
        if not form.account and self.book.get(account):
            problems.append("Customer no. is taken.")
        if problems:
            return self._form_again(form, request, problems)
        form.used = True
        return self._enter(form, request, account, values)

    def again(self, form: Form, _request: Request) -> Answer:
        """Who confirms twice enters twice: the flaw that the fault stands for."""
        account = form.account
        customer = self.book.get(account)
        values = dict(customer.values) if customer else {}
        change = self.book.commit("update", account, form.token, values).record
        return record.confirmation(account, change, approval=False)

    def _enter(self, form: Form, request: Request, account: str, values: dict[str, str]) -> Answer:
        approval = needs_approval(values)
        if self.faults.take("lying_success"):
            return record.confirmation(account, "CH-999999", approval=approval)
        kind = "update" if form.account else "create"
        if self.faults.late_ms:
            commit = (kind, account, form.token, values)
            later = Timer(self.faults.late_ms / 1000, self.book.commit, commit)
            later.daemon = True
            later.start()
            return record.confirmation(account, "pending", approval=approval)
        entered = self.book.commit(kind, account, form.token, values).record
        return self._answer(form, request, account) or record.confirmation(
            account, entered, approval=approval
        )

    def _answer(self, form: Form, request: Request, account: str) -> Answer | None:
        """The faulty answer to a save that was entered, or None."""
        if self.faults.take("cut_after_save"):
            form.cut = True
            return Answer(b"", cut=True)
        if self.faults.take("expire_after_save"):
            return self._session_ended(request)
        if self.faults.take("false_error"):
            return record.notice("Error", f"Update of {account} failed (SQL code -911).")
        if self.faults.double_confirmation:
            form.account = account
            return record.confirm_again(account, form.token)
        return None

    def _session_ended(self, request: Request) -> Answer:
        self.end_session(request.cookie)
        return desk.signed_out()

    def _values(self, form: Form, request: Request) -> dict[str, str]:
        before = self.book.get(form.account)
        return sent_values(form, request, before.values if before else {})

    def _form_again(self, form: Form, request: Request, problems: list[str]) -> Answer:
        """Rejected: the same form stands in the main frame, or in its own after a postback."""
        account = request.sent(form.names["account"])
        return form_page(
            form,
            self._values(form, request),
            faults=self.faults,
            problems=problems,
            account=account,
        )
