"""People: let in, changed and shut out; every change in the audit, and always an admin left."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from runner.store.people import (
    BadPersonError,
    LastAdminError,
    NoSuchPersonError,
    Person,
    PersonExistsError,
    Role,
)
from runner.store.store import Store
from runner.store.tables import audit

ELENA = Person(
    "elena", "Elena Rossi 中文", frozenset([Role.ADMIN, Role.OPERATOR]), account="erossi"
)
KIM = Person("kim", "Kim Lee", frozenset([Role.AGENT]))


def audited(store: Store) -> list[tuple[str, str, dict[str, object]]]:
    with store.database.reading() as connection:
        query = select(audit.c.who, audit.c.action, audit.c.details).order_by(audit.c.id)
        return [(who, action, dict(details)) for who, action, details in connection.execute(query)]


def test_a_person_is_kept_as_he_was_given(store: Store) -> None:
    store.people.add(ELENA, "hash", "root")

    assert store.people.get("elena") == ELENA
    assert store.people.all() == [ELENA]
    assert store.people.secret_of("elena") == "hash"
    assert audited(store) == [
        ("root", "person added", {"person": "elena", "roles": ["admin", "operator"]})
    ]


@pytest.mark.parametrize("name", ["", "Elena", "a b", "é", "-x", "x" * 101, "a/b", "a\n"])
def test_a_name_that_nobody_can_sign_in_with(store: Store, name: str) -> None:
    with pytest.raises(BadPersonError, match="Nobody can sign in as"):
        store.people.add(replace(KIM, name=name), None, "root")

    assert audited(store) == []


def test_a_name_is_given_once(store: Store) -> None:
    store.people.add(KIM, "hash", "root")
    with pytest.raises(PersonExistsError, match="There is somebody called 'kim' already"):
        store.people.add(replace(KIM, person="Another"), "hash", "root")

    assert store.people.get("kim").person == "Kim Lee"


def test_a_change_says_what_it_changed(store: Store) -> None:
    store.people.add(KIM, "hash", "root")
    store.people.change(replace(KIM, roles=frozenset([Role.AGENT, Role.AUDITOR])), "elena")
    store.people.change(replace(KIM, roles=frozenset([Role.AGENT, Role.AUDITOR])), "elena")

    details = {"person": "kim", "roles": [["agent"], ["agent", "auditor"]]}
    assert audited(store)[1:] == [("elena", "person changed", details)]


def test_who_is_shut_out_is_signed_out(store: Store) -> None:
    store.people.add(KIM, "hash", "root")
    store.sign_ins.begin("kim", "d" * 64)
    store.people.change(replace(KIM, disabled=True), "elena")

    assert store.sign_ins.who("d" * 64, active=True) is None
    assert store.people.secret_of("kim") is None
    store.people.change(KIM, "elena")
    assert store.sign_ins.who("d" * 64, active=True) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda store: store.people.remove("elena", "elena"),
        lambda store: store.people.change(replace(ELENA, disabled=True), "elena"),
        lambda store: store.people.change(replace(ELENA, roles=frozenset()), "elena"),
    ],
)
def test_the_last_admin_stays(store: Store, change: Callable[[Store], None]) -> None:
    store.people.add(ELENA, "hash", "root")
    store.people.add(KIM, "hash", "root")
    store.people.add(replace(ELENA, name="out", disabled=True), "hash", "root")
    before = audited(store)
    with pytest.raises(LastAdminError, match="'elena' is the only admin, and stays one"):
        change(store)

    assert (store.people.get("elena"), audited(store)) == (ELENA, before)


def test_an_admin_goes_when_there_is_another(store: Store) -> None:
    store.people.add(ELENA, "hash", "root")
    store.people.add(replace(KIM, roles=frozenset([Role.ADMIN])), "hash", "root")
    store.sign_ins.begin("elena", "d" * 64)
    store.people.remove("elena", "kim")

    assert [person.name for person in store.people.all()] == ["kim"]
    assert store.sign_ins.who("d" * 64, active=True) is None
    assert audited(store)[-1] == ("kim", "person removed", {"person": "elena"})


def test_a_new_password_ends_every_sign_in(store: Store) -> None:
    store.people.add(KIM, "hash", "root")
    store.sign_ins.begin("kim", "d" * 64)
    store.people.set_secret("kim", "another", "root")

    assert store.people.secret_of("kim") == "another"
    assert store.sign_ins.who("d" * 64, active=True) is None
    assert audited(store)[-1] == ("root", "password changed", {"person": "kim"})


def test_nobody_is_called_so(store: Store) -> None:
    for doing in (
        lambda: store.people.get("nobody"),
        lambda: store.people.remove("nobody", "root"),
        lambda: store.people.set_secret("nobody", "x", "root"),
        lambda: store.people.change(replace(KIM, name="nobody"), "root"),
    ):
        with pytest.raises(NoSuchPersonError, match="There is nobody called 'nobody'"):
            doing()
    assert audited(store) == []


def test_there_is_one_first_person(store: Store) -> None:
    assert not store.people.any()
    assert store.people.add_first(ELENA, "hash")
    assert not store.people.add_first(KIM, "hash")
    assert [person.name for person in store.people.all()] == ["elena"]
