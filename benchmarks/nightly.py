"""The nightly form: a thousand processes killed at random instants, on both stores, without a browser."""

import random
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from benchmarks.crash_scene import Process, Scene, scene, work_distributed, work_embedded
from benchmarks.figures import Benchmark, Figures
from benchmarks.postgresql import NoServerError, server
from benchmarks.two_hosts import BOTS

SEED = 20261122
FEW, MANY = 6, 500
"""Kills on each store, in the short form and in the full one."""

ITEMS_A_KILL = 4
LEASE_SECONDS = 12.0
WAIT_SECONDS = (0.1, 1.2)
"""From one kill to the next."""

SECONDS_A_KILL = 6.0
TO_THE_END_SECONDS = 300.0
SUPERVISORS = 0.2
"""The share of kills that hit a supervisor."""


def run(short: bool) -> Figures:
    """Both stores; a folder with something wrong in it is kept, and named."""
    kills = FEW if short else MANY
    folder = Path(tempfile.mkdtemp(prefix="deskhand-nightly-"))
    figures: dict[str, float | str] = {}
    figures |= named("embedded", killed(folder / "embedded", "store.db", kills))
    try:
        with server() as running:
            found = killed(folder / "postgresql", running.fresh_database(), kills)
            figures |= named("postgresql", found)
    except NoServerError as missing:
        figures["postgresql"] = f"skipped: {missing}"
    if any(figures.get(name) for name in GOALS):
        print(f"Something is wrong; everything is kept in {folder}.", file=sys.stderr)
    else:
        shutil.rmtree(folder)
    return figures


def killed(folder: Path, location: str, kills: int) -> dict[str, float]:
    """Kill so many processes at random instants while items are worked; then judge, settle, judge."""
    with scene(folder, location, lease_seconds=LEASE_SECONDS) as stage:
        each = ITEMS_A_KILL * kills // len(BOTS)
        feeds = {bot: [f"case-{bot}-{number:05d}" for number in range(each)] for bot in BOTS}
        for bot, keys in feeds.items():
            stage.begin(bot, keys, "--queue").wait()
        every = [key for keys in feeds.values() for key in keys]
        began = time.monotonic()
        done = kill_often(stage, kills, began + SECONDS_A_KILL * kills)
        finish(stage)
        verdict = stage.verdict(every)
        looked = {key for key, state in stage.states() if state == "in_doubt"} & {*feeds[BOTS[0]]}
        seconds = time.monotonic() - began
        if stage.settle_doubts():
            finish(stage)
        at_last = stage.verdict(every)
        return {
            "wrong": verdict.bad,
            "in_doubt_with_look": len(looked),
            "wrong_after_settling": at_last.bad + at_last.states["in_doubt"],
            "kills": done,
            "items": len(every),
            "done": verdict.states["done"],
            "in_doubt": verdict.states["in_doubt"],
            "failed": verdict.states["failed"],
            "seconds": seconds,
        }


def finish(stage: Scene) -> None:
    """Work what is left, undisturbed."""
    work_distributed(stage, "", time.monotonic() + TO_THE_END_SECONDS)
    work_embedded(stage, "", time.monotonic() + 1)


def kill_often(stage: Scene, kills: int, ends: float) -> int:
    """Kill workers and supervisors of two hosts at random instants; returns how many."""
    chance = random.Random(SEED)
    hosts: list[Process] = []
    done = 0
    try:
        while done < kills and time.monotonic() < ends and not stage.is_over():
            hosts = [host for host in hosts if host.poll() is None]
            hosts += [stage.host(2) for _ in range(2 - len(hosts))]
            time.sleep(chance.uniform(*WAIT_SECONDS))  # noqa: TID251 - the random instant itself
            done += kill_one(hosts, chance)
    finally:
        for host in hosts:
            stage.end(host)
    return done


def kill_one(hosts: Sequence[Process], chance: random.Random) -> int:
    """SIGKILL a supervisor, or else a worker; 0 where there is none to kill."""
    if chance.random() < SUPERVISORS:
        chance.choice(hosts).kill()
        return 1
    workers: list[psutil.Process] = []
    for host in hosts:
        with suppress(psutil.Error):
            workers += psutil.Process(host.pid).children()
    with suppress(psutil.Error, IndexError):
        chance.choice(workers).kill()
        return 1
    return 0


def named(store: str, figures: dict[str, float]) -> dict[str, float]:
    """The figures of one store by their full names."""
    return {f"{store}.{name}": figure for name, figure in figures.items()}


STORES = ("embedded", "postgresql")
WRONG = ("wrong", "in_doubt_with_look", "wrong_after_settling")

BENCHMARK = Benchmark(
    name="nightly",
    summary="a thousand processes killed at random instants, without a browser, on both stores",
    goals=(GOALS := {f"{store}.{name}": 0.0 for store in STORES for name in WRONG}),
    run=run,
    notes="""Two hosts with two places each on one store; four of five kills hit a worker, the others a
supervisor. `failed` was set aside after three deaths and is not entered.""",
)
