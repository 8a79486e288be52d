"""`deskhand demo`: the main job on a made-up CRM, with its ledger as the judge."""

import importlib
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from runner.cli.demo_programs import account, started
from runner.cli.parsing import SESSIONS, at_least, command_app
from runner.cli.place import JsonOption, WorkspaceOption, find_workspace
from runner.cli.printing import print_json
from runner.cli.progress import TerminalProgress
from runner.cli.run import AppOptions, FeedOptions, WayOptions, make_order
from runner.cli.summary import as_object, print_outcome
from runner.errors import ExitCode, InputError
from runner.item import ItemState
from runner.run.engine import Engine, RunResult
from runner.settings import Settings, load_settings
from runner.workspace import Workspace

app = command_app("demo")
app.command("runner.cli.demo_orders:orders", name="orders")


class NoDemoError(InputError):
    """The demo is part of the repository, not of the installed package."""

    def __init__(self, root: Path) -> None:
        super().__init__(
            f"{root} has no demo/ folder: the demo comes with the repository.",
            hint="Clone the repository and start it there.",
        )


@dataclass(frozen=True, slots=True)
class Crm:
    """The running demo CRM."""

    address: str
    ledger: Path


@app.default
def demo(
    *,
    show: Annotated[bool, Parameter(negative="", help="Watch the browser work.")] = False,
    sessions: Annotated[
        int, Parameter(validator=SESSIONS, help="Signed-in sessions side by side.")
    ] = 1,
    limit: Annotated[
        int | None, Parameter(validator=at_least(1), help="Only the first N of the 200 rows.")
    ] = None,
    faults: Annotated[
        str, Parameter(help='What the CRM does wrong, as JSON: {"slow_ms": 250}.')
    ] = "",
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Run the main job: 200 customers from a workbook into a made-up CRM in a real browser.

    Every demo has a store, a CRM and a ledger of its own, in a new folder under evidence/. Some
    rows are bad on purpose, so the exit code is that of a run with rejected items, 1; 3 when
    something is in doubt, or the CRM's own ledger does not agree with what the run says.
    """
    found = find_workspace(workspace)
    workbook = found.root / "demo" / "customers.xlsx"
    if not workbook.exists():
        raise NoDemoError(found.root)
    folder = found.root / "evidence" / f"demo-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
    folder.mkdir(parents=True, mode=0o700)
    progress = TerminalProgress(quiet=json)
    feed = FeedOptions(source=workbook, limit=limit)
    way = WayOptions(sessions=sessions, show=show)
    with serving(found, folder, faults) as crm, ExitStack() as stack:
        engine = Engine(found, demo_settings(found, folder))
        target = AppOptions(addresses=(f"crm={crm.address}",))
        order = make_order(engine, "update_contact", feed, target, way, stack, progress)
        result = engine.run(order, progress)
        ledger = judged(crm.ledger)
    return say(result, ledger, as_json=json)


def demo_settings(workspace: Workspace, folder: Path) -> Settings:
    """The workspace's settings with a store and an evidence folder of this demo's own."""
    settings = load_settings(workspace.root)
    places = {"store": str(folder / "store.db"), "evidence": str(folder)}
    # The workspace's own files stay as they are, however often the demo is shown.
    return settings.model_copy(update=places | {"learn": False})


@contextmanager
def serving(workspace: Workspace, folder: Path, faults: str) -> Iterator[Crm]:
    """Start the CRM, and end it with the block."""
    ledger = folder / "ledger.jsonl"
    password = os.urandom(9).hex()
    words = ["demo", "--port", "0", "--ledger", str(ledger)]
    words += ["--faults", faults] if faults else []
    with (
        started(workspace, words, {"DEMO_PASSWORD": password}) as about,
        account("CRM", password),
    ):
        yield Crm(about["address"], ledger)


def judged(ledger: Path) -> dict[str, int]:
    """What the CRM says was entered."""
    module: Any = importlib.import_module("demo.ledger")
    entries = module.entries(ledger)
    return {"entered": module.entered(entries), "duplicates": len(module.duplicates(entries))}


def say(result: RunResult, ledger: dict[str, int], *, as_json: bool) -> int:
    """The summary, and whether bot and CRM agree."""
    agreed = agrees(result, ledger)
    if as_json:
        print_json(as_object(result) | {"ledger": ledger})
    else:
        print_outcome(result)
        told = f"{ledger['entered']} customers entered, {ledger['duplicates']} entered twice"
        print(f"{'Ledger:':<9}{told}, says the CRM{'' if agreed else '. THE RUN SAYS OTHERWISE'}.")
    return result.exit_code if agreed else ExitCode.NEEDS_A_PERSON


def agrees(result: RunResult, ledger: dict[str, int]) -> bool:
    """Whether the CRM has what the run calls done, once each; doubts may be there or not."""
    done, doubts = (result.counts[state] for state in (ItemState.DONE, ItemState.IN_DOUBT))
    return not ledger["duplicates"] and done <= ledger["entered"] <= done + doubts
