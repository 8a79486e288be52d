"""`deskhand show`: a run or an item with everything that is known of it."""

from rich.console import Console
from rich.text import Text

from runner.cli.parsing import command_app
from runner.cli.place import JsonOption, WorkspaceOption, look_at_store
from runner.cli.printing import COLOURS, coloured, local, one_line, print_json, print_table
from runner.cli.runs import described
from runner.errors import ExitCode, InputError
from runner.item import ItemOutcome, ItemState
from runner.store.errors import NoSuchRunError
from runner.store.outcomes import Wanted
from runner.store.store import Store

app = command_app("show")


class NoRunYetError(InputError):
    """The store has no run at all."""

    def __init__(self) -> None:
        super().__init__("There is no run yet.", hint="`deskhand run BOT --from FILE` begins one.")


@app.default
def show(
    name: str = "last", /, *, workspace: WorkspaceOption = None, json: JsonOption = False
) -> int:
    """Show a run or an item.

    Parameters
    ----------
    name
        A run's name (or its beginning, or `last`), an item's number, or an item's key.
    """
    store = look_at_store(workspace)
    try:
        try:
            run = store.runs.get(name).id
        except NoSuchRunError as error:
            if name == "last":
                raise NoRunYetError from error
            show_item(store.outcomes.one(name), as_json=json)
            return ExitCode.OK
        show_run(store, run, as_json=json)
    finally:
        store.close()
    return ExitCode.OK


def show_run(store: Store, run: str, *, as_json: bool) -> None:
    """A run: its counts, its papers, and what did not go well."""
    found = described(store, store.runs.get(run))
    folder = store.evidence / run
    if as_json:
        print_json(found | {"evidence": folder})
        return
    console = Console(highlight=False, soft_wrap=True)
    console.print(Text(f"Run {run}: bot {found['bot']}, {found['feed']}", style="bold"))
    ended = f", ended {local(found['ended_at'])}" if found["ended_at"] else ""
    console.print(
        f"{found['state']}, started {local(found['started_at'])} by {found['started_by']}{ended}"
    )
    for state in ItemState:
        if found["items"][state.value]:
            console.print(
                Text(f"{found['items'][state.value]:>7} {state.value}", style=COLOURS[state])
            )
    if found["message"]:
        console.print(Text(one_line(found["message"], 1000), style="bold red"))
    for file in ("report.html", "results.xlsx", "log.jsonl"):
        if (folder / file).exists():
            console.print(f"{file + ':':<14}{folder / file}")
    troubled = [
        item
        for state in (ItemState.IN_DOUBT, ItemState.FAILED, ItemState.REJECTED)
        for item in store.outcomes.find(Wanted(run=run, state=state), 20)
    ]
    if troubled:
        rows = [(i.item, i.key, coloured(i.state), i.source, i.message) for i in troubled]
        print_table(("item", "key", "state", "from", "message"), rows, empty="")


def show_item(item: ItemOutcome, *, as_json: bool) -> None:
    """An item: its steps, what it changed, its pictures."""
    if as_json:
        print_json(item)
        return
    console = Console(highlight=False, soft_wrap=True)
    title = Text(f"Item {item.item}, key {one_line(item.key or '-')}: ", style="bold")
    console.print(title.append(item.state.value, style=COLOURS[item.state]))
    console.print(f"from {one_line(str(item.source))}; {item.tries} attempts")
    for label, text in (("record", item.record), ("message", item.message), *notes(item)):
        if text:
            console.print(Text(f"{label}: {one_line(text, 2000)}"))
    for step in item.steps:
        settled = (
            f", settled by {step.settled_by} {local(step.settled_at)}" if step.settled_at else ""
        )
        console.print(f"step {step.name}: {step.state}, intent {local(step.intended_at)}{settled}")
    if item.changes:
        rows = [(c.screen, c.element, c.before, c.after) for c in item.changes]
        print_table(("screen", "element", "before", "after"), rows, empty="")
    for picture in item.pictures:
        console.print(f"picture: {picture}")


def notes(item: ItemOutcome) -> list[tuple[str, str]]:
    """The item's notes, each with its label."""
    return [("note", note) for note in item.notes]
