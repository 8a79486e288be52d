"""`deskhand screens repairs`: what is proposed for selector files, and decisions about it."""

import sys
import webbrowser
from typing import Annotated, Any

from cyclopts import App, Parameter
from rich.console import Console
from rich.text import Text

from runner.account import who
from runner.cli.place import JsonOption, WorkspaceOption, find_workspace, open_store_here
from runner.cli.printing import print_json, print_table
from runner.errors import ExitCode
from runner.mending.deciding import Change, parse_locator
from runner.mending.deciding import accept as accept_repair
from runner.mending.sheet import Sheet, certainty, coloured, stands
from runner.store.proposals import RepairState
from runner.store.repairs import Repair

app = App(name="repairs", help="List what is proposed for selector files; accept or reject it.")

COLOURS = {"added": "green", "removed": "red", "head": "dim", "kept": ""}
NUMBER = "The repair's number."
HEADERS = ("repair", "element", "is now", "found by", "sure", "waiting", "decision")


@app.default
def repairs(
    *,
    of: Annotated[
        str | None, Parameter(name="--app", help="Only those of this selector file.")
    ] = None,
    every: Annotated[
        bool, Parameter(name="--all", negative="", help="Those that were decided, too.")
    ] = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """List repairs that wait for a decision. Exit code 3 when there are any, else 0."""
    store = open_store_here(workspace)
    try:
        found = store.repairs.find(None if every else RepairState.OPEN, of)
        waiting = {one.id: len(store.repairs.waiting(one.id)) for one in found}
    finally:
        store.close()
    if json:
        print_json([told(one, waiting[one.id]) for one in found])
    else:
        # Of those that are open there is no decision to tell.
        width = len(HEADERS) if every else len(HEADERS) - 1
        rows = [row_of(one, waiting[one.id])[:width] for one in found]
        print_table(HEADERS[:width], rows, empty="Nothing is to be decided.")
        if rows:
            print("Look at one with: deskhand screens repairs show NUMBER")
    left = any(one.state is RepairState.OPEN for one in found)
    return ExitCode.NEEDS_A_PERSON if left else ExitCode.OK


def row_of(repair: Repair, waiting: int) -> tuple[Any, ...]:
    """A repair as a line of the list."""
    candidates = repair.details.get("candidates") or [""]
    found_by = repair.details.get("locator", {})
    return (
        repair.id,
        f"{repair.app}: {repair.screen}.{repair.element}",
        candidates[0],
        ", ".join(f"{key} {value!r}" for key, value in found_by.items()),
        certainty(repair),
        waiting or "",
        stands(repair),
    )


def told(repair: Repair, waiting: int) -> dict[str, Any]:
    """A repair for a program."""
    names = (name for name in Repair.__slots__)
    return {name: getattr(repair, name) for name in names} | {"waiting": waiting}


@app.command
def show(
    repair: Annotated[int, Parameter(help=NUMBER)],
    /,
    *,
    open_it: Annotated[
        bool, Parameter(name="--open", negative="", help="In the browser of this desktop.")
    ] = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Write the sheet of a repair: picture, evidence, and what accepting it writes."""
    found = find_workspace(workspace)
    store = open_store_here(workspace)
    try:
        one = store.repairs.one(repair)
        waiting = len(store.repairs.waiting(repair))
        path = Sheet(found.selectors, store.evidence).write(one, waiting)
    finally:
        store.close()
    if json:
        print_json(told(one, waiting) | {"sheet": path})
        return ExitCode.OK
    print(f"{one.sentence} ({one.details.get('summary', '')}).")
    print(f"Search: {certainty(one)}. {waiting} items wait for it. It is {stands(one)}.")
    print(f"Look at it: {path}")
    if open_it:
        webbrowser.open(path.as_uri())
    return ExitCode.OK


@app.command
def accept(
    repair: Annotated[int, Parameter(help=NUMBER)],
    /,
    *,
    locator: Annotated[
        str | None,
        Parameter(help='Another locator than the proposed one: "label: Street and number".'),
    ] = None,
    dry_run: Annotated[
        bool, Parameter(negative="", help="Only show what would be written.")
    ] = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Write a repair into its selector file; the items that wait for it are worked again."""
    found = find_workspace(workspace)
    chosen = parse_locator(locator) if locator is not None else None
    store = open_store_here(workspace)
    try:
        change = accept_repair(
            store.repairs, repair, found.selectors, who(), chosen, dry_run=dry_run
        )
        run = store.repairs.one(repair).run
        left = len(store.repairs.find(RepairState.OPEN))
    finally:
        store.close()
    if json:
        print_json({"repair": repair, "run": run, "dry_run": dry_run, **as_object(change)})
        return ExitCode.OK
    print_difference(change.difference)
    if dry_run:
        print("Nothing was written.")
        return ExitCode.OK
    app_name = change.file.stem
    print(f"{change.file.name} was changed; `deskhand screens undo {app_name}` takes it back.")
    if change.items:
        count = len(change.items)
        said = "1 item that waited is" if count == 1 else f"{count} items that waited are"
        print(f"{said} to be worked again. Go on with: deskhand resume {run}")
    if left:
        print(f"{left} more to decide on: deskhand screens repairs")
    return ExitCode.OK


def as_object(change: Change) -> dict[str, Any]:
    """A change for a program."""
    return {
        "file": change.file,
        "locator": change.locator,
        "difference": change.difference,
        "items": change.items,
    }


@app.command
def reject(
    repair: Annotated[int, Parameter(help=NUMBER)],
    /,
    *,
    why: Annotated[str, Parameter(help="The reason; it stands at the items that fail for it.")],
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Say that a repair is wrong: it is not proposed again, and the items that wait have failed."""
    store = open_store_here(workspace)
    try:
        items = store.repairs.reject(repair, who(), why)
    finally:
        store.close()
    if json:
        print_json({"repair": repair, "why": why, "items": items})
        return ExitCode.OK
    print(f"Repair {repair} was rejected; {len(items)} items that waited for it have failed.")
    if items:
        print("Once the file is right: deskhand items retry --state failed --run RUN")
    return ExitCode.OK


def print_difference(difference: str) -> None:
    """A difference in colours, where there are any."""
    console = Console(highlight=False, soft_wrap=True, markup=False, file=sys.stdout)
    for kind, line in coloured(difference):
        console.print(Text(line, style=COLOURS[kind]))
