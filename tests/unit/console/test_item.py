"""One item: shown in full, settled by a person, and never run as anything but text."""

import pytest

from runner.item import Draft, ItemState, Source
from runner.store.auditing import AuditSought
from runner.store.browsing import Sought
from runner.store.items import Ending
from runner.store.people import Role
from tests.console_office import PEOPLE, Filling, Office

OPERATOR = PEOPLE[Role.OPERATOR]

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "<svg onload=alert(1)>",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "</textarea><script>alert(1)</script>",
    "\u202egnp.exe",
    "\x1b[31mred\x1b[0m",
]


def in_doubt(office: Office) -> int:
    return office.store.browsing.page(Sought(state=ItemState.IN_DOUBT), 0, 1).lines[0].id


def test_everything_that_is_known_is_shown(shown: Office) -> None:
    page = shown.browser(OPERATOR).get("/items/1").text

    for told in ("0010007", "Weber", "C-0010007", "save_contact", "Alte Gasse 5", "Neue Gasse 1", "confirm", '<img src="/items/1/pictures/0"'):  # fmt: skip
        assert told in page


@pytest.mark.parametrize(
    ("answer", "state", "told"),
    [
        ("entered", ItemState.NEW, "entered"),
        ("not_entered", ItemState.NEW, "not entered"),
        ("look", ItemState.NEW, "look again"),
    ],
)
def test_a_person_settles_what_is_in_doubt(
    office: Office, answer: str, state: ItemState, told: str
) -> None:
    number = in_doubt(office)
    browser = office.browser(OPERATOR)
    done = browser.post(f"/items/{number}/settle", data={"answer": answer})
    line = office.store.audit.page(AuditSought(action="settled"), None, 1)[0]

    assert done.headers["location"] == f"/items/{number}?told=item_settled"
    assert office.store.dossiers.of(number).state is state
    assert (line.who, line.item, line.details["answer"]) == ("maria", number, told)
    again = browser.post(f"/items/{number}/settle", data={"answer": answer})
    assert (again.status_code, "not in doubt any more" in again.text) == (409, True)


@pytest.mark.parametrize("answer", ["", "maybe"])
def test_an_answer_that_is_none_settles_nothing(office: Office, answer: str) -> None:
    number = in_doubt(office)

    assert (
        office.browser(OPERATOR)
        .post(f"/items/{number}/settle", data={"answer": answer})
        .status_code
        == 400
    )
    assert in_doubt(office) == number


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999999", "-1", "x"])
def test_there_is_no_such_item(shown: Office, number: str) -> None:
    browser = shown.browser(OPERATOR)

    assert browser.get(f"/items/{number}").status_code == 404
    assert browser.post(f"/items/{number}/settle", data={"answer": "entered"}).status_code == 404


def test_hostile_texts_are_text_in_every_view(office: Office) -> None:
    run = "20261122-100000-0003"
    made = [Draft(Source(text), text, {text: text, "v": n}) for n, text in enumerate(HOSTILE)]
    filling = Filling(
        office.store, run, "create_ticket", HOSTILE[0], office.store.runs.recent(1)[0].started_at
    )
    filling.begin(made)
    for text in HOSTILE:
        claim = filling.claimed()
        change = {"screen": text, "element": text, "before": text, "after": text}
        ending = Ending("technical", ItemState.FAILED, text, record=text, changes=(change,))
        office.store.items.finish(claim, ending)
    office.store.runs.replace(run, HOSTILE[0])
    from tests.console_office import CHIEF

    browser = office.browser(CHIEF)
    numbers = [line.id for line in office.store.browsing.page(Sought(run=run), 0, 50).lines]
    pages = [
        "/",
        "/runs",
        f"/runs/{run}",
        f"/items?run={run}",
        "/audit",
        *(f"/items/{n}" for n in numbers),
    ]
    pages += [f"/items?q={text}" for text in ("<script>alert(1)</script>", '"><img src=x>')]
    for path in pages:
        answer = browser.get(path)
        assert answer.status_code == 200, path
        for live in (
            "<script>alert",
            "<img src=x",
            "<svg onload",
            "onmouseover='alert",
            "\x1b",
            "\u202e",
            ">49<",
        ):
            assert live not in answer.text, (path, live)
    assert "&lt;script&gt;" in browser.get(f"/runs/{run}").text


def test_agents_and_authors_see_no_values(shown: Office) -> None:
    for role in (Role.AGENT, Role.AUTHOR, Role.ADMIN):
        browser = shown.browser(PEOPLE[role])
        for path in ("/", "/runs", "/runs/20261122-023001-a1c4", "/bots", "/schedules"):
            page = browser.get(path).text
            for value in ("Weber", "0010007", "0010111", "Neue Gasse", "/pictures/"):
                assert value not in page, (role, path, value)
