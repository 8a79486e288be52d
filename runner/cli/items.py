"""`deskhand items`: items by state, bot, run or key."""

from typing import Annotated

from cyclopts import Parameter

from runner.cli.parsing import at_least, command_app
from runner.cli.place import JsonOption, WorkspaceOption, open_store_here
from runner.cli.printing import coloured, print_json, print_table
from runner.errors import ExitCode
from runner.item import ItemState
from runner.store.outcomes import Wanted

app = command_app("items")


@app.default
def items(
    *,
    state: Annotated[ItemState | None, Parameter(help="Only these.", name="--state")] = None,
    run: Annotated[str | None, Parameter(help="Of this run; `last` is the newest.")] = None,
    bot: Annotated[str | None, Parameter(help="Of this bot.")] = None,
    key: Annotated[str | None, Parameter(help="With this business key.")] = None,
    limit: Annotated[
        int, Parameter(validator=at_least(0), help="How many at most: 50 if not said, 0 for all.")
    ] = 50,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """List items, in the order of their feeds."""
    store = open_store_here(workspace)
    try:
        name = store.runs.get(run).id if run is not None else None
        wanted = Wanted(run=name, state=state, bot=bot, key=key)
        found = list(store.outcomes.find(wanted, limit or None))
    finally:
        store.close()
    if json:
        print_json(found)
        return ExitCode.OK
    rows = [
        (item.item, item.key, coloured(item.state), item.source, item.record, item.message)
        for item in found
    ]
    headers = ("item", "key", "state", "from", "record", "message")
    print_table(headers, rows, empty="There is no such item.")
    if limit and len(found) == limit:
        print(f"Only the first {limit} are shown; --limit 0 shows all.")
    return ExitCode.OK
