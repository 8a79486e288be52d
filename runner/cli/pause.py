"""`deskhand pause`: no work by a bot, on an app or on a host; nothing begun by a schedule."""

from datetime import UTC, datetime
from typing import Annotated

from cyclopts import Parameter

from runner.account import who
from runner.cli.book import book_of
from runner.cli.later import later
from runner.cli.parsing import command_app
from runner.cli.place import JsonOption, WorkspaceOption, find_workspace, open_store_here
from runner.cli.printing import print_json
from runner.errors import ExitCode, InputError
from runner.store.fleet import Host, Pausable, Pause
from runner.store.store import Store
from runner.workspace import Workspace

app = command_app("pause")


class NothingCalledSoError(InputError):
    """What is to be paused is not known."""

    def __init__(self, what: Pausable, name: str, known: list[str]) -> None:
        super().__init__(
            f"There is no {what.value} {name!r}.",
            hint=f"There are: {', '.join(known) or 'none'}.",
        )


@app.default
def pause(
    what: Pausable,
    name: str,
    /,
    *,
    reason: Annotated[str, Parameter(help="Shown to whoever wonders.")] = "",
    until: Annotated[
        str | None,
        Parameter(help="When it goes on by itself: 04:00, +90m, or 2026-11-30T04:00."),
    ] = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Pause a bot, an app or a host: the fleet's workers stop there after their current step.

    A schedule that is paused begins nothing; what it began goes on.

    Parameters
    ----------
    what
        `bot`, `app`, `host` or `schedule`.
    name
        The bot's, selector file's or schedule's name; a machine or one of its hosts as
        `deskhand fleet` shows them.
    """
    now = datetime.now(UTC)
    over = later(until, now) if until is not None else None
    store = open_store_here(workspace)
    try:
        check_name(find_workspace(workspace), store, what, name)
        store.fleet.pause(Pause(what, name, who(), now, reason, over))
    finally:
        store.close()
    if json:
        print_json({"paused": {what.value: name}, "until": over})
    else:
        ends = f" until {over.astimezone():%Y-%m-%d %H:%M %Z}" if over is not None else ""
        sooner = " sooner" if over is not None else ""
        print(f"Paused{ends}. Let it go on{sooner} with: deskhand unpause {what.value} {name}")
    return ExitCode.OK


def names_of(host: Host) -> tuple[str, str]:
    """A host's machine, and its own name as the fleet shows it."""
    return host.host, host.name.removeprefix(f"{host.host}-")


def check_name(workspace: Workspace, store: Store, what: Pausable, name: str) -> None:
    """A pause that matches nothing would be believed, and do nothing."""
    known = names_known(workspace, store, what)
    if name not in known:
        raise NothingCalledSoError(what, name, known)


def names_known(workspace: Workspace, store: Store, what: Pausable) -> list[str]:
    """Everything of a kind that can be paused.

    Raises:
        SchedulesFileError: schedules are asked for, and their file cannot be used.
    """
    match what:
        case Pausable.BOT:
            return workspace.bot_names()
        case Pausable.APP:
            return workspace.app_names()
        case Pausable.SCHEDULE:
            book = book_of(workspace)
            return sorted({*book.schedules, *book.triggers})
        case Pausable.HOST:
            hosts = [one.host for one in store.fleet.hosts()]
            return sorted({each for host in hosts for each in names_of(host)})
