"""The summary of a run: how many, why not, and where the papers lie."""

from pathlib import Path

from rich.console import Console
from rich.text import Text

from runner.cli.printing import COLOURS, one_line, print_json
from runner.item import ItemState
from runner.run.engine import RunResult
from runner.run.serving import Queued

SAID = (
    (ItemState.DONE, "done"),
    (ItemState.REJECTED, "rejected"),
    (ItemState.FAILED, "failed"),
    (ItemState.IN_DOUBT, "in doubt"),
    (ItemState.WAITING, "waiting"),
    (ItemState.NEW, "not worked yet"),
    (ItemState.WORKING, "in work"),
)


def print_result(result: RunResult, *, as_json: bool) -> None:
    """For a person in words, for a program as one object."""
    if as_json:
        print_json(as_object(result))
        return
    print_outcome(result)
    print(next_action(result))


def print_queued(queued: Queued, *, as_json: bool) -> None:
    """What was left to the fleet."""
    if as_json:
        counts = {state.value: count for state, count in queued.counts.items()}
        print_json({"run": queued.run, "items": counts, "queued": True})
        return
    left, refused = queued.counts[ItemState.NEW], queued.counts[ItemState.REJECTED]
    print(f"Run {queued.run}: {left} queued, {refused} rejected.")
    print(f"Work them with: deskhand workers. Look with: deskhand show {queued.run}")


def print_outcome(result: RunResult) -> None:
    """How many, why not, and where the papers lie."""
    console = Console(highlight=False, soft_wrap=True, markup=False)
    console.print()
    print_counts(console, result)
    if result.message:
        console.print(Text(one_line(result.message, 1000), style="bold red"))
    console.print()
    for label, paper in (("Results:", result.papers.results), ("Report:", result.papers.report)):
        if paper is not None:
            console.print(f"{label:<9}{near(paper)}")
    for note in result.papers.notes:
        console.print(f"{'Note:':<9}{one_line(note, 1000)}")


def near(path: Path) -> Path:
    """The path as a person would type it here."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def print_counts(console: Console, result: RunResult) -> None:
    """How many, and why not."""
    for state, words in SAID:
        count = result.counts.get(state, 0)
        if count or state is ItemState.DONE:
            console.print(Text(f"{count:>7} {words}", style=COLOURS[state]))
    if result.known:
        console.print(f"        ({result.known} of them by another run; not entered again)")
    for reason, count in result.papers.reasons:
        console.print(Text(f"        {count} × {one_line(reason, 160)}", style="dim"))


def next_action(result: RunResult) -> str:
    """What a person may want to do now."""
    if result.counts.get(ItemState.IN_DOUBT):
        return "Next:    deskhand items --state in_doubt, look, then deskhand settle ITEM …"
    if result.counts.get(ItemState.WAITING):
        return "Next:    deskhand decisions; where a screen has changed: deskhand screens repairs"
    if result.counts.get(ItemState.NEW) or result.counts.get(ItemState.WORKING):
        return f"Next:    deskhand resume {result.run}"
    return f"More:    deskhand show {result.run}"


def as_object(result: RunResult) -> dict[str, object]:
    """The result as `--json` prints it."""
    return {
        "run": result.run,
        "items": {state.value: count for state, count in result.counts.items()},
        "known": result.known,
        "exit_code": result.exit_code,
        "message": result.message,
        "results": result.papers.results,
        "report": result.papers.report,
    }
