"""`deskhand items`: items by state, bot, run or key."""

import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from runner.account import who
from runner.cli.parsing import at_least, command_app
from runner.cli.place import JsonOption, WorkspaceOption, look_at_store, open_store_here
from runner.cli.printing import coloured, print_json, print_table
from runner.errors import ExitCode, InputError
from runner.item import ItemState
from runner.store import handling
from runner.store.outcomes import Wanted
from runner.store.store import Store

if TYPE_CHECKING:
    from runner.schedules.forecast import Forecast

app = command_app("items")


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class Filter:
    """Which items."""

    state: Annotated[ItemState | None, Parameter(help="Only these.", name="--state")] = None
    run: Annotated[str | None, Parameter(help="Of this run; `last` is the newest.")] = None
    bot: Annotated[str | None, Parameter(help="Of this bot.")] = None
    key: Annotated[str | None, Parameter(help="With this business key.")] = None
    item: Annotated[int | None, Parameter(help="With this number.")] = None
    late: Annotated[
        bool, Parameter(negative="", help="Only what is past its due time and not done.")
    ] = False

    def wanted(self, store: Store) -> Wanted:
        """As the store is asked."""
        name = store.runs.get(self.run).id if self.run is not None else None
        late_at = datetime.now(UTC) if self.late else None
        return Wanted(name, self.state, self.bot, self.key, self.item, late_at)


class EveryItemError(InputError):
    """Nothing was said about which items to change."""

    def __init__(self) -> None:
        super().__init__(
            "This would change items of every run and bot.",
            hint="Say which: --run, --bot, --state, --key or --item; --dry-run counts them first.",
        )


DryRunOption = Annotated[
    bool, Parameter(name="--dry-run", negative="", help="Only say how many it would be.")
]

YesOption = Annotated[
    bool, Parameter(name="--yes", negative="", help="Do not ask, however many items it is.")
]


class NotAskedError(InputError):
    """Many items would be changed, and there is nobody to ask."""

    def __init__(self, count: int, what: str) -> None:
        super().__init__(
            f"{count} items would be changed ({what}), and nobody was asked; nothing was done.",
            hint="Say --yes if it is meant.",
        )


class ListExistsError(InputError):
    """A list never replaces a file that nobody said may go."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            f"{file} is there already; nothing was written.",
            hint="Give another name, or --force to replace it.",
        )


@app.default
def items(
    *,
    which: Filter = Filter(),
    limit: Annotated[
        int, Parameter(validator=at_least(0), help="How many at most: 50 if not said, 0 for all.")
    ] = 50,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """List items, in the order of their feeds; or change many with one of the commands below."""
    store = look_at_store(workspace)
    try:
        found = list(store.outcomes.find(which.wanted(store), limit or None))
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


@app.command
def forecast(*, workspace: WorkspaceOption = None, json: JsonOption = False) -> int:
    """Say when what is queued will be done at the rate of the last quarter of an hour, and how
    much of it too late.
    """
    from runner.schedules.forecast import forecasts

    store = look_at_store(workspace)
    try:
        found = forecasts(store, datetime.now(UTC))
    finally:
        store.close()
    if json:
        print_json(found)
        return ExitCode.OK
    headers = ("run", "bot", "left", "an hour", "done at", "due", "late")
    print_table(headers, map(forecast_row, found), empty="Nothing is left to be done.")
    return ExitCode.OK


def forecast_row(one: "Forecast") -> tuple[object, ...]:
    """One line of the forecast."""
    rate = f"{one.rate.per_minute * 60:,.0f}" if one.rate is not None else "nothing moves"
    done = f"{one.done_at.astimezone():%d %b %H:%M}" if one.done_at is not None else "-"
    due = f"{one.due_at.astimezone():%d %b %H:%M}" if one.due_at is not None else "-"
    return one.run, one.bot, one.left, rate, done, due, one.late or "-"


@app.command
def retry(
    *,
    which: Filter = Filter(),
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Try failed and rejected items again. What was entered stays entered; rows that never
    validated stay rejected.
    """
    return change(handling.retry(), which, workspace, dry_run=dry_run, yes=yes, json=json)


@app.command
def release(
    *,
    which: Filter = Filter(),
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Try at once what waits for a later time."""
    return change(handling.release(), which, workspace, dry_run=dry_run, yes=yes, json=json)


@app.command
def reject(
    reason: str,
    /,
    *,
    which: Filter = Filter(),
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Do not work what was not begun. `deskhand items retry` takes it back.

    Parameters
    ----------
    reason
        Why, for the results.
    """
    return change(handling.reject(reason), which, workspace, dry_run=dry_run, yes=yes, json=json)


@app.command
def priority(
    number: Annotated[int, Parameter(validator=at_least(1, 9))],
    /,
    *,
    which: Filter = Filter(),
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Put items that were not begun before or behind others.

    Parameters
    ----------
    number
        1 comes first, 9 last; usually 5.
    """
    return change(handling.priority(number), which, workspace, dry_run=dry_run, yes=yes, json=json)


@app.command
def due(
    at: datetime,
    /,
    *,
    which: Filter = Filter(),
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Say when items are due: of one priority, the earliest come first.

    Parameters
    ----------
    at
        `2026-11-30` or `2026-11-30T17:00`, in your own time zone.
    """
    return change(
        handling.due(at.astimezone()), which, workspace, dry_run=dry_run, yes=yes, json=json
    )


@app.command
def export(
    file: Path,
    /,
    *,
    which: Filter = Filter(),
    force: Annotated[
        bool, Parameter(negative="", help="Replace a file that is there already.")
    ] = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Write items, however many, into a workbook, a CSV file or one of JSON lines.

    Parameters
    ----------
    file
        Its ending says what it is to be: `.xlsx`, `.csv` or `.jsonl`.
    """
    from runner.evidence.item_list import writer_for  # spreadsheets are heavy

    writer = writer_for(file)
    if file.exists() and not force:
        raise ListExistsError(file)
    store = look_at_store(workspace)
    try:
        count = writer(store.outcomes.find(which.wanted(store)), file)
    finally:
        store.close()
    if json:
        print_json({"items": count, "file": file.absolute()})
    else:
        print(f"{file}: {count} items.")
    return ExitCode.OK


def confirmed(count: int, what: str) -> bool:
    """Whether the person at the terminal says yes.

    Raises:
        NotAskedError: there is no terminal.
    """
    if not sys.stdin.isatty():
        raise NotAskedError(count, what)
    return input(f"Change {count} items ({what})? Type yes: ").strip().lower() in {"y", "yes"}


def change(
    what: handling.Handling,
    which: Filter,
    workspace: Path | None,
    *,
    dry_run: bool,
    yes: bool,
    json: bool,
) -> int:
    """Change items, or count them."""
    if which == Filter():
        raise EveryItemError
    store = open_store_here(workspace)
    try:
        wanted = which.wanted(store)
        count = handling.count(store.database, wanted, what)
        if count > 1 and not dry_run and not yes and not confirmed(count, what.what.value):
            print("Nothing was changed.")
            return ExitCode.OK
        runs = [] if dry_run else handling.apply(store.database, wanted, what, who())
    finally:
        store.close()
    if json:
        print_json({"items": count, "dry_run": dry_run, "resume": runs})
        return ExitCode.OK
    would = "would be changed" if dry_run else "changed"
    print(f"{count} {would} ({what.what.value}).")
    for run in runs:
        print(f"Go on with: deskhand resume {run}")
    return ExitCode.OK
