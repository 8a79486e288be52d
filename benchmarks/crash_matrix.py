"""The crash matrix: SIGKILL by chance at every failpoint, with and without a look, on both stores."""

import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.crash_scene import Scene, Work, scene, work_distributed, work_embedded
from benchmarks.figures import Benchmark, Figures
from benchmarks.postgresql import NoServerError, server

PROBABILITY = 0.02
SEED = 20261122
WITH_LOOK = "enter_with_look"
BOTS = (WITH_LOOK, "enter_blind")

LAST_SECONDS = 60.0
"""For what is left to do once a person has settled every doubt."""

LEASE_SECONDS = 12.0
"""On the fleet: its heartbeat, every sixth of it, is when the dead of another host are found."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is done."""

    items: int
    """For each bot."""
    seconds: float
    """The longest that a store may take."""


SHORT, FULL = Extent(30, 60.0), Extent(400, 1200.0)


def run(short: bool) -> Figures:
    """Both stores; a folder with something bad in it is kept, and named."""
    folder = Path(tempfile.mkdtemp(prefix="deskhand-crashes-"))
    extent = SHORT if short else FULL
    figures: dict[str, float | str] = {}
    figures |= named("embedded", embedded(folder, extent))
    try:
        with server() as running:
            figures |= named("postgresql", distributed(folder, running.fresh_database(), extent))
    except NoServerError as missing:
        figures["postgresql"] = f"skipped: {missing}"
    if any(figures.get(name) for name in GOALS):
        print(f"Something is wrong; everything is kept in {folder}.", file=sys.stderr)
    else:
        shutil.rmtree(folder)
    return figures


def embedded(folder: Path, extent: Extent) -> dict[str, float]:
    """`deskhand run`, then `deskhand resume` until nothing is left, in one SQLite file."""
    with scene(folder / "embedded") as stage:
        feeds = cases(extent.items)
        order = stage.chance(PROBABILITY, SEED)
        began = time.monotonic()
        for bot, keys in feeds.items():
            stage.begin(bot, keys, "--sessions", "2", failpoint=order).wait()
        return judged(stage, feeds, work_embedded, order, began + extent.seconds)


def distributed(folder: Path, location: str, extent: Extent) -> dict[str, float]:
    """`deskhand run --queue`, worked by two hosts on one PostgreSQL."""
    with scene(folder / "postgresql", location, lease_seconds=LEASE_SECONDS) as stage:
        feeds = cases(extent.items)
        for bot, keys in feeds.items():
            stage.begin(bot, keys, "--queue").wait()
        order = stage.chance(PROBABILITY, SEED)
        return judged(stage, feeds, work_distributed, order, time.monotonic() + extent.seconds)


def judged(
    stage: Scene, feeds: Mapping[str, list[str]], work: Work, order: str, ends: float
) -> dict[str, float]:
    """Work under kills, judge; settle what is in doubt as a person would, work on, judge again."""
    began = time.monotonic()
    keys = [key for feed in feeds.values() for key in feed]
    work(stage, order, ends)
    seconds = time.monotonic() - began
    verdict = stage.verdict(keys)
    looked = {key for key, state in stage.states() if state == "in_doubt"} & {*feeds[WITH_LOOK]}
    stage.settle_doubts()
    work(stage, "", ends + LAST_SECONDS)
    at_last = stage.verdict(keys)
    return {
        "items": len(keys),
        "kills": verdict.kills,
        "lost": len(verdict.lost),
        "doubled": len(verdict.twice),
        "phantom": len(verdict.phantom),
        "silent": len(verdict.silent),
        "wrong_after_settling": at_last.bad + at_last.states["in_doubt"],
        "in_doubt_with_look": len(looked),
        "in_doubt": verdict.states["in_doubt"],
        "done": verdict.states["done"],
        "failed": verdict.states["failed"],
        "seconds": seconds,
    }


def cases(count: int) -> dict[str, list[str]]:
    """Keys that the site takes without a fault, for each bot."""
    return {bot: [f"case-{bot}-{number:04d}" for number in range(count)] for bot in BOTS}


def named(store: str, figures: dict[str, float]) -> dict[str, float]:
    """The figures of one store by their full names."""
    return {f"{store}.{name}": figure for name, figure in figures.items()}


WRONG = ("lost", "doubled", "phantom", "silent", "wrong_after_settling", "in_doubt_with_look")
GOALS = {f"{store}.{name}": 0.0 for store in ("embedded", "postgresql") for name in WRONG}

BENCHMARK = Benchmark(
    name="crash_matrix",
    summary="SIGKILL at 2 % at every failpoint, with and without a look, on both stores",
    goals=GOALS,
    run=run,
    notes="""The judge is the site's own ledger. `silent` is entered and neither done nor in doubt;
`in_doubt` is what had no verify; `failed` was set aside after three deaths and is not entered;
`wrong_after_settling` is what is not right after a person has answered for every doubt.""",
)
