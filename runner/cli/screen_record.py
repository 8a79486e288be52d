"""`deskhand screens record`: do a procedure once, and get the draft of a bot."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from runner.cli.new import AlreadyThereError, refuse_bad_name
from runner.cli.place import WorkspaceOption, find_workspace
from runner.errors import ExitCode
from runner.picking.sitting import app_of, before_a_person, ended_by_ctrl_c
from runner.recording.recording import Recording
from runner.recording.result import Recorded, recorded, write_new
from runner.workspace import Workspace


def record(
    app_name: str,
    /,
    *,
    bot: Annotated[str | None, Parameter(help="A verb and a noun: update_note.")] = None,
    keep_values: Annotated[
        Path | None, Parameter(help="Write what was typed to this JSON feed, as an example.")
    ] = None,
    dry_run: Annotated[bool, Parameter(negative="", help="Print, and write nothing.")] = False,
    address: Annotated[str | None, Parameter(help="Where the app is.")] = None,
    headless: Annotated[bool, Parameter(negative="", show=False)] = False,
    workspace: WorkspaceOption = None,
) -> int:
    """Watch a person do a procedure once, and draft the bot and the missing selectors.

    Parameters
    ----------
    app_name
        The app's short name: crm.
    """
    found = find_workspace(workspace)
    if bot is not None:
        refuse_bad_name(bot, "update_note")
    over = bot is not None and not dry_run and may_write_over(found.bots / f"{bot}.py")
    app = app_of(found, app_name)
    with before_a_person(found, app, address=address, headless=headless) as session:
        recording = Recording(session.scene, app)
        with ended_by_ctrl_c() as ended:
            print(f"Do it once in the window of {app_name}. Finish, Ctrl-C or closing it ends it.")
            while not ended() and recording.work():
                pass
        result = recorded(recording, bot, found.bot_names())
    if dry_run:
        print(result.text)
        print(result.selectors)
    else:
        recording.names.save(f"recorded {result.bot}")
        keep(found, result, over=over)
    if keep_values is not None and not dry_run:
        write_values(keep_values, result)
    for remark in result.remarks:
        print(f"- {remark}")
    return ExitCode.OK


def may_write_over(file: Path) -> bool:
    """Whether a bot that is there may be replaced: only its person can say so.

    Raises:
        AlreadyThereError: there is one, and it may not.
    """
    if not file.exists():
        return False
    if sys.stdin.isatty() and input(f"{file} is there. Write over it? [y/N] ").lower() == "y":
        return True
    raise AlreadyThereError(file)


def keep(workspace: Workspace, result: Recorded, *, over: bool) -> None:
    """Write the draft; where a file has come in its way meanwhile, print it instead."""
    file = workspace.bots / f"{result.bot}.py"
    try:
        write_new(file, result.text, over=over)
    except FileExistsError:
        print(result.text)
        raise AlreadyThereError(file) from None
    print(f"{file}: finish it, then: deskhand check; deskhand bots {result.bot}")
    if result.selectors:
        print(result.selectors)


def write_values(file: Path, result: Recorded) -> None:
    """Write what was typed, since the person wants it."""
    try:
        write_new(file, result.examples)
    except FileExistsError:
        raise AlreadyThereError(file) from None
    print(f"{file}: the values that were typed. They may be a customer's.")
