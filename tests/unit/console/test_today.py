"""Today: what ran, runs, waits, is late; what open pages are told of."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from runner.console.news import news_of
from runner.console.today import greeting
from runner.store.fleet import Pausable, Pause
from runner.store.people import Role
from tests.console_office import PEOPLE, Office

OPERATOR = PEOPLE[Role.OPERATOR]


def test_today_at_a_glance(shown: Office) -> None:
    page = shown.browser(OPERATOR).get("/").text

    for told in ("Maria Silva", "decisions wait", "items in doubt", "raise_credit_limit", "create_ticket", "night_contacts", "There is no customer 0010111"):  # fmt: skip
        assert told in page


def test_where_nobody_works_it_is_said(office: Office) -> None:
    for host in office.store.fleet.hosts():
        office.store.fleet.sign_off(host.host.name)

    assert "No host is working" in office.browser(OPERATOR).get("/").text


def test_what_is_paused_is_said(office: Office) -> None:
    now = datetime.now(ZoneInfo("UTC"))
    office.store.fleet.pause(Pause(Pausable.APP, "crm", "jonas", now, "is being updated"))

    page = office.browser(OPERATOR).get("/").text
    assert "App crm is paused by jonas. is being updated" in " ".join(page.split())


def test_open_pages_hear_of_what_has_changed(office: Office) -> None:
    look = news_of(office.console.desk)
    before, same = look(), look()
    office.store.runs.replace("20261122-083000-b2d9", "stopped")
    after = look()

    assert before == same
    assert after["work"] != before["work"]


@pytest.mark.parametrize(
    ("hour", "part"), [(4, "evening"), (5, "morning"), (12, "afternoon"), (18, "evening")]
)
def test_greetings(hour: int, part: str) -> None:
    assert greeting(datetime(2026, 11, 22, hour, tzinfo=ZoneInfo("UTC"))) == part
