"""Schedules: due times, begun by hand, paused and let go on."""

import pytest

from runner.store.auditing import AuditSought
from runner.store.people import Role
from tests.console_office import PEOPLE, Office

OPERATOR, AGENT = PEOPLE[Role.OPERATOR], PEOPLE[Role.AGENT]


def test_what_starts_by_itself_with_a_calendar(shown: Office) -> None:
    page = shown.browser(OPERATOR).get("/schedules").text

    assert "from Monday to Friday at 02:30 Europe/Berlin" in page
    assert "asked for by customer care" in page
    assert page.count("tickets_of_the_week") >= 2


def test_a_schedule_is_begun_by_hand(office: Office) -> None:
    answer = office.browser(OPERATOR).post("/schedules/run", data={"name": "night_contacts"})

    assert answer.status_code == 303
    assert office.begun == [("night_contacts", "maria")]


def test_a_schedule_is_paused_and_let_go_on(office: Office) -> None:
    browser = office.browser(OPERATOR)
    form = {"name": "credit_limits", "reason": "month end"}
    paused = browser.post("/schedules/pause", data=form)
    page = browser.get(paused.headers["location"]).text
    assert "credit_limits begins nothing until it is let go on." in page
    assert "paused by maria" in page
    assert "month end" in page

    browser.post("/schedules/unpause", data={"name": "credit_limits"})
    assert office.store.fleet.pauses() == []
    actions = [line.action for line in office.store.audit.page(AuditSought(who="maria"), None, 3)]
    assert actions[:2] == ["unpause", "pause"]


@pytest.mark.parametrize("name", ["", "nothing", "../x", "<script>"])
@pytest.mark.parametrize("what", ["run", "pause", "unpause"])
def test_there_is_no_such_schedule(office: Office, name: str, what: str) -> None:
    assert (
        office.browser(OPERATOR).post(f"/schedules/{what}", data={"name": name}).status_code == 404
    )
    assert (office.begun, office.store.fleet.pauses()) == ([], [])


def test_who_may_not_plan_sees_no_buttons(shown: Office) -> None:
    assert "/schedules/run" not in shown.browser(AGENT).get("/schedules").text


def test_a_file_that_cannot_be_used_is_said(office: Office) -> None:
    (office.folder / "schedules.yaml").write_text("version: 1\nzone: Nowhere/Land\nschedules: {}\n")
    page = office.browser(OPERATOR).get("/schedules").text

    assert "The schedules file cannot be used." in page
    assert office.browser(OPERATOR).get("/").status_code == 200
