"""The kill sweep over a program with windows: the demo's order program and its ledger."""

import csv
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.figures import Figures
from benchmarks.killing import (
    PROGRAM_TARGETS,
    Sweep,
    Verdict,
    sweep_failpoint,
    sweep_feed,
)
from runner.run.failpoint import NAMES

PASSWORD = "sesame-31"
"""The order program is started by the workers, without any variable of theirs."""
SEED = 20261122
SHORT = ("step.intended", "step.acted", "step.verified")
"""Failpoints around the one thing that counts."""


@contextmanager
def booking(folder: Path, rows: int) -> Iterator[Sweep]:
    """A sweep that books orders, each in a program that the run itself starts."""
    folder.mkdir(parents=True)
    feed = folder / "orders.csv"
    with feed.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("Reference", "Customer no.", "Article", "Pieces", "Delivery date"))
        for number in range(rows):
            writer.writerow((f"K-{number:04}", "0010020", "A-01", number % 9 + 1, "2026-12-24"))
    ledger = folder / "ledger.jsonl"
    variables = {"ERP_PASSWORD": PASSWORD}
    yield Sweep(
        folder, rows, str(ledger), feed=feed, bot="book_order", app="erp", variables=variables
    )


def measure(*, short: bool) -> Figures:
    """Kill at failpoints and by chance; a folder with something bad in it is kept, and named."""
    folder = Path(tempfile.mkdtemp(prefix="deskhand-desktop-kills-"))
    verdict = Verdict()
    for name in SHORT if short else NAMES:
        verdict.add(sweep_failpoint(folder / name, name, 1, rows=2, scene=booking))
    kills, rows = (4, 8) if short else (60, 120)
    verdict.add(
        sweep_feed(folder / "random", kills, rows, SEED, scene=booking, targets=PROGRAM_TARGETS)
    )
    if verdict.bad:
        print(f"Something is wrong; everything is kept in {folder}.\n{verdict}")
    else:
        shutil.rmtree(folder)
    return {
        "kills.n": verdict.kills,
        "kills.lost": len(verdict.lost),
        "kills.entered_twice_unflagged": len(verdict.twice),
        "kills.done_not_in_ledger": len(verdict.phantom),
        "kills.in_ledger_not_done": len(verdict.silent),
        "kills.orphan_processes": len(verdict.orphans),
        "kills.done": verdict.states["done"],
        "kills.in_doubt": verdict.states["in_doubt"],
    }
