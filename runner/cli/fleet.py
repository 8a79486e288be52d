"""`deskhand fleet`: hosts, what they do, and what is paused."""

from collections import Counter
from collections.abc import Iterator, Sequence

from runner.cli.parsing import command_app
from runner.cli.place import JsonOption, WorkspaceOption, look_at_store
from runner.cli.printing import print_json, print_table
from runner.errors import ExitCode
from runner.run.access import outage_words
from runner.run.seating import RESOURCE
from runner.store.breakers import Outage
from runner.store.fleet import Pause
from runner.store.seats import Seat

app = command_app("fleet")


@app.default
def fleet(*, workspace: WorkspaceOption = None, json: JsonOption = False) -> int:
    """Show every host that serves or lately did, what it can do, and what is paused."""
    store = look_at_store(workspace)
    try:
        hosts, pauses = store.fleet.hosts(), store.fleet.pauses()
        outages, seats = store.breakers.outages(), store.seats.taken()
    finally:
        store.close()
    if json:
        print_json({"hosts": hosts, "pauses": pauses, "outages": outages, "seats": seats})
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
    for line in [*map(pause_line, pauses), *map(outage_line, outages), *seat_lines(seats)]:
        print(line)
    return ExitCode.OK


def pause_line(pause: Pause) -> str:
    """What is paused, by whom, until when, and why."""
    why = f": {pause.reason}" if pause.reason else ""
    until = f" until {pause.until.astimezone():%d %b %H:%M}" if pause.until is not None else ""
    return f"Paused: {pause.what.value} {pause.name} by {pause.who}{until}{why}"


def outage_line(outage: Outage) -> str:
    """Which app is left alone, and when it is looked at."""
    at = f"{outage.probe_at.astimezone():%H:%M:%S}"
    looked = f" ({outage.probes} looks in vain)" if outage.probes else ""
    return f"{outage_words(outage)} Next look: {at}{looked}."


def seat_lines(seats: Sequence[Seat]) -> Iterator[str]:
    """How many sessions of apps, and resources, are in use."""
    for name, count in sorted(Counter(seat.app for seat in seats).items()):
        resource = name.removeprefix(RESOURCE)
        what = f"resource {resource}" if resource != name else f"app {name}"
        users = "1 worker" if count == 1 else f"{count} workers"
        yield f"In use: {what}, by {users}"
