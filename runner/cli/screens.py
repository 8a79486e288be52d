"""`deskhand screens`: look at an app's screens, and keep its selector file up with them."""

from runner.cli.parsing import command_app

app = command_app("screens")

# By name, so that a command loads what it needs only when it is called.
app.command(
    "runner.cli.screen_check:check",
    name="check",
    help="Look for everything that a selector file names on the app's screens.",
)
