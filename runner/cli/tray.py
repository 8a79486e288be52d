"""`deskhand tray`: an icon in the tray that starts bots."""

from runner.attended.tray import open_tray
from runner.cli.desk import sit_down
from runner.cli.parsing import command_app
from runner.cli.place import WorkspaceOption
from runner.errors import ExitCode

app = command_app("tray")


@app.default
def tray(*, workspace: WorkspaceOption = None) -> int:
    """Show an icon whose click opens the launcher, until it is ended.

    The icon says whether a bot is at work, waits for you, or is in trouble. The bots that you use
    most are kept warm. Where the desktop has no tray, this says so; `deskhand desk` opens the same
    launcher without an icon.
    """
    icon = open_tray()
    sit_down(workspace, icon)
    return ExitCode.OK
