"""Where a command works: the workspace, its settings, its engine."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from runner.run.engine import Engine
from runner.settings import load_settings
from runner.workspace import Workspace

WorkspaceOption = Annotated[
    Path | None,
    Parameter(
        name=["--workspace", "-w"],
        env_var="DESKHAND_WORKSPACE",
        help="The workspace's folder; else the one you are in.",
    ),
]

JsonOption = Annotated[
    bool, Parameter(name="--json", negative="", help="Print one JSON object, last.")
]


def find_workspace(folder: Path | None) -> Workspace:
    """The named workspace, or the one that the current folder lies in."""
    return Workspace.find(folder or Path.cwd())


def open_engine(folder: Path | None) -> Engine:
    """The engine of a workspace."""
    workspace = find_workspace(folder)
    return Engine(workspace, load_settings(workspace.root))
