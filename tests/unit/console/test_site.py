"""Every route of the console, found by walking the router: who may, and what a stranger may not."""

import re
from typing import Any

import pytest
from sqlalchemy import select
from starlette.routing import Route

from runner.console.site import PLACES
from runner.pages.doors import Door
from runner.pages.rights import MAY, Right
from runner.pages.visiting import token_of
from runner.store.people import Role
from runner.store.tables import metadata
from tests.console_office import HOST, PEOPLE, Office, close, new_office

OPEN = {"/sign-in", "/first"}
"""The only paths that a stranger may call, besides the static files."""

VALUES = {
    "run": "20261122-023001-a1c4",
    "item": "1",
    "number": "0",
    "name": "1-1-01-customer-saved.jpg",
    "file": "report",
    "bot": "update_contact",
    "app": "crm",
    "decision": "1",
    "place": "0",
}

EVENTS = "/live"


def filled(path: str) -> str:
    """A path with something that is there in each of its places."""
    return re.sub(r"\{(\w+)(:\w+)?\}", lambda found: VALUES[found[1]], path)


def doors(office: Office) -> list[Door]:
    return [route for route in office.console.site.routes if isinstance(route, Door)]


def rows(office: Office) -> dict[str, list[Any]]:
    """Everything in the store that a page could change."""
    with office.store.database.reading() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table))]
            for table in metadata.sorted_tables
            if table.name != "sign_ins"
        }


def test_every_route_is_a_door(shown: Office) -> None:
    assert len(doors(shown)) == len(shown.console.site.routes) > 25
    assert {door.path for door in doors(shown) if door.right is None} == OPEN
    assert all(len(door.methods - {"HEAD"}) == 1 for door in doors(shown) if door.methods)


def test_every_place_is_there(shown: Office) -> None:
    paths = {door.path for door in doors(shown)}

    assert {place.path for place in PLACES} <= paths


def test_a_stranger_is_asked_who_he_is_whatever_he_calls(shown: Office) -> None:
    browser = shown.browser()
    for door in doors(shown):
        if door.path in OPEN:
            continue
        for method in ("GET", "HEAD", "POST"):
            answer = browser.request(method, filled(door.path), data={"token": "x"})
            assert answer.status_code in {401, 404}, (method, door.path)
            assert "Elena" not in answer.text


def test_paths_that_only_look_like_open_ones_are_not(shown: Office) -> None:
    browser = shown.browser()
    for door in doors(shown):
        path = filled(door.path)
        for odd in (f"{path}/health", f"{path}/ready", f"{path};", f"/{path}", f"{path}/", path.upper(), f"{path}%2e", f"{path}."):  # fmt: skip
            if odd in {"//", "/", "/./"}:
                continue
            assert browser.get(f"http://{HOST}{odd}").status_code in {401, 404}, odd


def test_nothing_acts_without_a_token_or_for_another_site(shown: Office) -> None:
    browser = shown.browser(PEOPLE[Role.ADMIN])
    before = rows(shown)
    del browser.headers["x-token"]
    for door in doors(shown):
        if door.methods != {"POST"}:
            continue
        path = filled(door.path)
        assert browser.post(path, data={"token": "x"}).status_code == 403, path
        elsewhere = {"origin": "https://evil.example", "x-token": token_of("ticket-of-robin")}
        assert browser.post(path, data={"a": "b"}, headers=elsewhere).status_code == 403, path
        plain = {"content-type": "text/plain", "x-token": token_of("ticket-of-robin")}
        assert browser.post(path, content=b"{}", headers=plain).status_code == 415, path
    after = rows(shown)
    refused = [line for line in after.pop("audit") if line not in before["audit"]]
    before.pop("audit")

    assert {line[3] for line in refused} == {"refused"}
    assert after == before


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_what_the_table_says_and_nothing_else(shown: Office, role: Role) -> None:
    browser = shown.browser(PEOPLE[role])
    for door in doors(shown):
        if door.right is None or door.path == EVENTS:
            continue
        allowed = door.right in MAY[role]
        if door.methods == {"POST"} and allowed:
            continue  # what it does is another test's business
        method = "POST" if door.methods == {"POST"} else "GET"
        answer = browser.request(
            method, filled(door.path), data={"a": "b"} if method == "POST" else None
        )
        if allowed:
            assert answer.status_code in {200, 404}, door.path
        else:
            assert answer.status_code == 403, door.path


def test_every_right_is_somebodys_and_every_role_has_its_own() -> None:
    assert set().union(*MAY.values()) == set(Right)
    assert len(set(map(frozenset, MAY.values()))) == len(Role)


def test_no_page_that_is_got_changes_anything(shown: Office) -> None:
    from tests.console_office import CHIEF

    browser = shown.browser(CHIEF)
    before = rows(shown)
    for door in doors(shown):
        if door.methods and "GET" in door.methods and door.path != EVENTS:
            browser.get(filled(door.path))

    assert rows(shown) == before
    assert shown.faults == []


def test_a_refusal_is_in_the_audit(shown: Office) -> None:
    shown.browser(PEOPLE[Role.AGENT]).get("/audit")
    line = shown.store.audit.page(_everything(), None, 1)[0]

    assert (line.who, line.action, line.details["path"]) == ("kim", "refused", "/audit")


def _everything() -> Any:
    from runner.store.auditing import AuditSought

    return AuditSought()


def test_navigation_shows_what_the_roles_include(shown: Office) -> None:
    agent = shown.browser(PEOPLE[Role.AGENT]).get("/").text
    auditor = shown.browser(PEOPLE[Role.AUDITOR]).get("/").text

    assert 'href="/audit"' not in agent
    assert 'href="/items"' not in agent
    assert 'href="/audit"' in auditor


def test_cookies_of_another_install_are_worth_nothing(
    tmp_path_factory: pytest.TempPathFactory, shown: Office
) -> None:
    other = new_office(tmp_path_factory.mktemp("other"), filled=False)
    try:
        mine = shown.browser(PEOPLE[Role.ADMIN])
        theirs = other.browser()
        theirs.cookies.update(mine.cookies)

        assert theirs.get("/").status_code == 401
    finally:
        close(other)


def test_static_files_are_the_only_other_routes(shown: Office) -> None:
    files = [
        route.path for route in shown.console.site.statics.routes() if isinstance(route, Route)
    ]

    assert all(re.fullmatch(r"/static/[a-z]+\.(css|js|svg|png)", path) for path in files)
