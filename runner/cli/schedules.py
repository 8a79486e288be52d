"""`deskhand schedules`: what starts by itself, when next, and what came of it last."""

from datetime import UTC, datetime
from typing import Any

from runner.cli.book import book_of
from runner.cli.parsing import command_app
from runner.cli.place import JsonOption, WorkspaceOption, find_workspace, look_at_store
from runner.cli.printing import one_line, print_json
from runner.errors import ExitCode
from runner.item import ItemState
from runner.schedules.book import Planned
from runner.schedules.trigger_wording import arrival_words
from runner.schedules.wording import near, next_words, when_words
from runner.serve.beginning import pause_words
from runner.store.fires import Fire
from runner.store.fleet import Pause
from runner.store.store import Store

app = command_app("schedules")

app.command(
    "runner.cli.schedules_preview:preview",
    name="preview",
    help="List every due time until a day, and those that are left out.",
)
app.command(
    "runner.cli.schedules_export:export",
    name="export",
    help="Write the lines that have cron, systemd or Windows start the schedules.",
)

COUNTED = (ItemState.DONE, ItemState.REJECTED, ItemState.FAILED, ItemState.IN_DOUBT,
           ItemState.WAITING, ItemState.NEW)  # fmt: skip


@app.default
def schedules(*, workspace: WorkspaceOption = None, json: JsonOption = False) -> int:
    """Say in plain words when each schedule starts next, and what came of it last."""
    book = book_of(find_workspace(workspace))
    now = datetime.now(UTC)
    store = look_at_store(workspace)
    try:
        pauses = store.fleet.pauses()
        lasts = {name: store.fires.last_begun(name) for name in book.schedules}
        well = store.happenings.last_success(book.schedules)
        if json:
            print_json(
                [
                    as_object(each, lasts[name], now) | {"last_success": well.get(name)}
                    for name, each in book.schedules.items()
                ]
            )
            return ExitCode.OK
        blocks = [
            block(each, lasts[name], store, pauses, now, well.get(name))
            for name, each in book.schedules.items()
        ]
    finally:
        store.close()
    print("\n\n".join(blocks) or f"No schedules in {book.file}.")
    for name, trigger in book.triggers.items():
        print(f"\n{name}: {trigger.bot}, {arrival_words(trigger)}. `deskhand serve` listens.")
    return ExitCode.OK


def block(
    planned: Planned,
    last: Fire | None,
    store: Store,
    pauses: list[Pause],
    now: datetime,
    well: datetime | None,
) -> str:
    """One schedule in a few lines."""
    schedule, entry = planned.schedule, planned.entry
    # Values may be personal; whoever may see them has the file.
    what = entry.feed or f"one item, by {', '.join(entry.set or {})}"
    lines = [f"{schedule.name}: {entry.bot} over {what}", f"  {when_words(schedule)}"]
    coming = next_words(schedule, now)
    if coming:
        first, then, later = coming.partition(", then ")
        lines.append(f"  next: {first}{local_words(planned, now)}{then}{later}")
    if last is not None:
        lines.append(f"  last: {near(last.slot, now, schedule)}: {came_of(last, store)}")
        told = near(well, now, schedule) if well is not None else "never yet"
        lines.append(f"  all was done last: {told}")
    held = pause_words(planned, pauses)
    if held is not None:
        lines.append(f"  PAUSED: {held.removeprefix('skipped: ')}")
    if entry.note:
        lines.append(f"  {entry.note}")
    return "\n".join(one_line(line, 400) for line in lines)


def local_words(planned: Planned, now: datetime) -> str:
    """The next due time on this machine's clock, where that shows another time."""
    slot = planned.schedule.next(now)
    if slot is None:
        return ""
    here, there = slot.due.astimezone(), slot.due.astimezone(planned.schedule.zone)
    if here.utcoffset() == there.utcoffset():
        return ""
    return f" (here {here:%a %H:%M %Z})"


def came_of(fire: Fire, store: Store) -> str:
    """What came of a due time."""
    if fire.run is None:
        return fire.outcome or "it is being begun"
    counts = store.runs.counts(fire.run)
    told = [
        f"{counts[state]} {state.value.replace('_', ' ')}" for state in COUNTED if counts[state]
    ]
    state = store.runs.get(fire.run).state
    return f"run {fire.run}, {state}: {', '.join(told) or 'no items'}"


def as_object(planned: Planned, last: Fire | None, now: datetime) -> dict[str, Any]:
    """A schedule for a program."""
    slot = planned.schedule.next(now)
    return {
        "schedule": planned.schedule.name,
        "bot": planned.entry.bot,
        "when": when_words(planned.schedule),
        "zone": planned.schedule.zone.key,
        "next": slot.due if slot is not None else None,
        "last": last,
    }
