"""Decisions in the console: shown to whom they concern, answered once, and never by a GET."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from runner.asking import ANSWERING
from runner.item import ItemState
from runner.pages.rights import MAY, Right
from runner.pages.texts import read_texts
from runner.store.answering import Answerer
from runner.store.decision_state import DecisionState
from runner.store.decisions import Decision
from runner.store.outcomes import Wanted
from runner.store.people import Role
from runner.store.question import Question
from runner.workspace import Workspace
from tests.console_office import (
    CHIEF,
    PEOPLE,
    ROOT,
    Filling,
    Office,
    close,
    drafts,
    fill,
    new_office,
)
from tests.unit.store.asked import later

DIGEST = "d" * 64
APPROVER = PEOPLE[Role.APPROVER]
OPERATOR = PEOPLE[Role.OPERATOR]
"""Who started every run of the office."""
TEXTS = ROOT / "runner/console/texts/decisions"
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
FACTS = {"Customer": "Zoë <b>Krämer</b>", "New limit": "20000.00"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    made = new_office(tmp_path_factory.mktemp("office"), filled=False)
    fill(made.store)
    yield made
    close(made)


@pytest.fixture
def ask(office: Office, request: pytest.FixtureRequest):
    """Asks about an item of its own."""
    asked = 0

    def asking(**others) -> Decision:
        nonlocal asked
        asked += 1
        name = f"{abs(hash(request.node.nodeid)) % 10**8}-{asked}"
        run = Filling(office.store, f"ask-{name}", "raise_credit_limit", "a.csv", NOW)
        run.begin(drafts(((f"9{name}", "Zoë", "Am Markt 1", "Bonn"),)))
        claim = run.claimed()
        values = {"text": "Raise it?", "form": {"choices": ["approve", "decline"]}} | others
        question = Question(**values, name="question", ordinal=1, digest=DIGEST, facts=FACTS)
        picture = run.picture(claim, "question crm")
        office.store.decisions.ask(claim, replace(question, pictures=(picture,)))
        return office.store.decisions.of_item(claim.item)[-1]

    return asking


def post(browser: TestClient, one: Decision, **values: str):
    given = {"token": browser.headers["x-token"], "seen": DIGEST, **values}
    return browser.post(f"/decisions/{one.id}/answer", data=given)


def stands(office: Office, one: Decision) -> DecisionState:
    return office.store.decisions.one(one.id).state


def test_the_page_shows_what_is_asked_and_takes_the_answer(office, ask) -> None:
    one = ask(asked_of="role:approver", four_eyes=True, recommended="approve")
    browser = office.browser(APPROVER)
    shown = browser.get(f"/decisions/{one.id}")

    assert shown.status_code == 200
    assert "Zoë &lt;b&gt;Krämer&lt;/b&gt;" in shown.text
    assert f'name="seen" value="{DIGEST}"' in shown.text
    picture = browser.get(f"/decisions/{one.id}/pictures/0")
    assert picture.headers["content-type"] == "image/jpeg"
    assert browser.get(f"/decisions/{one.id}/pictures/1").status_code == 404
    answered = post(browser, one, choice="approve")
    assert answered.status_code == 303
    assert "told=decision_answered" in answered.headers["location"]
    assert office.store.decisions.one(one.id).answered_by == APPROVER.name
    assert APPROVER.name in browser.get(f"/decisions/{one.id}").text


def test_looking_in_whatever_way_answers_nothing(office, ask) -> None:
    one = ask()
    browser = office.browser(APPROVER)
    for path in (
        f"/decisions/{one.id}?choice=approve&seen={DIGEST}",
        f"/decisions/{one.id}/answer?choice=approve&seen={DIGEST}",
    ):
        browser.get(path)
        browser.head(path)

    assert stands(office, one) is DecisionState.OPEN


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"token": "forged", "choice": "approve"}, 403),
        ({"seen": "e" * 64, "choice": "approve"}, 409),
        ({"seen": "", "choice": "approve"}, 409),
        ({"choice": "shred it"}, 409),
        ({}, 409),
    ],
)
def test_what_does_not_fit_the_page_is_refused(office, ask, given, code) -> None:
    one = ask()
    browser = office.browser(APPROVER)
    if "token" in given:
        del browser.headers["x-token"]
        answer = browser.post(f"/decisions/{one.id}/answer", data={"seen": DIGEST, **given})
    else:
        answer = post(browser, one, **given)

    assert answer.status_code == code
    assert stands(office, one) is DecisionState.OPEN


def test_who_is_not_signed_in_answers_nothing(office, ask) -> None:
    one = ask()
    office.browser().post(
        f"/decisions/{one.id}/answer", data={"seen": DIGEST, "choice": "approve", "token": "x"}
    )

    assert stands(office, one) is DecisionState.OPEN


def test_the_starter_sees_why_not_and_cannot_answer(office, ask) -> None:
    one = ask(four_eyes=True)
    browser = office.browser(OPERATOR)
    shown = browser.get(f"/decisions/{one.id}")

    assert "you started this one yourself" in shown.text
    assert 'name="choice"' not in shown.text
    refused = post(browser, one, choice="approve")
    assert refused.status_code == 409
    assert "you started this one yourself" in refused.text
    assert stands(office, one) is DecisionState.OPEN


def test_a_page_that_is_out_of_date_says_what_happened(office, ask) -> None:
    answered, expired, void = ask(), ask(within=timedelta(hours=1), then=("reject",)), ask()
    office.store.decisions.answer(
        answered.id, {"choice": "decline"}, Answerer(CHIEF.name), seen=DIGEST
    )
    later(office.store, 2)
    with office.store.database.writing() as connection:
        connection.exec_driver_sql(f"UPDATE decisions SET state = 'void' WHERE id = {void.id}")
    browser = office.browser(APPROVER)
    said = {
        one.id: (answer.status_code, answer.text)
        for one in (answered, expired, void)
        for answer in [post(browser, one, choice="approve")]
    }

    assert [code for code, _ in said.values()] == [409] * 3
    assert "已有人答复" in said[answered.id][1]
    assert "已过截止时间" in said[expired.id][1]
    assert "已重新提问" in said[void.id][1]
    assert office.store.decisions.one(answered.id).answer == {"choice": "decline"}


def wish_form(office: Office) -> dict[str, object]:
    bot = Workspace(office.folder).load_bot("raise_credit_limit")
    schema = bot.function.__globals__["Wish"].model_json_schema(by_alias=False)
    draft = {"account": "0010213", "limit": "1500.00", "reason": "来信要求"}
    return {"model": "Wish", "schema": schema, "draft": draft}


def test_a_draft_is_corrected_and_the_correction_is_marked(office, ask) -> None:
    one = ask(form=wish_form(office))
    browser = office.browser(CHIEF)
    shown = browser.get(f"/decisions/{one.id}").text
    wrong = post(browser, one, account="0010213", limit="much", reason="x")
    right = post(browser, one, account="0010213", limit="15000", reason="来信要求")
    found = office.store.decisions.one(one.id)

    assert "Drafted by the bot: 1500.00" in shown
    assert wrong.status_code == 422
    assert 'value="much"' in wrong.text
    assert "is not a number" in wrong.text
    assert right.status_code == 303
    assert found.answer == {
        "values": {"account": "0010213", "limit": "15000", "reason": "来信要求"}
    }
    after = browser.get(f"/decisions/{one.id}").text
    assert re.search(r"<del>1500.00</del> <ins>15000</ins>", after)
    assert after.count("<del>") == 1


def test_a_form_that_the_bot_has_changed_cannot_be_filled_in(office, ask) -> None:
    one = ask(form=wish_form(office) | {"model": "Gone"})
    browser = office.browser(CHIEF)

    assert "The bot&#39;s form has changed" in browser.get(f"/decisions/{one.id}").text
    assert post(browser, one, account="1").status_code == 409
    assert stands(office, one) is DecisionState.OPEN


def test_an_agent_sees_what_he_may_answer_and_nothing_else(office, ask) -> None:
    mine, other = ask(text="For an agent?"), ask(text="For an approver?", asked_of="role:approver")
    browser = office.browser(PEOPLE[Role.AGENT])
    listed = browser.get("/decisions").text

    assert "For an agent?" in listed
    assert "For an approver?" not in listed
    assert browser.get(f"/decisions/{mine.id}").status_code == 200
    for path in (f"/decisions/{other.id}", f"/decisions/{other.id}/pictures/0"):
        assert browser.get(path).status_code == 403
    assert browser.get("/doubts/1").status_code == 403


def test_an_auditor_looks_and_has_nothing_to_press(office, ask) -> None:
    one = ask()
    browser = office.browser(PEOPLE[Role.AUDITOR])

    assert browser.get("/decisions").status_code == 200
    assert 'name="choice"' not in browser.get(f"/decisions/{one.id}").text
    assert post(browser, one, choice="approve").status_code == 403


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999"])
def test_what_is_not_there_is_not_there(office, number) -> None:
    browser = office.browser(CHIEF)
    for path in (f"/decisions/{number}", f"/decisions/{number}/pictures/0", f"/doubts/{number}"):
        assert browser.get(path).status_code == 404


def test_an_item_in_doubt_is_shown_with_its_pictures_and_settled_once(tmp_path) -> None:
    office = new_office(tmp_path)
    try:
        [item] = [one.item for one in office.store.outcomes.find(Wanted(state=ItemState.IN_DOUBT))]
        browser = office.browser(OPERATOR)
        listed, shown = browser.get("/decisions").text, browser.get(f"/doubts/{item}").text
        shots = re.findall(rf'src="(/doubts/{item}/pictures/\d)" alt="(\w+)"', shown)
        token = {"token": browser.headers["x-token"], "answer": "not_entered"}
        first = browser.post(f"/doubts/{item}/settle", data=token)
        second = browser.post(f"/doubts/{item}/settle", data=token)

        assert f'href="/doubts/{item}"' in listed
        assert [name for _, name in shots] == ["Before", "After"]
        assert shots[0][0] != shots[1][0]
        assert all(browser.get(src).headers["content-type"] == "image/jpeg" for src, _ in shots)
        assert (first.status_code, second.status_code) == (303, 409)
        assert office.store.outcomes.one(str(item)).state is ItemState.NEW
    finally:
        close(office)


def test_both_languages_say_the_same_things() -> None:
    english, chinese = (read_texts(TEXTS / f"{name}.yaml") for name in ("en", "zh"))

    assert english.keys() == chinese.keys()
    for key, text in english.items():
        assert set(re.findall(r"\{\w+\}", str(text))) == set(
            re.findall(r"\{\w+\}", str(chinese[key]))
        ), key


def test_every_reason_to_refuse_an_answer_has_words_of_its_own() -> None:
    from runner.store import answering, decision_errors

    names = {
        name
        for module in (answering, decision_errors)
        for name, kind in vars(module).items()
        if isinstance(kind, type) and kind.__module__ == module.__name__
        and name.endswith("Error")
    } - {"MayNotAnswerError", "NoSuchDecisionError", "WaitsForRepairError"}  # fmt: skip
    said = {key.rpartition(".")[2] for key in read_texts(TEXTS / "en.yaml") if ".refused." in key}

    assert names <= said


def test_the_roles_that_may_answer_are_the_same_for_pages_and_ledger() -> None:
    assert {role.value for role in Role if Right.ANSWER in MAY[role]} == set(ANSWERING)
