"""Every failpoint in turn: killed at its first passing, its second, … until a run ends clean."""

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.crash_scene import Scene, finished, scene, work_embedded
from benchmarks.figures import Benchmark, Figures
from benchmarks.postgresql import NoServerError, Server, server
from runner.run.failpoint import NAMES

KEYS = ("case-1", "cut-2", "lost-3")
"""One that is answered, one that is entered without an answer, one that is not entered at first."""

WITH_LOOK = "enter_with_look"
BOTS = (WITH_LOOK, "enter_blind")
SECONDS = 90.0
"""The longest that one killed run may take to come to its end."""

MOST = 40
"""A failpoint that is still passed so often is never done with."""

BEFORE_AND_AFTER = ("step.intended", "step.acted")
"""The points of the short form: around the act."""

AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Sweep:
    """One failpoint under one bot: runs that were killed there, each once, and a clean one."""

    point: str
    kills: int
    bad: int
    """Lost, entered twice unflagged, done and not there, there and not done."""
    wrong_after_settling: int
    """What is not right after a person has answered for every doubt."""
    looked_and_in_doubt: int
    """In doubt, although it can be looked up."""
    is_clean: bool
    """Whether in the end a run was not killed, because it passes the point less often."""


def run(short: bool) -> Figures:
    """Both stores; a folder with something bad in it is kept, and named."""
    folder = Path(tempfile.mkdtemp(prefix="deskhand-failpoints-"))
    names, bots = (BEFORE_AND_AFTER, BOTS[:1]) if short else (NAMES, BOTS)
    figures: dict[str, float | str] = {}
    found = list(swept(folder / "embedded", None, names, bots))
    figures |= added_up("embedded", found)
    try:
        with server() as running:
            served = [name for name in names if not name.startswith("run.")]
            on_fleet = list(swept(folder / "postgresql", running, served, bots))
            figures |= added_up("postgresql", on_fleet)
    except NoServerError as missing:
        figures["postgresql"] = f"skipped: {missing}"
    if any(figures.get(goal) for goal in GOALS):
        print(f"Something is wrong; everything is kept in {folder}.", file=sys.stderr)
    else:
        shutil.rmtree(folder)
    return figures


def swept(
    folder: Path, running: Server | None, names: Sequence[str], bots: Sequence[str]
) -> Iterator[Sweep]:
    """Every failpoint with every bot, some side by side; on SQLite where no server is given."""
    tasks = [(name, bot) for name in names for bot in bots]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from pool.map(partial(sweep, folder, running), *zip(*tasks, strict=True))


def sweep(folder: Path, running: Server | None, name: str, bot: str) -> Sweep:
    """Kill at the first passing of a failpoint, at the second, … until none is killed."""
    kills = bad = wrong = looked = 0
    for number in range(1, MOST + 1):
        location = "store.db" if running is None else running.fresh_database()
        with scene(folder / f"{name}-{bot}-{number}", location, lease_seconds=12) as stage:
            order = f"{name}:{number}:{stage.folder / 'kills'}"
            work_through(stage, bot, order)
            if stage.kills == 0:
                return Sweep(name, kills, bad, wrong, looked, is_clean=True)
            verdict = stage.verdict(KEYS)
            kills, bad = kills + 1, bad + verdict.bad
            looked += verdict.states["in_doubt"] if bot == WITH_LOOK else 0
            settle_all(stage)
            at_last = stage.verdict(KEYS)
            wrong += at_last.bad + at_last.states["in_doubt"]
    return Sweep(name, kills, bad, wrong, looked, is_clean=False)


def settle_all(stage: Scene) -> None:
    """Answer for every doubt and go on, until there is none.

    Twice at most: what was not entered when its worker was killed, is entered then, and may have its
    own doubt after that.
    """
    for _ in range(2):
        if stage.settle_doubts():
            go_on(stage, "")


def work_through(stage: Scene, bot: str, order: str) -> None:
    """Have the cases entered under a failpoint order, and whoever was killed started again."""
    if "://" in stage.location:
        stage.begin(bot, KEYS, "--queue").wait()
    else:
        begun = stage.begin(bot, KEYS, "--sessions", "1", failpoint=order)
        finished(begun, time.monotonic() + SECONDS)
    go_on(stage, order)


def go_on(stage: Scene, order: str) -> None:
    """Work what is left: on one machine by `resume`, else by a host with one place."""
    ends = time.monotonic() + SECONDS
    if "://" not in stage.location:
        work_embedded(stage, order, ends)
    while time.monotonic() < ends and not stage.is_over():
        host = stage.host(1, order)
        finished(host, ends)
        stage.end(host)


def added_up(store: str, found: Sequence[Sweep]) -> dict[str, float]:
    """The figures of one store."""
    figures = {
        "bad": sum(each.bad for each in found),
        "wrong_after_settling": sum(each.wrong_after_settling for each in found),
        "in_doubt_with_look": sum(each.looked_and_in_doubt for each in found),
        "not_clean": sum(not each.is_clean for each in found),
        "kills": sum(each.kills for each in found),
        "points": len({each.point for each in found if each.kills}),
    }
    return {f"{store}.{name}": figure for name, figure in figures.items()}


STORES = ("embedded", "postgresql")
WRONG = ("bad", "wrong_after_settling", "in_doubt_with_look", "not_clean")
GOALS = {f"{store}.{name}": 0.0 for store in STORES for name in WRONG}

BENCHMARK = Benchmark(
    name="failpoints",
    summary="SIGKILL at every passing of every failpoint in turn, until a run ends clean",
    goals=GOALS,
    run=run,
    notes="""`points` is how many failpoints these bots pass (`step.press` needs a browser: see `kills`).
`bad` is lost, doubled unflagged, phantom or silent, by the site's own ledger.""",
)
