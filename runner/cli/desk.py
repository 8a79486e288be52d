"""`deskhand desk`: the launcher in a window of its own, without an icon."""

from pathlib import Path

from runner.attended.agent import Agent
from runner.attended.calling import Calls
from runner.attended.memory import state_folder
from runner.attended.tray import TrayIcon
from runner.cli.parsing import command_app
from runner.cli.place import WorkspaceOption, find_workspace
from runner.errors import EnvironmentFault, ExitCode
from runner.run.preparation import check_display
from runner.settings import load_settings

app = command_app("desk")


class DeskHangsError(EnvironmentFault):
    """There is a desk already, and it does not answer."""

    def __init__(self) -> None:
        super().__init__(
            "A desk is at work on this desktop already, and does not answer.",
            hint="End its process (`deskhand tray` or `deskhand desk`), then start it again.",
        )


@app.default
def desk(*, workspace: WorkspaceOption = None) -> int:
    """Open the launcher: find a bot, fill in its form, watch it work.

    It ends when its window is closed and no bot is at work. A second start brings the first
    one's launcher up.
    """
    sit_down(workspace, None)
    return ExitCode.OK


def sit_down(workspace: Path | None, icon: TrayIcon | None) -> None:
    """Be the desk of this desktop, or call the one that is there.

    Raises:
        DeskHangsError: there is one, and it does not answer.
        DeskhandError: there is no display, or the store cannot be used.
    """
    check_display(show=True)
    found = find_workspace(workspace)
    state = state_folder()
    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    calls = Calls(state, found.root)
    with calls.alone() as first:
        if not first:
            if not calls.call():
                raise DeskHangsError
            print("A desk is at work already; its launcher was brought up.")
            return
        Agent(found, load_settings(found.root), print, state).work(calls, icon)
