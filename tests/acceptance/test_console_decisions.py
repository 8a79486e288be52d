"""Decisions in a real browser: accessible in both looks and widths, and answered by keyboard alone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from runner.item import ItemState
from runner.pages.serving import Serving
from runner.pages.visiting import Cookies
from runner.store.decision_state import DecisionState
from runner.store.outcomes import Wanted
from runner.store.people import Person, Role
from runner.store.question import Question
from runner.workspace import Workspace
from tests.console_office import (
    CHIEF,
    PEOPLE,
    SITE,
    Filling,
    Office,
    close,
    drafts,
    new_office,
    serve,
)
from tests.own_browser import own_browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DIGEST = "d" * 64
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    made = new_office(tmp_path_factory.mktemp("office"))
    fill_with_questions(made)
    yield made
    close(made)


@pytest.fixture(scope="module")
def served(office: Office) -> Iterator[Serving]:
    serving = serve(office)
    yield serving
    serving.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with own_browser() as opened:
        yield opened


def fill_with_questions(office: Office) -> None:
    began = datetime.now(UTC) - timedelta(minutes=20)
    run = Filling(office.store, "20261122-090000-c0de", "raise_credit_limit", "l.csv", began)
    run.begin(
        drafts((("0010200", "Krämer", "Am Markt 1", "Bonn"), ("0010213", "王芳", "中山路", "广州")))
    )
    choice = Question(
        "Raise the credit limit of customer 0010200 to 20,000.00?",
        {"choices": ["approve", "decline"]},
        "role:approver",
        within=timedelta(hours=4),
        then=("escalate:role:operator", "reject"),
        facts={"Limit now": "800.00", "New limit": "20000.00"},
        recommended="approve",
        four_eyes=True,
    )
    model = Workspace(office.folder).load_bot("raise_credit_limit").function.__globals__["Wish"]
    form = {
        "model": "Wish",
        "schema": model.model_json_schema(by_alias=False),
        "draft": {"account": "0010213", "limit": "1500.00", "reason": "来信要求"},
    }
    for question in (choice, Question("Is the wish read right?", form)):
        claim = run.claimed()
        pictures = (run.picture(claim, "question crm"),)
        office.store.decisions.ask(
            claim,
            replace(question, name="question", ordinal=1, digest=DIGEST, pictures=pictures),
        )


def page_of(
    browser: Browser, served: Serving, office: Office, who: Person, **looks: object
) -> Page:
    context = browser.new_context(**looks)
    cookie = Cookies(f"{SITE}-8470", secure=False).visitor
    context.add_cookies([{"name": cookie, "value": office.ticket(who), "url": served.address}])
    return context.new_page()


def paths(office: Office) -> list[str]:
    [doubt] = [one.item for one in office.store.outcomes.find(Wanted(state=ItemState.IN_DOUBT))]
    asked = [f"/decisions/{one.id}" for one in office.store.decisions.open()[-2:]]
    return ["/decisions", *asked, f"/doubts/{doubt}"]


@pytest.mark.parametrize("who", [CHIEF, PEOPLE[Role.APPROVER]], ids=["en", "zh"])
@pytest.mark.parametrize(
    ("look", "size"), [("light", WIDE), ("dark", NARROW)], ids=["light", "dark and narrow"]
)
def test_the_pages_are_accessible_and_fit(browser, served, office, who, look, size) -> None:
    page = page_of(browser, served, office, who, color_scheme=look, viewport=size)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    found: dict[str, list[str]] = {}
    for path in paths(office):
        if path.startswith("/doubts") and who is not CHIEF:
            continue
        page.goto(served.address.rstrip("/") + path)
        broken = Axe().run(page).response["violations"]
        found[path] = [one["id"] for one in broken if one["impact"] in {"serious", "critical"}]
        width = page.evaluate("document.documentElement.scrollWidth")
        found[path] += ["too wide"] if width > size["width"] else []
    page.context.close()

    assert found == {path: [] for path in found}
    assert said == []


def test_without_scripts_and_mouse_an_answer_is_given(browser, served, office) -> None:
    number = office.store.decisions.open()[-2].id
    page = page_of(browser, served, office, PEOPLE[Role.APPROVER], java_script_enabled=False)
    page.goto(f"{served.address.rstrip('/')}/decisions/{number}")
    page.get_by_role("button", name="decline").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**told=decision_answered**")
    shown = page.inner_text("main")
    page.context.close()
    found = office.store.decisions.one(number)

    assert "您的答复已采纳" in shown
    assert (found.state, found.answer) == (DecisionState.ANSWERED, {"choice": "decline"})
