"""Signing in: a new ticket each time, dead on the server when it is over, and not guessed."""

from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from runner.console.signing_in import own_path
from runner.pages.visiting import digest_of, token_of
from runner.store.auditing import AuditSought
from runner.store.people import Role
from runner.store.sign_ins import IDLE, LONGEST, MOST_TRIES, SignInStore
from tests.console_office import PASSWORD, PEOPLE, Office

COOKIE, DOOR = "deskhand-8470", "deskhand-8470-door"


def at_the_door(office: Office) -> tuple[TestClient, str]:
    """A browser that was shown the sign-in page, and its token."""
    browser = office.browser()
    browser.get("/sign-in")
    return browser, token_of(browser.cookies[DOOR])


def signed_in(office: Office, name: str = "maria", **more: str) -> TestClient:
    browser, token = at_the_door(office)
    form = {"name": name, "password": PASSWORD, "token": token, **more}
    answer = browser.post("/sign-in", data=form)
    assert answer.status_code == 303
    return browser


def actions(office: Office) -> list[tuple[str, str]]:
    return [(line.who, line.action) for line in office.store.audit.page(AuditSought(), None, 20)]


def test_name_and_password_let_a_person_in(office: Office) -> None:
    browser = signed_in(office)

    assert "Maria Silva" in browser.get("/").text
    assert actions(office)[0] == ("maria", "signed in")


def test_only_the_digest_of_a_ticket_is_kept(office: Office) -> None:
    ticket = signed_in(office).cookies[COOKIE]
    office.store.database.close()

    kept = b"".join(
        file.read_bytes() for file in (office.folder / "store").iterdir() if file.is_file()
    )
    assert ticket.encode() not in kept
    assert digest_of(ticket).encode() in kept
    assert len(ticket) >= 22


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("maria", "wrong password"),
        ("nobody", PASSWORD),
        ("", ""),
        ("maria", ""),
        ("MARIA' --", PASSWORD),
    ],
)
def test_what_does_not_fit_is_refused_without_saying_what(
    office: Office, name: str, password: str
) -> None:
    browser, token = at_the_door(office)
    answer = browser.post("/sign-in", data={"name": name, "password": password, "token": token})

    assert answer.status_code == 401
    assert "Name and password do not fit together." in answer.text
    assert COOKIE not in browser.cookies
    assert actions(office)[0] == ("nobody", "sign-in refused")


def test_somebody_who_is_shut_out_stays_out(office: Office) -> None:
    from dataclasses import replace

    browser = signed_in(office)
    office.store.people.change(replace(PEOPLE[Role.OPERATOR], disabled=True), "robin")

    assert browser.get("/").status_code == 401
    other, token = at_the_door(office)
    form = {"name": "maria", "password": PASSWORD, "token": token}
    assert other.post("/sign-in", data=form).status_code == 401


def test_a_ticket_that_was_set_before_is_not_taken_over(office: Office) -> None:
    browser, token = at_the_door(office)
    browser.cookies.set(COOKIE, "known-to-somebody-else", domain="127.0.0.1", path="/")
    browser.post("/sign-in", data={"name": "maria", "password": PASSWORD, "token": token})
    fresh = [cookie.value for cookie in browser.cookies.jar if cookie.name == COOKIE]

    assert "known-to-somebody-else" not in fresh[-1:]
    assert (
        office.browser()
        .get("/", headers={"cookie": f"{COOKIE}=known-to-somebody-else"})
        .status_code
        == 401
    )


def test_a_ticket_is_dead_after_signing_out(office: Office) -> None:
    browser = signed_in(office)
    ticket = browser.cookies[COOKIE]
    browser.post("/sign-out", data={"token": token_of(ticket)})
    again = office.browser().get("/", headers={"cookie": f"{COOKIE}={ticket}"})

    assert again.status_code == 401
    assert actions(office)[0] == ("maria", "signed out")


def test_idle_and_absolute_ends(office: Office) -> None:
    now = datetime.now(UTC)
    clock = [now]
    sign_ins = SignInStore(office.store.database, lambda: clock[0])
    sign_ins.begin("maria", "a" * 64)
    for _ in range(14):
        clock[0] += timedelta(minutes=50)
        person = sign_ins.who("a" * 64, active=True)
        assert (person is not None) == (clock[0] - now < LONGEST)
    sign_ins.begin("maria", "b" * 64)
    clock[0] += IDLE / 2
    assert sign_ins.who("b" * 64, active=False) is not None
    clock[0] += IDLE / 2
    assert sign_ins.who("b" * 64, active=True) is None


def test_a_page_that_looks_by_itself_keeps_nobody_signed_in(office: Office) -> None:
    seen: list[bool] = []

    def who(digest: str, *, active: bool) -> None:
        seen.append(active)

    office.store.sign_ins.who = who  # type: ignore[method-assign]
    browser = office.browser()
    cookie = {"cookie": f"{COOKIE}=x"}
    browser.get("/", headers=cookie)
    browser.get("/", headers=cookie | {"hx-request": "true"})
    browser.get("/live", headers=cookie | {"accept": "text/event-stream"})

    assert seen == [True, False, False]


def test_too_many_tries_have_to_wait_and_are_noted(office: Office) -> None:
    browser, token = at_the_door(office)
    wrong = {"name": "maria", "password": "wrong password", "token": token}
    codes = [browser.post("/sign-in", data=wrong).status_code for _ in range(MOST_TRIES + 2)]
    right = browser.post("/sign-in", data=wrong | {"password": PASSWORD})

    assert codes == [401] * MOST_TRIES + [429, 429]
    assert right.status_code == 429
    assert "Too many tries" in right.text
    assert ("nobody", "too many sign-ins") in actions(office)
    signed_in(office, "jonas")


def test_after_a_minute_it_may_be_tried_again(office: Office) -> None:
    clock = [datetime.now(UTC)]
    sign_ins = SignInStore(office.store.database, lambda: clock[0])
    tries = [sign_ins.take_try("maria") for _ in range(MOST_TRIES + 1)]
    clock[0] += timedelta(seconds=61)

    assert tries == [True] * MOST_TRIES + [False]
    assert sign_ins.take_try("maria")


def test_signing_in_leads_to_the_page_that_was_asked_for(office: Office) -> None:
    asked = office.browser().get("/items?state=failed")
    assert '<input type="hidden" name="next" value="/items">' in asked.text

    browser, token = at_the_door(office)
    form = {"name": "maria", "password": PASSWORD, "token": token, "next": "//evil.example"}
    assert browser.post("/sign-in", data=form).headers["location"] == "/"


@pytest.mark.parametrize(
    ("path", "own"),
    [("/items", "/items"), ("//evil.example", "/"), ("/\\evil.example", "/"), ("https://evil", "/"),
     ("/a\nb", "/"), ("", "/"), ("/x\\y", "/")],
)  # fmt: skip
def test_no_sign_in_leads_away(path: str, own: str) -> None:
    assert own_path(path) == own


def test_a_link_from_a_mail_program_in_the_browser_opens_by_itself(office: Office) -> None:
    led = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    answer = office.browser().get("/items", headers=led)

    assert answer.status_code == 401
    assert '<meta http-equiv="refresh" content="0">' in answer.text


def test_a_part_of_a_page_is_told_to_load_anew(office: Office) -> None:
    answer = office.browser().get("/", headers={"hx-request": "true"})

    assert (answer.status_code, answer.headers["hx-refresh"], answer.text) == (401, "true", "")
