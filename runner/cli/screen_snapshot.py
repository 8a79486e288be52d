"""`deskhand screens snapshot`: how an app's screens look now, kept in a folder."""

from datetime import date
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from runner.cli.looking import AS_THE_FILE_SAYS, LookingAt, Passing, target_of
from runner.cli.place import JsonOption, WorkspaceOption, find_workspace
from runner.cli.printing import one_line, print_json
from runner.errors import ExitCode
from runner.survey.keeping import Keeping
from runner.survey.opening import looking_at
from runner.survey.snapshot import FOLDER, Snapshot
from runner.workspace import Workspace


def snapshot(
    app: str,
    /,
    *,
    to: Annotated[
        Path | None, Parameter(help="The folder; else snapshots/ and today's date.")
    ] = None,
    target: LookingAt = AS_THE_FILE_SAYS,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Keep how an app's screens look now: pages, controls, masked pictures.

    Values of fields, scripts and tokens are left out, and what the selector file marks as secret
    or personal is masked. Other texts of the pages are kept as they are shown. Exit codes: 0 a
    snapshot was written, 1 no screen could be visited, 2 wrong use or input, 4 browser or
    application not reachable.

    Parameters
    ----------
    app
        The name of a selector file.
    """
    found = find_workspace(workspace)
    aimed = target_of(found, app, target)
    folder = (to / app) if to is not None else free_folder(found, app)
    with (
        Passing(app, len(aimed.app.screens), quiet=json) as passing,
        looking_at(aimed) as session,
    ):
        taken = Keeping(session, folder, aimed.values, passing.to).run()
    if json:
        print_json({"folder": folder, "screens": list(taken.screens), "missed": taken.missed})
    else:
        tell(taken, found)
    return ExitCode.OK if taken.screens else ExitCode.SOME_FAILED


def free_folder(workspace: Workspace, app: str) -> Path:
    """Named by the day; a second one of the day gets a number."""
    day = date.today().isoformat()  # noqa: DTZ011 - a person's own day
    names = (day, *(f"{day}-{number}" for number in range(2, 1000)))
    folders = (workspace.root / FOLDER / name / app for name in names)
    return next(folder for folder in folders if not folder.exists())


def tell(taken: Snapshot, workspace: Workspace) -> None:
    """What was kept, and what was not."""
    folder = taken.folder
    place = folder.relative_to(workspace.root) if folder.is_relative_to(workspace.root) else folder
    print(f"{len(taken.screens)} screens of {taken.app} are kept in {place}.")
    wayless = [name for name, why in taken.missed.items() if not why]
    if wayless:
        print(f"Not visited, because no way is given: {', '.join(wayless)}.")
    for name, why in taken.missed.items():
        if why:
            print(f"Not kept: {name}: {one_line(why, 600)}")
