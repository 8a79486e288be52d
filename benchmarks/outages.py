"""Outages: the database is restarted, and its connections are ended, while the fleet works."""

import os
import random
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.crash_scene import Process, Scene, scene
from benchmarks.figures import Benchmark, Figures
from benchmarks.postgresql import NoServerError, Server, server
from runner.errors import EnvironmentFault

SEED = 20261122
BOT = "enter_with_look"
HOSTS, SLOTS = 2, 2
LOOK_SECONDS = 1.0
TO_THE_END_SECONDS = 240.0
"""For what is left to do once the last outage is over."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is done, and how it is disturbed."""

    items: int
    restarts: int
    between: tuple[float, float]
    """Seconds from one restart to the next."""
    terminations: int
    every: float
    """Seconds from one termination to the next."""
    seconds: float
    """The longest that one kind of outage may take."""


SHORT = Extent(80, 2, (2, 4), 10, 0.3, 60.0)
FULL = Extent(5000, 1000, (5, 40), 200, 1.0, 1800.0)


@dataclass(slots=True)
class Trouble:
    """What goes wrong outside, once after another, in a thread of its own."""

    strike: Callable[[], int]
    """Does it; returns how many were hit."""
    pauses: Iterator[float]
    most: int
    struck: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def go_on(self) -> None:
        """Strike after every pause, so often at most, until it is over."""
        while self.struck < self.most and not self.over.wait(next(self.pauses)):
            self.struck += self.strike()


@contextmanager
def troubled(trouble: Trouble) -> Iterator[Trouble]:
    """Have it go wrong meanwhile."""
    thread = threading.Thread(target=trouble.go_on)
    thread.start()
    try:
        yield trouble
    finally:
        trouble.over.set()
        thread.join()


def run(short: bool) -> Figures:
    """Both kinds of outage, one after the other."""
    folder = Path(tempfile.mkdtemp(prefix="deskhand-outages-"))
    extent = SHORT if short else FULL
    figures: dict[str, float] = {}
    try:
        with server() as running:
            for name, kind in (("restarted", restarted), ("terminated", terminated)):
                found = kind(folder / name, running, extent)
                figures |= {f"{name}.{what}": figure for what, figure in found.items()}
    except NoServerError as missing:
        return dict.fromkeys(("restarted", "terminated"), f"skipped: {missing}")
    if any(figures[name] for name in GOALS):
        print(f"Something is wrong; everything is kept in {folder}.", file=sys.stderr)
    else:
        shutil.rmtree(folder)
    return figures


def restarted(folder: Path, running: Server, extent: Extent) -> dict[str, float]:
    """The server is stopped at once, as by a loss of power, and started again."""
    chance = random.Random(SEED)
    pauses = iter(lambda: chance.uniform(*extent.between), None)

    def restart() -> int:
        running.stop("immediate")
        running.start()
        return 1

    with scene(folder, running.fresh_database()) as stage:
        return worked(stage, Trouble(restart, pauses, extent.restarts), extent)


def terminated(folder: Path, running: Server, extent: Extent) -> dict[str, float]:
    """One connection after another is ended from the server's side."""
    pauses = iter(lambda: extent.every, None)
    with scene(folder, running.fresh_database()) as stage:
        trouble = Trouble(lambda: terminate_one(stage.location), pauses, extent.terminations)
        return worked(stage, trouble, extent)


def terminate_one(location: str) -> int:
    """End a connection of a worker or a supervisor; 0 where there is none."""
    import psycopg

    query = """SELECT count(pg_terminate_backend(pid)) FROM (
        SELECT pid FROM pg_stat_activity WHERE datname = current_database()
        AND application_name LIKE 'deskhand%%' AND application_name NOT LIKE %s
        ORDER BY random() LIMIT 1) AS one"""
    with psycopg.connect(location) as connection:
        row = connection.execute(query, [f"%process {os.getpid()}"]).fetchone()
        return int(row[0]) if row else 0


def worked(stage: Scene, trouble: Trouble, extent: Extent) -> dict[str, float]:
    """Have the fleet enter the items meanwhile; then compare them with the site's ledger."""
    keys = [f"case-{number:05d}" for number in range(extent.items)]
    stage.begin(BOT, keys, "--queue").wait()
    began = time.monotonic()
    with troubled(trouble):
        hosts = serve(stage, began + extent.seconds)
    verdict = stage.verdict(keys)
    return {
        "wrong": verdict.bad,
        "second_entries": stage.second_entries,
        "not_done": len(keys) - verdict.states["done"],
        "struck": trouble.struck,
        "items": len(keys),
        "hosts_begun": hosts,
        "seconds": time.monotonic() - began,
    }


def serve(stage: Scene, ends: float) -> int:
    """Two hosts, each started again when it has gone, until all is done; how many were begun."""
    serving: list[Process] = []
    begun = 0
    try:
        while time.monotonic() < ends + TO_THE_END_SECONDS and not is_over(stage):
            serving = [process for process in serving if process.poll() is None]
            missing = HOSTS - len(serving)
            serving += [stage.host(SLOTS) for _ in range(missing)]
            begun += missing
            time.sleep(LOOK_SECONDS)  # noqa: TID251 - processes end, they do not call
    finally:
        for process in serving:
            stage.end(process)
    return begun


def is_over(stage: Scene) -> bool:
    """Whether every item is settled, as far as the database answers just now."""
    with suppress(EnvironmentFault):
        return stage.is_over()
    return False


WRONG = ("wrong", "second_entries", "not_done")
GOALS = {f"{kind}.{name}": 0.0 for kind in ("restarted", "terminated") for name in WRONG}

BENCHMARK = Benchmark(
    name="outages",
    summary="PostgreSQL stopped at once and started again, connections ended, while the fleet works",
    goals=GOALS,
    run=run,
    notes="""Two hosts with two places each; every item can be looked up, so every one must be done in
the end. `struck` is restarts, or ended connections; `hosts_begun` counts hosts that were started
again because they had ended, too.""",
)
