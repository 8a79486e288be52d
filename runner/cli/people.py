"""`deskhand people`: who may use the console, and as what."""

import sys
from dataclasses import replace
from getpass import getpass
from typing import Annotated

from cyclopts import Parameter

from runner.account import who
from runner.cli.parsing import command_app
from runner.cli.place import JsonOption, WorkspaceOption, look_at_store, open_store_here
from runner.cli.printing import print_json, print_table
from runner.console.passwords import Passwords
from runner.errors import ExitCode, InputError
from runner.store.people import Person, Role

app = command_app("people")

RoleOption = Annotated[
    tuple[Role, ...],
    Parameter(name="--role", negative="", help="As often as needed; `deskhand people` lists them."),
]


class NotTheSameError(InputError):
    """A password that was typed twice, and not alike."""

    def __init__(self) -> None:
        super().__init__("The two passwords are not the same; nothing was changed.")


class NoPasswordError(InputError):
    """Nothing came on standard input."""

    def __init__(self) -> None:
        super().__init__(
            "No password was given.",
            hint="Type it at a terminal, or give it as the first line of standard input.",
        )


class NothingToChangeError(InputError):
    """Nothing was said about what to change."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing was said about what to change.",
            hint="Say --person, --role, --account, --language, --disable or --enable.",
        )


@app.default
def people(*, workspace: WorkspaceOption = None, json: JsonOption = False) -> int:
    """List everybody who may use the console."""
    store = look_at_store(workspace)
    try:
        found = store.people.all()
    finally:
        store.close()
    if json:
        print_json([described(person) for person in found])
        return ExitCode.OK
    rows = [
        (
            person.name,
            person.person,
            ", ".join(sorted(person.roles)),
            person.account or "",
            "shut out" if person.disabled else "",
        )
        for person in found
    ]
    empty = (
        f"There is nobody yet. `deskhand people add NAME --role ROLE`; roles: {', '.join(Role)}."
    )
    print_table(("name", "person", "roles", "account", ""), rows, empty=empty)
    return ExitCode.OK


@app.command
def add(
    name: str,
    /,
    *,
    role: RoleOption,
    person: Annotated[str, Parameter(help="As people call him; else the name.")] = "",
    account: Annotated[
        str | None, Parameter(help="His account on the machine: with it he is the same person.")
    ] = None,
    language: Annotated[str | None, Parameter(help="en or zh; else as his browser asks.")] = None,
    no_password: Annotated[
        bool, Parameter(negative="", help="He signs in by single sign-on only.")
    ] = False,
    workspace: WorkspaceOption = None,
) -> int:
    """Let somebody use the console. His password is asked for, or read from standard input.

    Parameters
    ----------
    name
        What he signs in with: small letters, digits and . _ @ + -
    """
    secret = None if no_password else Passwords().hashed(password_given())
    made = Person(name, person or name, frozenset(role), account, language)
    store = open_store_here(workspace)
    try:
        store.people.add(made, secret, who())
    finally:
        store.close()
    print(f"{name} may use the console as {', '.join(sorted(role))}.")
    return ExitCode.OK


@app.command
def change(
    name: str,
    /,
    *,
    role: RoleOption = (),
    person: Annotated[str | None, Parameter(help="As people call him.")] = None,
    account: Annotated[str | None, Parameter(help="His account on the machine.")] = None,
    language: Annotated[str | None, Parameter(help="en or zh.")] = None,
    disable: Annotated[
        bool, Parameter(negative="", help="Shut him out at once, and keep him for the audit.")
    ] = False,
    enable: Annotated[bool, Parameter(negative="", help="Let him in again.")] = False,
    workspace: WorkspaceOption = None,
) -> int:
    """Change somebody's roles, name, account or language; or shut him out.

    Parameters
    ----------
    name
        What he signs in with.
    """
    given = {"person": person, "account": account, "language": language}
    values: dict[str, object] = {key: value for key, value in given.items() if value is not None}
    if role:
        values["roles"] = frozenset(role)
    if disable or enable:
        values["disabled"] = disable
    if not values:
        raise NothingToChangeError
    store = open_store_here(workspace)
    try:
        store.people.change(replace(store.people.get(name), **values), who())  # type: ignore[arg-type]
    finally:
        store.close()
    print(f"{name} was changed.")
    return ExitCode.OK


@app.command
def password(name: str, /, *, workspace: WorkspaceOption = None) -> int:
    """Give somebody a new password, and sign him out everywhere.

    Parameters
    ----------
    name
        What he signs in with.
    """
    store = open_store_here(workspace)
    try:
        store.people.get(name)
        store.people.set_secret(name, Passwords().hashed(password_given()), who())
    finally:
        store.close()
    print(f"{name} has a new password, and is signed out everywhere.")
    return ExitCode.OK


@app.command
def remove(name: str, /, *, workspace: WorkspaceOption = None) -> int:
    """Let somebody in no more; what he did stays in the audit.

    Parameters
    ----------
    name
        What he signs in with.
    """
    store = open_store_here(workspace)
    try:
        store.people.remove(name, who())
    finally:
        store.close()
    print(f"{name} may use the console no more.")
    return ExitCode.OK


def described(person: Person) -> dict[str, object]:
    """Somebody, for a program."""
    return {
        "name": person.name,
        "person": person.person,
        "roles": sorted(person.roles),
        "account": person.account,
        "language": person.language,
        "disabled": person.disabled,
    }


def password_given() -> str:
    """A password, typed twice, or the first line of standard input; never an argument.

    Raises:
        NotTheSameError, NoPasswordError: it is none that can be taken.
    """
    if not sys.stdin.isatty():
        line = sys.stdin.readline().rstrip("\r\n")
        if not line:
            raise NoPasswordError
        return line
    first = getpass("Password: ")
    if first != getpass("Once more: "):
        raise NotTheSameError
    return first
