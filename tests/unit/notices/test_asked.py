"""Asked: whoever may answer is told, once, and nothing of the case goes through the mail."""

from datetime import timedelta

import pytest

from runner.item import Draft, ItemState, Source
from runner.notices.asked import tell_decisions
from runner.notices.rounds import tell_all
from runner.notices.telling import Outbox
from runner.schedules.book import ScheduleBook, read_book
from runner.store.answering import Answerer
from runner.store.items import Ending
from runner.store.notices import Notice
from runner.store.question import Question
from runner.store.store import Store
from tests.unit.notices.conftest import BOOK, NOW
from tests.unit.run.conftest import a_run
from tests.unit.store.asked import later

DIGEST = "d" * 64
PAGE = "https://desk.example.org/"


@pytest.fixture
def book(tmp_path) -> ScheduleBook:
    file = tmp_path / "schedules.yaml"
    entry = "  approver: {mail: [lead@example.org], about: [decision]}\n"
    file.write_text(BOOK.replace("schedules:\n", f"{entry}schedules:\n"), encoding="utf-8")
    return read_book(file)


def ask(store: Store, origin: str = "unattended", **others) -> int:
    record = a_run("r1", bot="pay_out")
    values = {name: getattr(record, name) for name in type(record).__slots__} | {"origin": origin}
    store.runs.begin(
        type(record)(**values),
        [Draft(Source("a", None, 1), "AC-4711", {"name": "Zoë Müller", "iban": "DE47"})],
    )
    claim = store.items.claim("r1", "w")
    assert claim is not None
    question = Question(
        "Pay 120.00 out to Zoë Müller of Ulm?",
        {"choices": ["approve", "decline"]},
        name="question",
        ordinal=1,
        digest=DIGEST,
        facts={"Customer": "Zoë Müller", "City": "Ulm", "Amount": "120.00"},
        **others,
    )
    ending = Ending("waiting", ItemState.WAITING, question.text, question=question)
    store.decisions.finish(claim, ending)
    return store.decisions.open()[-1].id


def told(store: Store, book: ScheduleBook, console: str | None = PAGE) -> list[Notice]:
    tell_decisions(Outbox(store, book.tell, console=console), book, NOW)
    due = store.notices.due(NOW)
    store.notices.sent(due, NOW)
    return due


def test_the_one_who_is_asked_is_told_once_with_a_page_and_no_case(store, book) -> None:
    number = ask(
        store,
        asked_of="role:approver",
        four_eyes=True,
        within=timedelta(hours=4),
        then=("escalate:anna", "reject"),
    )
    [notice] = told(store, book)

    assert notice.audience == "approver:mail"
    assert notice.topic == "decision"
    assert notice.subject == f"pay_out: an answer is needed (decision {number})"
    assert f"https://desk.example.org/decisions/{number}" in notice.body
    assert f"deskhand decisions show {number}" in notice.body
    assert "any approver, but not who started it" in notice.body
    assert "then anna is asked" in " ".join(notice.body.split())
    for own in ("Zoë", "Müller", "Ulm", "120", "4711", "DE47"):
        assert own not in f"{notice.subject} {notice.body} {notice.html} {notice.details}"
    assert told(store, book) == []


def test_an_escalation_is_news_to_the_other_one(store, book) -> None:
    ask(store, asked_of="anna", within=timedelta(hours=1), then=("escalate:role:approver",))
    first = told(store, book)
    later(store, 2)
    store.decisions.pass_deadlines()
    [second] = told(store, book)

    assert [notice.audience for notice in first] == ["team:mail", "approver:mail"]
    assert second.audience == "approver:mail"
    assert second.subject.startswith("pay_out: nobody has answered")
    assert "it stays open" in second.body


def test_what_is_answered_is_over(store, book) -> None:
    number = ask(store)
    told(store, book)
    store.decisions.answer(number, {"choice": "approve"}, Answerer("otto"), seen=DIGEST)

    assert told(store, book) == []
    assert store.notices.standing("decision/") == []


def test_a_person_at_the_screen_is_not_written_to(store, book) -> None:
    ask(store, origin="attended")

    assert told(store, book) == []


def test_another_person_is_written_to_though_the_run_is_attended(store, book) -> None:
    ask(store, origin="attended", four_eyes=True)

    assert len(told(store, book)) == 2


def test_without_an_address_the_command_is_said(store, book) -> None:
    ask(store)
    [notice] = [one for one in told(store, book, console=None) if one.audience == "team:mail"]

    assert "http" not in notice.body
    assert "deskhand decisions show" in notice.body


def test_a_round_tells_it_beside_everything_else_and_not_twice(store, book) -> None:
    ask(store)
    tell_all(Outbox(store, book.tell), book, NOW)

    assert [one.topic for one in store.notices.due(NOW)] == ["decision", "decision"]
