"""`deskhand fleet`: hosts, what they do, and what is paused."""

from runner.cli.parsing import command_app
from runner.cli.place import JsonOption, WorkspaceOption, look_at_store
from runner.cli.printing import print_json, print_table
from runner.errors import ExitCode

app = command_app("fleet")


@app.default
def fleet(*, workspace: WorkspaceOption = None, json: JsonOption = False) -> int:
    """Show every host that serves or lately did, what it can do, and what is paused."""
    store = look_at_store(workspace)
    try:
        hosts, pauses = store.fleet.hosts(), store.fleet.pauses()
    finally:
        store.close()
    if json:
        print_json({"hosts": hosts, "pauses": pauses})
        return ExitCode.OK
    rows = [
        (
            one.host.host,
            one.host.name.removeprefix(f"{one.host.host}-"),
            one.state,
            f"{one.items} of {one.host.slots}",
            ", ".join(one.host.kinds),
            ", ".join(one.host.bots) if one.host.bots is not None else "all",
            f"{one.seen_at.astimezone():%d %b %H:%M:%S}",
        )
        for one in hosts
    ]
    headers = ("machine", "host", "state", "in work", "screens", "bots", "seen")
    print_table(headers, rows, empty="No host serves. Start one: deskhand workers")
    for pause in pauses:
        why = f": {pause.reason}" if pause.reason else ""
        print(f"Paused: {pause.what.value} {pause.name} by {pause.who}{why}")
    return ExitCode.OK
