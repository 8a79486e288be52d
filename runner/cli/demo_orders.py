"""`deskhand demo orders`: from a CRM in a browser to a program with windows and a green screen."""

import importlib.util
import os
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from runner.cli.demo import NoDemoError, demo_settings, judged, serving
from runner.cli.demo_programs import account, started
from runner.cli.parsing import SESSIONS, at_least
from runner.cli.place import JsonOption, WorkspaceOption, find_workspace
from runner.cli.printing import print_json
from runner.cli.progress import TerminalProgress
from runner.cli.run import AppOptions, FeedOptions, WayOptions, make_order
from runner.cli.summary import as_object, print_outcome
from runner.errors import EnvironmentFault, ExitCode
from runner.item import ItemState
from runner.run.engine import Engine, RunResult
from runner.workspace import Workspace

NEEDED = ("PySide6", "jeepney", "mss", "cv2", "Xlib", "tnz")
"""What the demo's programs and their drivers are made of."""


class DemoLacksError(EnvironmentFault):
    """Packages that only this demo needs are not installed."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(
            f"This demo needs packages that are not installed: {', '.join(missing)}.",
            hint="In the repository: scripts/prepare requirements/desktop.txt",
        )


@dataclass(frozen=True, slots=True)
class Places:
    """Where the three programs are."""

    crm: str
    host: str
    erp: Path
    """The ledger of the order program."""
    host_ledger: Path


def orders(
    *,
    show: Annotated[
        bool, Parameter(negative="", help="Watch the browser and the program work.")
    ] = False,
    sessions: Annotated[
        int, Parameter(validator=SESSIONS, help="Signed-in sessions side by side.")
    ] = 1,
    limit: Annotated[
        int | None, Parameter(validator=at_least(1), help="Only the first N of the 24 rows.")
    ] = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Hand 24 orders on: from a CRM to a program with windows and to a host with green screens.

    Each program has a ledger of its own. The last three rows are bad on purpose, so the exit code
    is that of a run with rejected items, 1; 3 when something is in doubt, or a ledger does not
    agree with what the run says.
    """
    found = find_workspace(workspace)
    workbook = found.root / "demo" / "orders.xlsx"
    if not workbook.exists():
        raise NoDemoError(found.root)
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise DemoLacksError(missing)
    folder = found.root / "evidence" / f"orders-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
    folder.mkdir(parents=True, mode=0o700)
    progress = TerminalProgress(quiet=json)
    with ExitStack() as stack:
        places = programs(found, folder, stack)
        engine = Engine(found, demo_settings(found, folder))
        addresses = (f"crm={places.crm}", f"erp={places.erp}", f"host={places.host}")
        feed, way = FeedOptions(source=workbook, limit=limit), WayOptions(sessions, show)
        target = AppOptions(addresses=addresses)
        order = make_order(engine, "hand_on_order", feed, target, way, stack, progress)
        result = engine.run(order, progress)
        ledgers = {"erp": judged(places.erp), "host": judged(places.host_ledger)}
    return say(result, ledgers, as_json=json)


def programs(workspace: Workspace, folder: Path, stack: ExitStack) -> Places:
    """Start CRM and host; the order program is started by the bot's own workers."""
    crm = stack.enter_context(serving(workspace, folder, ""))
    password = os.urandom(6).hex()
    at_host = folder / "host.jsonl"
    words = ["demo.host", "--port", "0", "--ledger", str(at_host)]
    about = stack.enter_context(started(workspace, words, {"DEMO_PASSWORD": password}))
    stack.enter_context(account("HOST", password))
    # Its password stands in its documents: the program is started anew by every worker.
    stack.enter_context(account("ERP", "sesame-31"))
    return Places(crm.address, about["address"], folder / "orders.jsonl", at_host)


def say(result: RunResult, ledgers: dict[str, dict[str, int]], *, as_json: bool) -> int:
    """The summary, and whether bot and programs agree."""
    done, doubts = (result.counts[state] for state in (ItemState.DONE, ItemState.IN_DOUBT))
    agreed = all(
        not one["duplicates"] and done <= one["entered"] <= done + doubts
        for one in ledgers.values()
    )
    if as_json:
        print_json(as_object(result) | {"ledgers": ledgers})
    else:
        print_outcome(result)
        for name, one in ledgers.items():
            told = f"{one['entered']} orders booked, {one['duplicates']} booked twice"
            print(f"{'Ledger:':<9}{told}, says the {name}.")
        if not agreed:
            print("THE RUN SAYS OTHERWISE.")
    return result.exit_code if agreed else ExitCode.NEEDS_A_PERSON
