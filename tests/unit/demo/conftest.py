import re
from pathlib import Path

import pytest

from demo.book import Book
from demo.faults import Faults
from demo.ledger import Ledger
from demo.page import Answer, Request
from demo.site import Account, Site

FIRST = "0010007"


class Browser:
    """Speaks with a site as a browser does, without a socket."""

    def __init__(self, folder: Path, faults: Faults | None = None) -> None:
        self.faults = faults or Faults()
        self.ledger = Ledger(folder / "ledger.jsonl")
        self.book = Book(self.ledger)
        self.site = Site(self.book, Account("demo", "meridian"), self.faults, "control")
        self.cookie = ""

    def get(self, path: str, **query: str) -> Answer:
        asked = {name: [value] for name, value in query.items()}
        return self.site.answer(Request("GET", path, asked, cookie=self.cookie))

    def post(self, path: str, form: dict[str, list[str]]) -> Answer:
        return self.site.answer(Request("POST", path, form=form, cookie=self.cookie))

    def sign_in(self, password: str = "meridian") -> Answer:
        answer = self.post("/signin", {"user": ["demo"], "secret": [password]})
        for name, value in answer.headers:
            if name == "Set-Cookie":
                self.cookie = value.split(";")[0].partition("=")[2]
        return answer

    def form(self, account: str = FIRST, **changed: str) -> dict[str, list[str]]:
        """The form of a customer as a browser would send it, with some values changed."""
        text = self.get("/customer/form", no=account).body.decode()
        token = re.search(r'name="__token" value="(\w+)"', text)
        assert token
        values = dict(self.book.get(account).values) | changed  # type: ignore[union-attr]
        sent = {name: [value] for name, value in values.items()}
        sent["interests"] = values["interests"].split("; ")
        if values["newsletter"] == "no":
            del sent["newsletter"]
        return sent | {"__token": [token[1]]}

    def save(self, account: str = FIRST, **changed: str) -> Answer:
        return self.post("/customer/save", self.form(account, **changed))


@pytest.fixture
def browser(tmp_path: Path):
    made = Browser(tmp_path)
    made.sign_in()
    yield made
    made.ledger.close()
