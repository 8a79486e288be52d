"""`deskhand runs`: runs, the newest first."""

from typing import Annotated, Any

from cyclopts import Parameter

from runner.cli.parsing import at_least, command_app
from runner.cli.place import JsonOption, WorkspaceOption, look_at_store
from runner.cli.printing import print_json, print_table
from runner.errors import ExitCode
from runner.item import ItemState
from runner.run.locks import is_dead
from runner.store.runs import RunRecord, RunState
from runner.store.store import Store

app = command_app("runs")

COUNTED = (ItemState.DONE, ItemState.REJECTED, ItemState.FAILED, ItemState.IN_DOUBT, ItemState.NEW)


@app.default
def runs(
    *,
    limit: Annotated[
        int, Parameter(validator=at_least(1), help="How many at most: 20 if not said.")
    ] = 20,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """List runs, the newest first."""
    store = look_at_store(workspace)
    try:
        found = [described(store, record) for record in store.runs.recent(limit)]
    finally:
        store.close()
    if json:
        print_json(found)
    else:
        headers = ("run", "bot", "feed", "state", "started", "items")
        rows = [
            (*(run[name] for name in ("run", "bot", "feed", "state", "started_at")), counted(run))
            for run in found
        ]
        print_table(
            headers, rows, empty="There is no run yet. `deskhand run BOT --from FILE` begins one."
        )
    return ExitCode.OK


def counted(run: dict[str, Any]) -> str:
    """How a run's items stand, in a few words."""
    counts = ((run["items"][state.value], state.value) for state in COUNTED)
    return ", ".join(f"{count} {state}" for count, state in counts if count)


def described(store: Store, record: RunRecord) -> dict[str, Any]:
    """A run with its counts; `died` when its process is gone and did not end it."""
    state = record.state.value
    if record.state is RunState.RUNNING and is_dead(store.locks, f"run-{record.id}"):
        state = "died"
    counts = store.runs.counts(record.id)
    return {
        "run": record.id,
        "bot": record.bot,
        "feed": record.feed,
        "origin": record.origin,
        "state": state,
        "started_at": record.started_at,
        "ended_at": record.ended_at,
        "started_by": record.started_by,
        "exit_code": record.exit_code,
        "message": record.message,
        "items": {each.value: counts[each] for each in ItemState},
    }
