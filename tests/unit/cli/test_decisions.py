"""`deskhand decisions`: what waits is listed, shown and answered, and errors say the next action."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from runner.account import who
from runner.cli.decisions import age, answer_words
from runner.cli.main import main
from runner.item import Draft, ItemState, Source
from runner.store.items import Ending
from runner.store.question import Question
from runner.store.runs import RunState
from runner.store.store import Store, open_store
from tests.unit.run.conftest import a_run

BOT = '''
"""Pay out."""
from decimal import Decimal
from pydantic import BaseModel, Field
from runner import bot

class Case(BaseModel):
    account: str

class Payment(BaseModel):
    amount: Decimal = Field(title="Amount", gt=0)
    note: str = ""

@bot(key="account")
def pay_out(case: Case) -> str:
    """Pay out."""
    return case.account
'''


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("bots", "selectors"):
        (tmp_path / name).mkdir()
    (tmp_path / "bots" / "pay_out.py").write_text(BOT)
    monkeypatch.setenv("DESKHAND_STORE", str(tmp_path / "store.db"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def store(place: Path):
    opened = open_store("store.db", place, place / "evidence")
    yield opened
    opened.close()


def ask(store: Store, **others: object) -> None:
    store.runs.begin(a_run(bot="pay_out"), [Draft(Source("a", None, 1), "k1", {"account": "k1"})])
    claim = store.items.claim("r1", "w")
    assert claim is not None
    values = {"text": "Pay 120.00 out?", "form": {"choices": ["approve", "decline"]}} | others
    facts = {"Customer": "Zoë", "Amount": "120.00"}
    question = Question(**values, name="question", ordinal=1, digest="d" * 64, facts=facts)
    ending = Ending("waiting", ItemState.WAITING, question.text, question=question)
    store.decisions.finish(claim, ending)
    store.runs.end("r1", RunState.ENDED, 3, "")


def schema(place: Path) -> dict[str, object]:
    from runner.workspace import Workspace

    model = Workspace(place).load_bot("pay_out").function.__globals__["Payment"]
    form = {"amount": "120.00", "note": "as drafted"}
    return {"model": "Payment", "schema": model.model_json_schema(by_alias=False), "draft": form}


def said(capsys: pytest.CaptureFixture[str]) -> str:
    found = capsys.readouterr()
    return " ".join(f"{found.out} {found.err}".split())


def test_nothing_waits(place, store, capsys) -> None:
    assert main(["decisions"]) == 0
    assert said(capsys) == "Nothing waits for a person."


def test_what_waits_is_listed_shown_and_answered_with_the_line_that_goes_on(store, capsys) -> None:
    ask(store, within=timedelta(hours=4), then=("reject",), recommended="approve")
    assert main(["decisions"]) == 3
    listed = said(capsys)
    assert main(["decisions", "show", "1"]) == 0
    shown = said(capsys)
    assert main(["decisions", "answer", "1", "--choice", "approve"]) == 0
    answered = said(capsys)

    assert "Pay 120.00 out?" in listed
    assert "(in 3 h 59 min)" in listed
    assert "Customer: Zoë" in shown
    assert "the bot would say: approve" in shown
    assert "then: reject" in shown
    assert "deskhand decisions answer 1 --choice 'decline'" in shown
    assert answered == (
        "Decision 1 is answered: approve. Item 1 is worked again. Go on with: deskhand resume r1"
    )
    assert store.decisions.one(1).answered_by == who()


def test_a_program_gets_json(store, capsys) -> None:
    ask(store)
    main(["decisions", "--json"])
    [listed] = json.loads(capsys.readouterr().out)
    main(["decisions", "show", "1", "--json"])
    shown = json.loads(capsys.readouterr().out)
    main(["decisions", "answer", "1", "--choice", "decline", "--json"])
    answered = json.loads(capsys.readouterr().out)

    assert (listed["matter"], listed["kind"], listed["case"]["key"]) == ("1", "question", "k1")
    assert shown["facts"] == {"Customer": "Zoë", "Amount": "120.00"}
    assert answered == {"decision": 1, "item": 1, "run": "r1", "resume": "deskhand resume r1"}


def test_a_draft_is_corrected_field_by_field(place, store, capsys) -> None:
    ask(store, form=schema(place))
    main(["decisions", "show", "1"])
    shown = said(capsys)
    wrong = main(["decisions", "answer", "1", "--set", "amount=much"])
    told = said(capsys)
    right = main(["decisions", "answer", "1", "--set", "amount=99.5"])

    assert "--set amount=… Amount, now '120.00'" in shown
    assert (wrong, right) == (2, 0)
    assert "cannot be answered so: amount: is not a number" in told
    assert store.decisions.one(1).answer == {"values": {"amount": "99.5", "note": "as drafted"}}


def test_a_draft_is_taken_as_it_is(place, store) -> None:
    ask(store, form=schema(place))

    assert main(["decisions", "answer", "1", "--as-drafted"]) == 0
    assert store.decisions.one(1).answer == {"values": {"amount": "120.00", "note": "as drafted"}}


def test_under_four_eyes_the_starter_is_refused(store, capsys) -> None:
    ask(store, four_eyes=True)
    with store.database.writing() as connection:
        connection.exec_driver_sql(f"UPDATE runs SET started_by = '{who()}'")

    assert main(["decisions", "answer", "1", "--choice", "approve"]) == 2
    assert f"{who()} may not answer decision 1: it needs a second person" in said(capsys)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["answer", "1"], "Say either --choice, or --set FIELD=VALUE"),
        (["answer", "1", "--choice", "a", "--set", "b=c"], "Say either --choice, or --set"),
        (["answer", "x", "--choice", "a"], "There is no decision 'x'"),
        (["answer", "9", "--choice", "a"], "There is no decision 9"),
        (["answer", "1", "--choice", "a"], "takes one of these: approve, decline"),
        (["answer", "1", "--set", "amount=1"], "is answered by one of its choices: 'approve'"),
        (["answer", "1", "--set", "amount"], "--set takes FIELD=VALUE, not 'amount'"),
        (["answer", "item:1", "--choice", "a"], "--choice entered, not-entered, look"),
        (["answer", "item:1", "--choice", "entered"], "Item 1 is not in doubt, it is waiting"),
        (["show", "item:x"], "There is no item 'x'"),
    ],
)
def test_what_cannot_be_is_a_sentence(store, capsys, words, sentence) -> None:
    ask(store)

    assert main(["decisions", *words]) == 2
    assert sentence in said(capsys)


def test_an_item_in_doubt_is_among_them_and_is_settled(store, capsys) -> None:
    store.runs.begin(a_run(bot="pay_out"), [Draft(Source("a", None, 1), "k1", {"account": "k1"})])
    claim = store.items.claim("r1", "w")
    assert claim is not None
    store.journal.intend(claim, "save", 1, "d", {"values": {"amount": "120.00"}, "apps": {}})
    store.items.finish(claim, Ending("in_doubt", ItemState.IN_DOUBT, "Nobody knows."))
    store.runs.end("r1", RunState.ENDED, 3, "")
    assert main(["decisions"]) == 3
    listed = said(capsys)
    assert main(["decisions", "show", "item:1"]) == 0
    shown = said(capsys)
    assert main(["decisions", "answer", "item:1", "--choice", "not-entered"]) == 0
    answered = said(capsys)

    assert "item:1" in listed
    assert "in doubt: Nobody knows." in listed
    assert "step save" in shown
    assert "amount: 120.00" in shown
    assert answered == "Item 1: not entered. Go on with: deskhand resume r1"
    assert store.outcomes.one("1").state is ItemState.NEW


def test_ages_and_answers_are_short() -> None:
    assert [age(timedelta(minutes=m)) for m in (0, 59, 61, 1500)] == [
        "0 min",
        "59 min",
        "1 h 1 min",
        "1 d 1 h",
    ]
    assert answer_words({"values": {"a": 1, "b": "x"}}) == "a=1, b=x"
