"""`deskhand watch`: what runs now, how fast, what waits, what is due next."""

import sys
from typing import Annotated

from cyclopts import Parameter

from runner.cli.parsing import command_app
from runner.cli.place import JsonOption, WorkspaceOption, find_workspace, look_at_store
from runner.cli.printing import print_json
from runner.errors import DeskhandError, EnvironmentFault, ExitCode
from runner.schedules.book import NAME, ScheduleBook, read_book
from runner.waiting import pause
from runner.watch.looking import Looker
from runner.workspace import Workspace

app = command_app("watch")

EVERY_SECONDS = 1.0

OnceOption = Annotated[bool, Parameter(negative="", help="Show it once, and end.")]


@app.default
def watch(
    *, once: OnceOption = False, workspace: WorkspaceOption = None, json: JsonOption = False
) -> int:
    """Show what runs now, how fast, until when, what waits, and what is due next. Ctrl-C ends.

    Without a terminal it is shown once. The rate is measured over the last five minutes.
    """
    book = book_if_any(find_workspace(workspace))
    store = look_at_store(workspace)
    try:
        looker = Looker(store, book)
        if json:
            print_json(looker.look())
        elif once or not sys.stdout.isatty():
            show_once(looker)
        else:
            show_live(looker)
    finally:
        store.close()
    return ExitCode.OK


def book_if_any(workspace: Workspace) -> ScheduleBook | None:
    """The schedules; what is wrong with the file is said, and the rest is shown."""
    file = workspace.root / NAME
    if not file.is_file():
        return None
    try:
        return read_book(file)
    except DeskhandError as error:
        print(f"deskhand: {error.sentence()}", file=sys.stderr)
        return None


def show_once(looker: Looker) -> None:
    """One page, as wide as the terminal; 100 columns where there is none."""
    from rich.console import Console

    from runner.watch.page import page

    console = Console(width=None if sys.stdout.isatty() else 100, highlight=False)
    console.print(page(looker.look(), console.width))


def show_live(looker: Looker) -> None:
    """The page, anew every second, until a person ends it."""
    from rich.console import Console, RenderableType
    from rich.live import Live
    from rich.text import Text

    from runner.watch.page import page

    console = Console(highlight=False)

    def shown() -> RenderableType:
        try:
            return page(looker.look(), console.width)
        except EnvironmentFault as fault:
            return Text(f"{fault.sentence()}\nTrying again.", style="red")

    try:
        with Live(shown(), console=console, screen=True, auto_refresh=False) as live:
            while True:
                pause(EVERY_SECONDS, because="people cannot read faster")
                live.update(shown(), refresh=True)
    except KeyboardInterrupt:
        console.print(page(looker.look(), console.width))
