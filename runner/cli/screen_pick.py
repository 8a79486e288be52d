"""`deskhand screens pick`: point at elements, and have them written into the selector file."""

from typing import Annotated

from cyclopts import Parameter

from runner.cli.place import WorkspaceOption, find_workspace
from runner.cli.screen_pick_surface import pick_on_surface
from runner.errors import ExitCode
from runner.picking.picking import Picking
from runner.picking.sitting import app_of, before_a_person, ended_by_ctrl_c
from runner.screens.model import AppKind


def pick(
    app_name: str,
    /,
    *,
    screen: Annotated[str | None, Parameter(help="The screen that they belong to.")] = None,
    address: Annotated[str | None, Parameter(help="Where the app is.")] = None,
    at: Annotated[
        str | None,
        Parameter(help="Of a program: the place X,Y, or X,Y,WIDTH,HEIGHT to cut out a picture."),
    ] = None,
    name: Annotated[str | None, Parameter(help="Of a program: what the element is called.")] = None,
    headless: Annotated[bool, Parameter(negative="", show=False)] = False,
    workspace: WorkspaceOption = None,
) -> int:
    """Point at fields, buttons, tables or whole forms; they are written into the selector file.

    Of a desktop program or a terminal the things on one screen are listed, with their places; one
    is chosen by its number or by `--at`.

    Parameters
    ----------
    app_name
        The app's short name: crm.
    """
    found = find_workspace(workspace)
    app = app_of(found, app_name)
    if app.kind is not AppKind.WEB:
        return pick_on_surface(found, app, screen=screen, address=address, place=at, name=name)
    with before_a_person(found, app, address=address, headless=headless) as session:
        picking = Picking(session.scene, app, print, screen=screen)
        with ended_by_ctrl_c() as ended:
            print(f"Point at what bots need in the window of {app_name}; ✕ or Ctrl-C ends it.")
            while not ended() and picking.work():
                pass
    return ExitCode.OK
