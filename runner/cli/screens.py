"""`deskhand screens`: look at an app's screens, and keep its selector file up with them."""

from runner.cli.parsing import command_app

app = command_app("screens")

# By name, so that a command loads what it needs only when it is called.
app.command(
    "runner.cli.screen_check:check",
    name="check",
    help="Look for everything that a selector file names on the app's screens.",
)
app.command(
    "runner.cli.screen_snapshot:snapshot",
    name="snapshot",
    help="Keep how an app's screens look now: pages, controls, pictures.",
)
app.command(
    "runner.cli.screen_diff:diff",
    name="diff",
    help="Say in words what has changed on an app's screens.",
)
app.command(
    "runner.cli.screen_pick:pick",
    name="pick",
    help="Point at elements in the app, and have them written into its selector file.",
)
app.command(
    "runner.cli.screen_record:record",
    name="record",
    help="Do a procedure once, and get the draft of a bot with the missing selectors.",
)
app.command(
    "runner.cli.repairs:app",
    name="repairs",
    help="List what is proposed for selector files; accept or reject it.",
)
app.command(
    "runner.cli.screen_undo:undo",
    name="undo",
    help="Bring back a selector file as it was before a command changed it.",
)
