"""The kill sweep: every named failpoint, and random instants, against the CRM's own ledger."""

import shutil
import tempfile
from pathlib import Path

from benchmarks.figures import Benchmark, Figures
from benchmarks.killing import Verdict, sweep_failpoint, sweep_random
from runner.run.failpoint import NAMES

OCCURRENCES = (1, 3)
SEED = 20261121
FEEDS = 12
"""A feed that is worked to its end gives room for some thirty kills."""


def run(short: bool) -> Figures:
    """Sweep; a folder with something bad in it is kept, and named."""
    folder = Path(tempfile.mkdtemp(prefix="deskhand-kills-"))
    points = Verdict()
    for name in NAMES:
        for number in OCCURRENCES[: 1 if short else None]:
            points.add(sweep_failpoint(folder / f"{name}-{number}", name, number))
    kills, rows, feeds = (10, 20, 4) if short else (200, 200, FEEDS)
    random_kills = sweep_random(folder / "random", kills, rows, SEED, feeds)
    if points.bad or random_kills.bad:
        print(f"Something is wrong; everything is kept in {folder}.\n{points}\n{random_kills}")
    else:
        shutil.rmtree(folder)
    return figures(points, random_kills)


def figures(points: Verdict, random_kills: Verdict) -> Figures:
    """Both sweeps added up, and each one's kills."""
    both = Verdict()
    both.add(points)
    both.add(random_kills)
    return {
        "lost": len(both.lost),
        "entered_twice_unflagged": len(both.twice),
        "done_not_in_ledger": len(both.phantom),
        "in_ledger_not_done": len(both.silent),
        "orphan_processes": len(both.orphans),
        "kills_at_failpoints": points.kills,
        "kills_at_random": random_kills.kills,
        "items_done": both.states["done"],
        "items_in_doubt": both.states["in_doubt"],
        "items_failed": both.states["failed"],
        "items_rejected": both.states["rejected"],
    }


BENCHMARK = Benchmark(
    name="kills",
    summary="kill -9 at every failpoint and at 200 random instants of a 200-row run",
    goals={
        "lost": 0,
        "entered_twice_unflagged": 0,
        "done_not_in_ledger": 0,
        "in_ledger_not_done": 0,
        "orphan_processes": 0,
    },
    run=run,
    notes="Worker, browser, driver and supervisor are killed in turn; the CRM's ledger is the judge.",
)
