"""Oneself: what everybody may change, of himself only."""

import pytest

from runner.pages.visiting import token_of
from runner.store.people import Role
from tests.console_office import PASSWORD, PEOPLE, Office

AGENT = PEOPLE[Role.AGENT]


def test_language_and_look_are_kept(office: Office) -> None:
    browser = office.browser(AGENT)
    answer = browser.post(
        "/me/choices", data={"language": "zh", "look": "dark", "roles": "admin", "name": "robin"}
    )
    page = browser.get(answer.headers["location"]).text
    kim, robin = office.store.people.get("kim"), office.store.people.get("robin")

    assert '<html lang="zh" data-look="dark">' in page
    assert "已保存您的设置。" in page
    assert (kim.language, kim.look, kim.roles) == ("zh", "dark", frozenset([Role.AGENT]))
    assert robin == PEOPLE[Role.ADMIN]


def test_what_is_no_choice_is_none(office: Office) -> None:
    office.browser(AGENT).post("/me/choices", data={"language": "../etc", "look": "loud"})
    kim = office.store.people.get("kim")

    assert (kim.language, kim.look) == (None, None)


def test_a_new_password_signs_out_everywhere(office: Office) -> None:
    browser = office.browser(AGENT)
    answer = browser.post("/me/password", data={"password": PASSWORD, "new": "another long one"})

    assert answer.headers["location"] == "/sign-in"
    assert browser.get("/").status_code == 401
    again = office.browser()
    again.get("/sign-in")
    token = token_of(again.cookies["deskhand-8470-door"])
    form = {"name": "kim", "token": token}
    assert again.post("/sign-in", data=form | {"password": PASSWORD}).status_code == 401
    assert again.post("/sign-in", data=form | {"password": "another long one"}).status_code == 303


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("wrong password", "another long one", "The present password is another one."),
        (PASSWORD, "short", "at least 10 characters"),
    ],
)
def test_what_is_wrong_changes_nothing(office: Office, old: str, new: str, told: str) -> None:
    browser = office.browser(AGENT)
    answer = browser.post("/me/password", data={"password": old, "new": new})

    assert answer.status_code == 400
    assert told in answer.text
    assert browser.get("/").status_code == 200
