"""`deskhand pause`: no work by a bot, on an app, or on a host."""

from datetime import UTC, datetime
from typing import Annotated

from cyclopts import Parameter

from runner.account import who
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
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Pause a bot, an app or a host: the fleet's workers stop there after their current step.

    Parameters
    ----------
    what
        `bot`, `app` or `host`.
    name
        The bot's or selector file's name; a machine or one of its hosts as `deskhand fleet`
        shows them.
    """
    store = open_store_here(workspace)
    try:
        check_name(find_workspace(workspace), store, what, name)
        store.fleet.pause(Pause(what, name, who(), datetime.now(UTC), reason))
    finally:
        store.close()
    if json:
        print_json({"paused": {what.value: name}})
    else:
        print(f"Paused. Let it go on with: deskhand unpause {what.value} {name}")
    return ExitCode.OK


def names_of(host: Host) -> tuple[str, str]:
    """A host's machine, and its own name as the fleet shows it."""
    return host.host, host.name.removeprefix(f"{host.host}-")


def check_name(workspace: Workspace, store: Store, what: Pausable, name: str) -> None:
    """A pause that matches nothing would be believed, and do nothing."""
    hosts = [one.host for one in store.fleet.hosts()]
    known = {
        Pausable.BOT: workspace.bot_names(),
        Pausable.APP: workspace.app_names(),
        Pausable.HOST: sorted({each for host in hosts for each in names_of(host)}),
    }[what]
    if name not in known:
        raise NothingCalledSoError(what, name, known)
