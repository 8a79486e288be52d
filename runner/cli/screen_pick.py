"""`deskhand screens pick`: point at elements, and have them written into the selector file."""

from typing import Annotated

from cyclopts import Parameter

from runner.cli.place import WorkspaceOption, find_workspace
from runner.errors import ExitCode
from runner.picking.picking import Picking
from runner.picking.sitting import app_of, before_a_person, ended_by_ctrl_c


def pick(
    app_name: str,
    /,
    *,
    screen: Annotated[str | None, Parameter(help="The screen that they belong to.")] = None,
    address: Annotated[str | None, Parameter(help="Where the app is.")] = None,
    headless: Annotated[bool, Parameter(negative="", show=False)] = False,
    workspace: WorkspaceOption = None,
) -> int:
    """Point at fields, buttons, tables or whole forms; they are written into the selector file.

    Parameters
    ----------
    app_name
        The app's short name: crm.
    """
    found = find_workspace(workspace)
    app = app_of(found, app_name)
    with before_a_person(found, app, address=address, headless=headless) as session:
        picking = Picking(session.scene, app, print, screen=screen)
        with ended_by_ctrl_c() as ended:
            print(f"Point at what bots need in the window of {app_name}; ✕ or Ctrl-C ends it.")
            while not ended() and picking.work():
                pass
    return ExitCode.OK
