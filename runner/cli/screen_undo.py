"""`deskhand screens undo`: the last good version of a selector file comes back."""

from typing import Annotated, Any

from cyclopts import Parameter

from runner.cli.place import JsonOption, WorkspaceOption, find_workspace
from runner.cli.printing import print_json, print_table
from runner.cli.repairs import print_difference
from runner.errors import ExitCode
from runner.screens.history import History, Version


def undo(
    name: str,
    /,
    *,
    to: Annotated[
        int | None, Parameter(help="The version before this change, from --list; else the last.")
    ] = None,
    listed: Annotated[
        bool, Parameter(name="--list", negative="", help="Only list the changes that were made.")
    ] = False,
    dry_run: Annotated[bool, Parameter(negative="", help="Only show what would change.")] = False,
    anyway: Annotated[
        bool,
        Parameter(
            negative="", help="Although the file was changed by hand since; that text is kept, too."
        ),
    ] = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Bring back a selector file as it was before a command changed it. This can be undone, too.

    Parameters
    ----------
    name
        The name of the selector file.
    """
    file = find_workspace(workspace).app_file(name)
    history = History(file)
    if listed:
        return list_versions(history, as_json=json)
    version = history.chosen(to)
    difference = history.difference(version.number)
    if not dry_run:
        history.undo(version.number, anyway=anyway)
    if json:
        print_json({"file": file, "dry_run": dry_run, "difference": difference, **told(version)})
        return ExitCode.OK
    print_difference(difference)
    said = "would be as it was" if dry_run else "is as it was"
    print(f"{file.name} {said} before change {version.number} ({version.why}).")
    return ExitCode.OK


def list_versions(history: History, *, as_json: bool) -> int:
    """The changes that commands made, the newest last."""
    versions = history.versions()
    if as_json:
        print_json([told(one) for one in versions])
        return ExitCode.OK
    rows = [
        (one.number, f"{one.at.astimezone():%Y-%m-%d %H:%M}", one.who, one.why) for one in versions
    ]
    empty = f"No command has changed {history.file.name} yet."
    print_table(("change", "at", "who", "why"), rows, empty=empty)
    return ExitCode.OK


def told(version: Version) -> dict[str, Any]:
    """A version for a program."""
    return {"change": version.number, "at": version.at, "who": version.who, "why": version.why}
