"""`deskhand workers`: this host works what was queued."""

import sys
from datetime import datetime
from typing import Annotated

from cyclopts import Parameter

from runner.cli.parsing import SESSIONS, command_app
from runner.cli.place import WorkspaceOption, open_engine
from runner.cli.printing import one_line
from runner.errors import ExitCode
from runner.item import ItemState
from runner.run.serving import Service, serve

app = command_app("workers")

KINDS = ("web",)
"""The kinds of screens that this version can work."""


class Lines:
    """One line for each thing that happens, with its time: for a terminal and a service's log."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet

    def began(self, run: str, total: int, left: int) -> None:
        """Nothing: runs begin elsewhere."""

    def item_began(self, worker: str, key: str | None) -> None:
        """Nothing: how it ends is told."""

    def item_ended(self, worker: str, key: str | None, state: ItemState, message: str) -> None:
        """One line an item; only what did not go well when quiet."""
        del worker
        if state is ItemState.DONE and self._quiet:
            return
        what = "to be tried again" if state is ItemState.NEW else state.value
        self.said(f"{key or '(no key)'}: {what}{f': {message}' if message else ''}")

    def said(self, message: str) -> None:
        """A sentence, with the time."""
        now = datetime.now().astimezone()
        print(f"{now:%H:%M:%S} {one_line(message, 500)}", file=sys.stderr, flush=True)

    def confirm(self, question: str) -> bool | None:
        """Nobody sits at a service's terminal."""
        del question
        return None

    def ended(self) -> None:
        """Nothing: each item has told."""


@app.default
def workers(
    *,
    slots: Annotated[
        int, Parameter(validator=SESSIONS, help="Items worked at a time on this host.")
    ] = 1,
    bots: Annotated[
        tuple[str, ...],
        Parameter(name="--bot", negative="", help="Only this bot; as often as needed."),
    ] = (),
    until_idle: Annotated[
        bool, Parameter(negative="", help="End when nothing is left that this host could do.")
    ] = False,
    quiet: Annotated[bool, Parameter(negative="", help="Tell only what did not go well.")] = False,
    workspace: WorkspaceOption = None,
) -> int:
    """Work what was queued with `deskhand run … --queue`, on as many hosts as you like.

    All hosts use one store (see settings.toml) and the same workspace. Ctrl-C stops after the
    current steps, a second one at once; what was begun is taken up again, and looked at first.
    """
    engine = open_engine(workspace)
    for bot in bots:
        engine.workspace.load_bot(bot)
    service = Service(slots, KINDS, bots or None, until_idle)
    lines = Lines(quiet=quiet)
    lines.said(f"{slots} at a time; Ctrl-C stops.")
    serve(engine, service, lines)
    lines.said("Stopped." if not until_idle else "Nothing is left to do.")
    return ExitCode.OK
