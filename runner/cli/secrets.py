"""`deskhand secrets`: credentials by name; values are never shown, and never arguments."""

import getpass
import sys
from typing import Annotated

from cyclopts import Parameter

from runner.cli.parsing import command_app
from runner.cli.place import JsonOption, WorkspaceOption, find_workspace
from runner.cli.printing import print_json, print_table
from runner.errors import ExitCode, InputError
from runner.run.preparation import needed_credentials
from runner.screens.load import check, load
from runner.vault import Place, open_vault
from runner.workspace import Workspace

app = command_app("secrets")


class NotTheSameError(InputError):
    """The value was typed twice, differently."""

    def __init__(self) -> None:
        super().__init__("The two values differ; nothing was set.", hint="Type it again.")


class NotThereError(InputError):
    """There is nothing of that name to remove."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"credentials.env has no {name!r}; nothing was removed.",
            hint="`deskhand secrets list` shows what is set, and where.",
        )


@app.command(name="list")
def list_names(*, workspace: WorkspaceOption = None, json: JsonOption = False) -> int:
    """List the credentials that are set or needed, and where each is kept. Values are not shown."""
    found = find_workspace(workspace)
    names = open_vault(found.root).names(needed(found))
    if json:
        print_json({name.name: name.place for name in names})
        return ExitCode.OK
    rows = [(name.name, name.place.value if name.place else "missing") for name in names]
    print_table(("credential", "kept in"), rows, empty="No credential is set, and none is needed.")
    return ExitCode.OK


@app.command(name="set")
def set_value(
    name: str,
    /,
    *,
    keyring: Annotated[
        bool, Parameter(negative="", help="In the operating system's keyring, not the file.")
    ] = False,
    workspace: WorkspaceOption = None,
) -> int:
    """Set a credential. The value is asked for, or read from standard input; never an argument.

    Parameters
    ----------
    name
        CRM_PASSWORD, for one.
    """
    found = find_workspace(workspace)
    place = Place.KEYRING if keyring else Place.FILE
    open_vault(found.root).set(name, asked_value(name), place=place)
    print(f"{name} is set, in {'the keyring' if keyring else found.credentials}.")
    return ExitCode.OK


@app.command
def remove(name: str, /, *, workspace: WorkspaceOption = None) -> int:
    """Take a credential out of credentials.env."""
    if not open_vault(find_workspace(workspace).root).remove(name):
        raise NotThereError(name)
    print(f"{name} is removed.")
    return ExitCode.OK


@app.command(name="check")
def check_all(*, workspace: WorkspaceOption = None, json: JsonOption = False) -> int:
    """Check that everything a selector file signs in with is set. Exit code 2 when not."""
    found = find_workspace(workspace)
    missing = open_vault(found.root).missing(needed(found))
    if json:
        print_json(missing)
    else:
        print("\n".join(missing) or "Every credential that is needed is set.")
    return ExitCode.USAGE if missing else ExitCode.OK


def needed(workspace: Workspace) -> list[str]:
    """What the selector files sign in with; a broken file is `deskhand check`'s business."""
    files = [workspace.selectors / f"{name}.yaml" for name in workspace.app_names()]
    return sorted(
        {name for file in files if not check(file) for name in needed_credentials(load(file))}
    )


def asked_value(name: str) -> str:
    """From a person twice, or one line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    value = getpass.getpass(f"{name}: ")
    if getpass.getpass("Once more: ") != value:
        raise NotTheSameError
    return value
