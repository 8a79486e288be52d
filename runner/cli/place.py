"""Where a command works: the workspace, its settings, its engine."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from runner.settings import Settings, load_settings
from runner.store.database import Waits
from runner.store.store import Store, open_store
from runner.vault.store_password import locate_store
from runner.workspace import Workspace

if TYPE_CHECKING:
    from runner.run.engine import Engine

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


def open_store_here(folder: Path | None, looking: Waits | None = None) -> Store:
    """The store of a workspace, without what it takes to start a run."""
    workspace = find_workspace(folder)
    settings = settings_of(workspace)
    evidence = (workspace.root / settings.evidence).resolve()
    return open_store(settings.store, workspace.root, evidence, looking)


def look_at_store(folder: Path | None) -> Store:
    """The store of a workspace, for commands that change nothing: also when its disk is full."""
    return open_store_here(folder, say_waiting)


def say_waiting(sentence: str) -> None:
    """Tell a person why nothing happens."""
    print(f"deskhand: {sentence}", file=sys.stderr, flush=True)


def open_engine(folder: Path | None) -> "Engine":
    """The engine of a workspace."""
    from runner.run.engine import Engine  # heavy: only what starts runs pays for it

    workspace = find_workspace(folder)
    return Engine(workspace, settings_of(workspace))


def settings_of(workspace: Workspace) -> Settings:
    """The settings of a workspace, in which the store's location has its password."""
    settings = load_settings(workspace.root)
    located = locate_store(settings.store, workspace.root)
    return settings.model_copy(update={"store": located})
