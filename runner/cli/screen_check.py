"""`deskhand screens check`: what of the selector files is found on the living screens."""

from runner.cli.place import WorkspaceOption, find_workspace
from runner.errors import ExitCode
from runner.screens.load import load


def check(*apps: str, workspace: WorkspaceOption = None) -> int:
    """Look for everything that the selector files name; changes nothing.

    Parameters
    ----------
    apps
        Names of selector files; else all of them.
    """
    found = find_workspace(workspace)
    for name in apps or found.app_names():
        load(found.selectors / f"{name}.yaml")
    return ExitCode.OK
