"""One trigger in a process of its own, as the service runs it, until it is told or killed.

python -m tests.acceptance.trigger_process WORKSPACE STORE NAME ENTRY-AS-JSON
"""

import json
import signal
import sys
import threading
from pathlib import Path

from runner.run.engine import Engine
from runner.schedules.book import ScheduleBook
from runner.schedules.trigger_entries import TriggerEntry
from runner.schedules.zones import zone_of
from runner.settings import Settings
from runner.triggers.assembly import triggers_of
from runner.triggers.trigger import Problem
from runner.workspace import Workspace


def tell(problem: Problem) -> None:
    print(f"{problem.sentence} ({problem.times})", flush=True)  # noqa: T201 - a log


def main() -> None:
    folder, store, name, entry = sys.argv[1:5]
    evidence = str(Path(store).parent / "evidence")
    engine = Engine(Workspace(Path(folder)), Settings(store=store, evidence=evidence))
    made = TriggerEntry.model_validate(json.loads(entry))
    book = ScheduleBook(Path(folder) / "schedules.yaml", zone_of("UTC"), triggers={name: made})
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    [trigger] = triggers_of(book, engine, tell)
    print("ready", flush=True)  # noqa: T201 - a log
    trigger.run(stop)


if __name__ == "__main__":
    main()
