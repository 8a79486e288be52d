"""Items: found in any script, and handled many at a time; everything is noted."""

import io
from typing import Any

import openpyxl
import pytest

from runner.item import Draft, ItemState, Source
from runner.store.auditing import AuditSought
from runner.store.browsing import Sought
from runner.store.people import Role
from tests.console_office import PEOPLE, Filling, Office

OPERATOR = PEOPLE[Role.OPERATOR]

NIGHT = "20261122-023001-a1c4"


def numbers(office: Office, **sought: Any) -> list[int]:
    return [line.id for line in office.store.browsing.page(Sought(**sought), 0, 100).lines]


def audited(office: Office, action: str) -> list[str]:
    return [line.who for line in office.store.audit.page(AuditSought(action=action), None, 100)]


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("q=李明", "0010033"),
        ("q=παπαδόπουλος", "0010020"),
        ("q=ÜNAL", "0010085"),
        ("q=o%27brien", "0010046"),
        ("q=did+not+load", "0010124"),
        ("q=c-0010007", "0010007"),
    ],
)
def test_items_are_found_by_any_text_of_theirs(shown: Office, query: str, key: str) -> None:
    page = shown.browser(OPERATOR).get(f"/items?{query}&run={NIGHT}").text

    assert f">{key}</a>" in page
    assert page.count('class="plain" href="/items/') == 1


@pytest.mark.parametrize(
    "query",
    ["q=%25", "q=_________________", "q=nothing", "state=waiting&run=" + NIGHT, "bot=nobody"],
)
def test_what_is_not_there_is_said(shown: Office, query: str) -> None:
    assert "There is no such item." in shown.browser(OPERATOR).get(f"/items?{query}").text


@pytest.mark.parametrize(
    "query",
    ["state=nonsense", "since=ever", "first=-1", "first=999999999", "run=../..", "q=" + "x" * 5000],
)
def test_what_makes_no_sense_breaks_nothing(shown: Office, query: str) -> None:
    assert shown.browser(OPERATOR).get(f"/items?{query}").status_code == 200


def test_a_long_list_is_turned(office: Office) -> None:
    made = [Draft(Source("a.csv"), f"k{number:03}", {"value": number}) for number in range(120)]
    filling = Filling(
        office.store,
        "20261122-100000-0001",
        "create_ticket",
        "a.csv",
        office.store.runs.recent(1)[0].started_at,
    )
    filling.begin(made)
    browser = office.browser(OPERATOR)
    first = browser.get("/items?run=20261122-100000-0001")
    second = browser.get("/items?run=20261122-100000-0001&first=50")
    last = browser.get("/items?run=20261122-100000-0001&first=100")

    assert "1–50 of 120" in first.text
    assert "51–100 of 120" in second.text
    assert "101–120 of 120" in last.text
    assert "k000" in first.text
    assert "Next page" not in last.text


def test_ticked_items_get_a_new_attempt(office: Office) -> None:
    failed = numbers(office, state=ItemState.FAILED)
    browser = office.browser(OPERATOR)
    answer = browser.post("/items/handle", data={"what": "retry", "item": [str(n) for n in failed]})

    assert answer.status_code == 303
    assert "told=items_retry&count=1" in answer.headers["location"]
    assert numbers(office, state=ItemState.FAILED) == []
    assert audited(office, "retry") == ["maria"]
    assert "One item gets a new attempt." in browser.get(answer.headers["location"]).text


def test_all_that_match_are_counted_before_they_are_changed(office: Office) -> None:
    browser = office.browser(OPERATOR)
    form = {"what": "reject", "all": "yes", "f-state": "new", "f-bot": "raise_credit_limit"}
    asked = browser.post("/items/handle", data=form)

    assert asked.status_code == 200
    assert "6 items that were not begun are not worked at all." in asked.text
    assert len(numbers(office, state=ItemState.NEW)) == 9
    done = browser.post("/items/handle", data=form | {"sure": "yes", "reason": "Moved to March."})
    assert "count=6" in done.headers["location"]
    assert len(numbers(office, state=ItemState.NEW)) == 3
    assert len(numbers(office, text="Moved to March.")) == 6
    assert audited(office, "reject") == ["maria"] * 6


def test_a_rejection_takes_a_reason(office: Office) -> None:
    new = numbers(office, state=ItemState.NEW)
    form = {"what": "reject", "item": str(new[0]), "sure": "yes", "reason": "  "}

    assert office.browser(OPERATOR).post("/items/handle", data=form).status_code == 200
    assert numbers(office, state=ItemState.NEW) == new


def test_in_doubt_is_looked_up_again(office: Office) -> None:
    doubt = numbers(office, state=ItemState.IN_DOUBT)
    form = {"what": "look", "item": [str(n) for n in doubt]}
    answer = office.browser(OPERATOR).post("/items/handle", data=form)

    assert "told=items_look&count=1" in answer.headers["location"]
    assert numbers(office, state=ItemState.IN_DOUBT) == []
    assert audited(office, "settled") == ["maria"]


@pytest.mark.parametrize(
    ("form", "status"), [({"what": "retry"}, 400), ({"what": "drop", "item": "1"}, 400)]
)
def test_a_form_that_says_nothing_changes_nothing(
    office: Office, form: dict[str, str], status: int
) -> None:
    before = numbers(office)

    assert office.browser(OPERATOR).post("/items/handle", data=form).status_code == status
    assert numbers(office) == before


def test_items_in_work_or_done_stay_as_they_are(office: Office) -> None:
    kept = [*numbers(office, state=ItemState.WORKING), *numbers(office, state=ItemState.DONE)]
    for what in ("retry", "release", "reject", "look"):
        form = {"what": what, "item": [str(n) for n in kept], "sure": "yes", "reason": "x"}
        answer = office.browser(OPERATOR).post("/items/handle", data=form)
        assert "count=0" in answer.headers["location"]


def test_an_export_holds_what_was_sought_and_runs_nothing(office: Office) -> None:
    evil = [
        Draft(Source("a.csv"), "=cmd|' /C calc'!A0", {"v": 1}),
        Draft(Source("a.csv"), "@SUM(1)", {"v": 2}),
    ]
    filling = Filling(
        office.store,
        "20261122-100000-0002",
        "create_ticket",
        "a.csv",
        office.store.runs.recent(1)[0].started_at,
    )
    filling.begin(evil)
    form = {"f-run": "20261122-100000-0002"}
    answer = office.browser(OPERATOR).post("/items/export", data=form)
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    cells = [row[1] for row in sheet.iter_rows(min_row=2)]

    assert answer.headers["content-disposition"] == 'attachment; filename="items.xlsx"'
    assert [cell.data_type for cell in cells] == ["s", "s"]
    assert [cell.value for cell in cells] == ["=cmd|' /C calc'!A0", "@SUM(1)"]
    assert audited(office, "items exported") == ["maria"]
