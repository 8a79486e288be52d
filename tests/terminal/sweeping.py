"""The kill sweep on the demo's host: what the ledger has, against what the items say."""

import csv
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.killing import (
    KILLED,
    ROOT,
    Sweep,
    Verdict,
    ended,
    finish,
    judge,
    kill,
    wait_for_progress,
    worked,
)

PASSWORD = "sweep"


@dataclass(slots=True)
class HostSweep(Sweep):
    """One feed of orders, one host, one store."""

    @property
    def ledger(self) -> Path:
        """Outside of the sweep's folder, for the host is none of its processes."""
        return self.folder.parent / "ledger.jsonl"

    def start(self, failpoint: str = "") -> subprocess.Popen[bytes]:
        """`deskhand run`, as a person starts it."""
        words = ["run", "enter_order", "--from", str(self.feed), "--limit", str(self.rows)]
        return self._deskhand([*words, "--address", f"host={self.address}", *self.words], failpoint)


@contextmanager
def host_sweeping(
    folder: Path, rows: int, faults: Mapping[str, object] | None = None
) -> Iterator[HostSweep]:
    """A sweep with its host running; the host is never killed, it is the witness."""
    folder.mkdir(parents=True)
    feed = folder / "orders.csv"
    with feed.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["Reference", "Customer no.", "Article", "Pieces", "Note"])
        for number in range(1, rows + 1):
            writer.writerow([f"REF-{number:04}", "0010007", "A-01", number % 900 + 1, "Größe ½"])
    variables = {"HOST_USERNAME": "demo", "HOST_PASSWORD": PASSWORD}
    sweep = HostSweep(folder, rows, feed=feed, variables=variables)
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


def sweep_failpoint(folder: Path, name: str, rows: int = 3) -> Verdict:
    """Kill the process that passes a failpoint first; then have the run resumed."""
    with host_sweeping(folder, rows) as sweep:
        order = f"{name}:1:{folder / 'fired'}"
        process = sweep.start(order)
        while process.wait() == KILLED:
            process = sweep.resume(order)
        finish(sweep)
        return judge(sweep, kills=int((folder / "fired").exists()))


def sweep_random(folder: Path, kills: int, rows: int, seed: int) -> Verdict:
    """Kill worker or supervisor at random instants of one feed."""
    chance = random.Random(seed)
    with host_sweeping(folder, rows) as sweep:
        process, done = sweep.start(), 0
        while done < kills:
            wait_for_progress(sweep, process, worked(sweep))
            time.sleep(chance.uniform(0, 1.0))  # noqa: TID251 - the random instant itself
            if process.poll() is None and kill(process, chance.choice(("worker", "supervisor"))):
                done += 1
            if process.poll() is not None:
                if ended(sweep):
                    break
                process = sweep.resume()
        process.wait()
        finish(sweep)
        return judge(sweep, kills=done)


def run_to_its_end(sweep: HostSweep) -> Verdict:
    """Run the feed without any kill, resumed until nothing is left."""
    sweep.start().wait()
    finish(sweep)
    return judge(sweep, kills=0)
