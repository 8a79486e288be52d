"""`deskhand unpause`: what was paused goes on."""

from runner.account import who
from runner.cli.parsing import command_app
from runner.cli.place import JsonOption, WorkspaceOption, open_store_here
from runner.cli.printing import print_json
from runner.errors import ExitCode, InputError
from runner.store.fleet import Pausable
from runner.store.store import Store

app = command_app("unpause")


class NotPausedError(InputError):
    """Nothing of that name is paused."""

    def __init__(self, what: Pausable, name: str) -> None:
        super().__init__(
            f"The {what.value} {name!r} is not paused.", hint="`deskhand fleet` shows what is."
        )


@app.default
def unpause(
    what: Pausable, name: str, /, *, workspace: WorkspaceOption = None, json: JsonOption = False
) -> int:
    """Let a paused bot, app or host go on.

    Parameters
    ----------
    what
        `bot`, `app`, `host` or `schedule`. An app that is left alone because it does not answer
        is tried again at once.
    name
        As it was paused.
    """
    store = open_store_here(workspace)
    try:
        if not let_go_on(store, what, name):
            raise NotPausedError(what, name)
    finally:
        store.close()
    if json:
        print_json({"unpaused": {what.value: name}})
    else:
        print(f"The {what.value} {name} goes on.")
    return ExitCode.OK


def let_go_on(store: Store, what: Pausable, name: str) -> bool:
    """End a pause and, of an app, what its breaker says; False when there was neither."""
    found = store.fleet.unpause(what, name, who())
    if what is Pausable.APP:
        for outage in store.breakers.outages():
            if outage.app == name:
                found |= store.breakers.recovered(outage, who())
    return found
