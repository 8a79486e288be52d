"""The first person: made by a link that only whoever started the console has."""

import stat
import sys
from pathlib import Path

import pytest

from runner.console.serving import LINK_FILE, ConsoleServing, Where, origin_of
from runner.console.signing_in import FIRST_ROLES
from runner.pages.serving import Certificate, NotOnLoopbackError
from runner.pages.visiting import token_of
from runner.run.engine import Engine
from runner.settings import Settings
from runner.store.people import Person, Role
from runner.workspace import Workspace
from tests.console_office import PASSWORD, Office, close, new_office

LINK = "a-secret-link"

FORM = {"person": "Elena Rossi", "name": "elena", "password": PASSWORD, "link": LINK}


@pytest.fixture
def empty(tmp_path: Path) -> Office:
    office = new_office(tmp_path, filled=False, peopled=False)
    office.console.signing_in.first_link = LINK
    return office


def test_the_link_makes_the_first_person_once(empty: Office) -> None:
    browser = empty.browser()
    assert "Make the first person" in browser.get(f"/first?link={LINK}").text
    form = FORM | {"token": token_of(browser.cookies["deskhand-8470-door"])}
    answer = browser.post("/first", data=form)
    again = empty.browser()
    again.get("/sign-in")
    second = again.post(
        "/first",
        data=form | {"token": token_of(again.cookies["deskhand-8470-door"]), "name": "eve"},
    )

    assert answer.status_code == 303
    assert "Elena Rossi" in browser.get("/").text
    assert second.status_code == 404
    assert [(person.name, person.roles) for person in empty.store.people.all()] == [
        ("elena", FIRST_ROLES)
    ]
    close(empty)


@pytest.mark.parametrize(
    ("changed", "status", "told"),
    [
        ({"link": "another"}, 404, "no such page"),
        ({"link": ""}, 404, "no such page"),
        ({"password": "short"}, 400, "at least 10 characters"),
        ({"name": "Elena Rossi"}, 400, "This name cannot be used"),
    ],
)
def test_what_is_wrong_makes_nobody(
    empty: Office, changed: dict[str, str], status: int, told: str
) -> None:
    browser = empty.browser()
    browser.get("/sign-in")
    token = token_of(browser.cookies["deskhand-8470-door"])
    answer = browser.post("/first", data=FORM | {"token": token} | changed)

    assert answer.status_code == status
    assert told in answer.text
    assert empty.store.people.all() == []
    close(empty)


def test_two_who_race_make_one(empty: Office) -> None:
    made = [
        empty.store.people.add_first(Person(name, name, FIRST_ROLES), "x") for name in ("a", "b")
    ]

    assert made == [True, False]
    close(empty)


def workspace(folder: Path) -> Engine:
    for name in ("bots", "selectors"):
        (folder / name).mkdir()
    return Engine(Workspace(folder), Settings())


def serving_of(engine: Engine, where: Where) -> ConsoleServing:
    return ConsoleServing(engine, lambda store: lambda name, who: "", where, lambda sentence: None)


def test_without_people_a_link_is_given_and_kept_for_its_owner(tmp_path: Path) -> None:
    serving = serving_of(workspace(tmp_path), Where(port=0))
    link = serving.start()
    try:
        file = tmp_path / LINK_FILE
        assert link is not None
        assert link.startswith(f"{serving.address}/first?link=")
        assert file.read_text().strip() == link
        if sys.platform != "win32":
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
    finally:
        serving.stop()

    assert not file.exists()


def test_with_people_there_is_no_link(tmp_path: Path) -> None:
    engine = workspace(tmp_path)
    store = engine.store()
    store.people.add(Person("elena", "Elena", frozenset([Role.ADMIN])), "x", "the tests")
    store.close()
    serving = serving_of(engine, Where(port=0))

    assert serving.start() is None
    serving.stop()


def test_elsewhere_it_takes_a_certificate_and_people(tmp_path: Path) -> None:
    engine = workspace(tmp_path)
    with pytest.raises(
        NotOnLoopbackError, match="that takes a certificate, and people who sign in"
    ):
        serving_of(engine, Where("0.0.0.0", 0, Certificate(tmp_path / "c", tmp_path / "k")))
    store = engine.store()
    store.people.add(Person("elena", "Elena", frozenset([Role.ADMIN])), "x", "the tests")
    store.close()
    with pytest.raises(NotOnLoopbackError, match="that takes a certificate"):
        serving_of(engine, Where("0.0.0.0", 0))


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        (None, None),
        ("https://Desk.example.org/", "https://desk.example.org"),
        ("https://desk.example.org:443/a", "https://desk.example.org"),
        ("https://desk.example.org:8470", "https://desk.example.org:8470"),
        ("http://desk:80", "http://desk"),
    ],
)
def test_an_address_as_browsers_name_it(address: str | None, origin: str | None) -> None:
    assert origin_of(address) == origin
