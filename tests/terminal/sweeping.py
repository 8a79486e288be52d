"""The kill sweep on the demo's host: what the ledger has, against what the items say."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.killing import PASSWORD, ROOT, Sweep, Verdict, finish, judge

TARGETS = ("worker", "supervisor")
"""What is killed: a terminal session has no process of its own."""


@dataclass(slots=True)
class HostSweep(Sweep):
    """One feed of orders, one host, one store."""

    @property
    def ledger(self) -> Path:
        """Outside of the sweep's folder, for the host is none of its processes."""
        return self.folder.parent / "ledger.jsonl"


@contextmanager
def host_sweeping(
    folder: Path, rows: int, faults: Mapping[str, object] | None = None
) -> Iterator[Sweep]:
    """A sweep with its host running; the host is never killed, it is the witness."""
    folder.mkdir(parents=True)
    feed = folder / "orders.csv"
    with feed.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["Reference", "Customer no.", "Article", "Pieces", "Note"])
        for number in range(1, rows + 1):
            writer.writerow([f"REF-{number:04}", "0010007", "A-01", number % 900 + 1, "Größe ½"])
    sweep = HostSweep(folder, rows, feed=feed, bot="enter_order", app="host")
    words = [sys.executable, "-m", "demo.host", "--port", "0", "--ledger", str(sweep.ledger)]
    host = subprocess.Popen(
        [*words, "--faults", json.dumps(dict(faults or {}))],
        cwd=ROOT,
        env=os.environ | {"DEMO_PASSWORD": PASSWORD},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        sweep.address = json.loads(host.stdout.readline() if host.stdout else "")["address"]
        yield sweep
    finally:
        host.terminate()
        host.communicate()


def run_to_its_end(sweep: Sweep) -> Verdict:
    """Run the feed without any kill, resumed until nothing is left."""
    sweep.start().wait()
    finish(sweep)
    return judge(sweep, kills=0)
