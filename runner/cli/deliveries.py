"""`deskhand deliveries`: what arrived for the triggers, and what became of it."""

from typing import Annotated, Any

from cyclopts import Parameter

from runner.cli.parsing import at_least, command_app
from runner.cli.place import JsonOption, WorkspaceOption, look_at_store
from runner.cli.printing import one_line, print_json, print_table
from runner.errors import ExitCode
from runner.store.deliveries import Delivery, DeliveryState

app = command_app("deliveries")

WORDS = {
    DeliveryState.BEGUN: "taken in",
    DeliveryState.REJECTED: "rejected",
    DeliveryState.SET_ASIDE: "set aside",
    DeliveryState.SEEN_BEFORE: "seen before",
}


@app.default
def deliveries(
    trigger: str | None = None,
    /,
    *,
    last: Annotated[int, Parameter(validator=at_least(1, 10_000), help="How many.")] = 20,
    aside: Annotated[
        bool, Parameter(negative="", help="Only what was rejected, or set aside for a person.")
    ] = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """List what arrived for the triggers, the latest first, and what became of it.

    Parameters
    ----------
    trigger
        Its name in schedules.yaml; else all of them.
    """
    states = (DeliveryState.REJECTED, DeliveryState.SET_ASIDE) if aside else ()
    store = look_at_store(workspace)
    try:
        found = store.deliveries.recent(trigger, *states, limit=last)
    finally:
        store.close()
    if json:
        print_json([as_object(each) for each in found])
        return ExitCode.OK
    rows = [
        (each.at, each.arrival.trigger, one_line(each.arrival.source, 40), *outcome(each))
        for each in found
    ]
    headers = ("arrived", "trigger", "what", "state", "run or reason")
    print_table(headers, rows, empty="Nothing has arrived yet. `deskhand serve` listens.")
    return ExitCode.OK


def outcome(delivery: Delivery) -> tuple[str, str]:
    """The state, and the run or the reason."""
    return WORDS[delivery.state], one_line(delivery.reason or delivery.run or "", 200)


def as_object(delivery: Delivery) -> dict[str, Any]:
    """A delivery for a program."""
    return {
        "at": delivery.at,
        "trigger": delivery.arrival.trigger,
        "what": delivery.arrival.source,
        "size": delivery.arrival.size,
        "message_id": delivery.arrival.message_id,
        "state": delivery.state.value,
        "run": delivery.run,
        "reason": delivery.reason,
    }
