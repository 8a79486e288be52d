"""People of the console: who they are and what roles they have. Every change is audited."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from runner.errors import InputError
from runner.store.database import Database
from runner.store.items import write_audit
from runner.store.people_tables import people, sign_ins

NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,99}")

LONGEST = 200
"""Characters of a person's full name."""


class Role(StrEnum):
    """What somebody is at work."""

    AGENT = "agent"
    OPERATOR = "operator"
    ANALYST = "analyst"
    AUTHOR = "author"
    APPROVER = "approver"
    AUDITOR = "auditor"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who uses the console."""

    name: str
    """To sign in with, and in the audit."""
    person: str
    """As people call him."""
    roles: frozenset[Role]
    account: str | None = None
    """His account on the machine: with it, too, he is the same person where two are needed."""
    language: str | None = None
    look: str | None = None
    """`light` or `dark`; None for as the device says."""
    disabled: bool = False


class NoSuchPersonError(InputError):
    """Nobody is called so."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is nobody called {name!r}.", hint="`deskhand people` lists everybody."
        )


class PersonExistsError(InputError):
    """Somebody has that name already."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is somebody called {name!r} already.",
            hint="Choose another name, or change that person.",
        )


class BadPersonError(InputError):
    """A name that cannot be signed in with."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Nobody can sign in as {name!r}.",
            hint="Use small letters, digits and . _ @ + -; 100 characters at most.",
        )


class LastAdminError(InputError):
    """Without an admin nobody could make one."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name!r} is the only admin, and stays one; nothing was changed.",
            hint="Make somebody else an admin first.",
        )


class PeopleStore:
    """Who may use the console."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Person]:
        """Everybody, by name."""
        with self._database.reading() as connection:
            rows = connection.execute(select(people).order_by(people.c.name)).mappings()
            return [person_of(row) for row in rows]

    def any(self) -> bool:
        """Whether there is anybody."""
        with self._database.reading() as connection:
            return connection.execute(select(people.c.name).limit(1)).first() is not None

    def get(self, name: str) -> Person:
        """One person.

        Raises:
            NoSuchPersonError: nobody is called so.
        """
        with self._database.reading() as connection:
            return found(connection, name)

    def secret_of(self, name: str) -> str | None:
        """The hash of a person's password; None where he has none, is shut out, or is nobody."""
        query = select(people.c.password).where(people.c.name == name, ~people.c.disabled)
        with self._database.reading() as connection:
            return connection.execute(query).scalar()

    def add(self, person: Person, secret: str | None, who: str) -> None:
        """Let somebody in; `secret` is the hash of his password.

        Raises:
            BadPersonError, PersonExistsError: the name cannot be used, or is taken.
        """
        if NAME.fullmatch(person.name) is None:
            raise BadPersonError(person.name)
        now = datetime.now(UTC)
        with self._database.writing() as connection:
            if connection.execute(
                select(people.c.name).where(people.c.name == person.name)
            ).first():
                raise PersonExistsError(person.name)
            values = columns(person) | {"created_at": now, "changed_at": now, "password": secret}
            connection.execute(insert(people).values(values))
            details = {"person": person.name, "roles": sorted(person.roles)}
            write_audit(connection, who, "person added", details=details)

    def add_first(self, person: Person, secret: str) -> bool:
        """Make the first person of all; False where somebody was faster."""
        with self._database.writing() as connection:
            self._database.hold(connection)
            if connection.execute(select(people.c.name).limit(1)).first() is not None:
                return False
            now = datetime.now(UTC)
            values = columns(person) | {"created_at": now, "changed_at": now, "password": secret}
            connection.execute(insert(people).values(values))
            details = {"person": person.name, "roles": sorted(person.roles), "first": True}
            write_audit(connection, person.name, "person added", details=details)
            return True

    def change(self, person: Person, who: str) -> None:
        """Change what is known of somebody; shut out, he is signed out everywhere.

        Raises:
            NoSuchPersonError: nobody is called so.
            LastAdminError: nobody would be an admin any more.
        """
        with self._database.writing() as connection:
            before = found(connection, person.name)
            if is_admin(before) and not is_admin(person):
                keep_an_admin(connection, person.name)
            changed = differences(before, person)
            if not changed:
                return
            values = columns(person) | {"changed_at": datetime.now(UTC)}
            mine = people.c.name == person.name
            connection.execute(update(people).where(mine).values(values))
            if person.disabled:
                connection.execute(delete(sign_ins).where(sign_ins.c.name == person.name))
            details = {"person": person.name, **changed}
            write_audit(connection, who, "person changed", details=details)

    def set_secret(self, name: str, secret: str, who: str) -> None:
        """Give somebody a new password; he is signed out everywhere.

        Raises:
            NoSuchPersonError: nobody is called so.
        """
        with self._database.writing() as connection:
            found(connection, name)
            values = {"password": secret, "changed_at": datetime.now(UTC)}
            connection.execute(update(people).where(people.c.name == name).values(values))
            connection.execute(delete(sign_ins).where(sign_ins.c.name == name))
            write_audit(connection, who, "password changed", details={"person": name})

    def remove(self, name: str, who: str) -> None:
        """Let somebody in no more; what he did stays in the audit.

        Raises:
            NoSuchPersonError: nobody is called so.
            LastAdminError: nobody would be an admin any more.
        """
        with self._database.writing() as connection:
            if is_admin(found(connection, name)):
                keep_an_admin(connection, name)
            connection.execute(delete(sign_ins).where(sign_ins.c.name == name))
            connection.execute(delete(people).where(people.c.name == name))
            write_audit(connection, who, "person removed", details={"person": name})


def found(connection: Connection, name: str) -> Person:
    """One person.

    Raises:
        NoSuchPersonError: nobody is called so.
    """
    row = connection.execute(select(people).where(people.c.name == name)).mappings().first()
    if row is None:
        raise NoSuchPersonError(name)
    return person_of(row)


def person_of(row: Mapping[Any, Any]) -> Person:
    """A row of the table."""
    return Person(
        row["name"],
        row["person"],
        frozenset(Role(role) for role in row["roles"] if role in list(Role)),
        row["account"],
        row["language"],
        row["look"],
        row["disabled"],
    )


def columns(person: Person) -> dict[str, Any]:
    """A person as a row."""
    return {
        "name": person.name,
        "person": person.person[:LONGEST],
        "roles": sorted(person.roles),
        "account": person.account,
        "language": person.language,
        "look": person.look,
        "disabled": person.disabled,
    }


def differences(before: Person, after: Person) -> dict[str, Any]:
    """What a change changes, for the audit."""
    old, new = columns(before), columns(after)
    return {name: [old[name], new[name]] for name in old if old[name] != new[name]}


def is_admin(person: Person) -> bool:
    """Whether somebody may manage people."""
    return Role.ADMIN in person.roles and not person.disabled


def keep_an_admin(connection: Connection, besides: str) -> None:
    """See that somebody else is an admin.

    Raises:
        LastAdminError: nobody is.
    """
    rows = connection.execute(select(people).where(people.c.name != besides)).mappings()
    if not any(is_admin(person_of(row)) for row in rows):
        raise LastAdminError(besides)
