"""Frozen hosts: a host stands still for longer than its leases, another takes over, it wakes up."""

import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.crash_scene import Process, Scene, finished, scene
from benchmarks.figures import Benchmark, Figures
from benchmarks.killing import Verdict
from benchmarks.postgresql import programs, server

LEASE_SECONDS = 3.0
LEASES = 3
"""For so many leases a host stands still."""

PROBABILITY = 0.15
"""That a worker freezes where it passes a failpoint; once in its life."""

FREEZE_SECONDS = 20.0
"""By then every worker stands still where chance would have it, or is stopped wherever it is."""

LAST_ITEM_SECONDS = 3.0
"""For the items that are in work when their supervisor freezes."""

TAKE_OVER_SECONDS = 60.0
WAKE_SECONDS = 30.0


ANYWHERE, WORKERS_ONLY = "*", "worker.*|step.*|attempt.*"
"""A supervisor that stands still gives its workers no permits, so that they have nothing to freeze at."""

BOTS = ("enter_with_look", "enter_blind")
WORKERS = 10
SIDE_BY_SIDE = 2
"""Hosts that are frozen at the same time, each with a store and a site of its own."""

SEVERAL, MANY = 6, 100
"""Freezes of the short form and of the full one."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """What a host that stood still has done."""

    freezes: int
    """Processes that stood still at a failpoint."""
    second_entries: int
    """Entries of a key that the ledger had already."""
    verdict: Verdict


def run(short: bool) -> Figures:
    """Freeze hosts, on both stores in turn, until so many processes have stood still."""
    wanted, workers = (SEVERAL, SEVERAL) if short else (MANY, WORKERS)
    found: list[Frozen] = []
    folder = Path(tempfile.mkdtemp(prefix="deskhand-freezes-"))
    with ExitStack() as stack:
        running = stack.enter_context(server()) if programs() is not None else None

        def freeze(number: int) -> Frozen:
            place = running.fresh_database() if running and number % 2 == 0 else "store.db"
            bot = BOTS[number // 2 % 2]
            point = ANYWHERE if number % 4 == 3 else WORKERS_ONLY
            return freeze_host(folder / str(number), place, workers=workers, bot=bot, point=point)

        # Each stands still for most of its time.
        together = stack.enter_context(ThreadPoolExecutor(SIDE_BY_SIDE))
        while sum(each.freezes for each in found) < wanted:
            done = len(found)
            found += together.map(freeze, range(done, done + SIDE_BY_SIDE))
    if any(each.second_entries or each.verdict.bad for each in found):
        print(f"Something is wrong; everything is kept in {folder}.", file=sys.stderr)
    else:
        shutil.rmtree(folder)
    return {
        "second_entries": sum(each.second_entries for each in found),
        "wrong": sum(each.verdict.bad for each in found),
        "freezes": sum(each.freezes for each in found),
        "hosts": len(found),
        "done": sum(each.verdict.states["done"] for each in found),
        "in_doubt": sum(each.verdict.states["in_doubt"] for each in found),
    }


def freeze_host(
    folder: Path,
    location: str,
    *,
    workers: int,
    bot: str = "enter_with_look",
    point: str = WORKERS_ONLY,
) -> Frozen:
    """Freeze a host with so many workers, each at a failpoint; have another take over; wake it."""
    with scene(folder, location, slow_ms=100, lease_seconds=LEASE_SECONDS) as stage:
        keys = [f"case-{number:03d}" for number in range(3 * workers)]
        stage.begin(bot, keys, "--queue").wait()
        hosts = [stage.host(workers, failpoint=order(stage, point))]
        try:
            freezes = stand_still(stage, hosts[0], workers)
            hosts.append(stage.deskhand("workers", "--slots", str(workers), "--quiet"))
            taken_over(stage, time.monotonic() + LEASES * LEASE_SECONDS)
            wake(hosts[0], time.monotonic() + WAKE_SECONDS)
            hosts[1].terminate()
            finished(hosts[1], time.monotonic() + 20)
        finally:
            for host in hosts:
                stage.end(host)
        return Frozen(freezes, stage.second_entries, stage.verdict(keys))


def order(stage: Scene, point: str) -> str:
    """The failpoint order that freezes."""
    if "*" in point:
        return f"stop:{point}:{PROBABILITY}:{stage.folder.name}:{stage.folder / 'kills'}"
    return f"stop:{point}:1:{stage.folder / 'kills'}"


def stand_still(stage: Scene, host: Process, workers: int) -> int:
    """Wait until its workers have frozen, then stop whatever of it still moves."""
    ends = time.monotonic() + FREEZE_SECONDS
    supervisor = psutil.Process(host.pid)
    while time.monotonic() < ends and stage.kills < workers:
        if host.poll() is None and supervisor.status() == psutil.STATUS_STOPPED:
            # Its workers get no more permits; what they have they come to the end of.
            ends = min(ends, time.monotonic() + LAST_ITEM_SECONDS)
        time.sleep(0.05)  # noqa: TID251 - frozen processes do not call
    for process in family(host):
        with suppress(psutil.Error):
            process.suspend()
    return stage.kills


def taken_over(stage: Scene, over: float) -> None:
    """Wait until another host has settled everything, and the time is over."""
    ends = over + TAKE_OVER_SECONDS
    while time.monotonic() < over or (time.monotonic() < ends and not stage.is_over()):
        time.sleep(0.2)  # noqa: TID251 - the other host does not call


def wake(host: Process, ends: float) -> None:
    """Wake a host, and wake again what of it freezes then, until it has ended.

    The workers first: a supervisor that is awake might end them before they can do harm.
    """
    while host.poll() is None and time.monotonic() < ends:
        for process in reversed(list(family(host))):
            with suppress(psutil.Error):
                process.send_signal(signal.SIGCONT)
        time.sleep(0.3)  # noqa: TID251 - processes end, they do not call
    finished(host, ends)


def family(host: Process) -> Iterable[psutil.Process]:
    """A host's supervisor, then all that it has started."""
    with suppress(psutil.Error):
        supervisor = psutil.Process(host.pid)
        yield supervisor
        yield from supervisor.children(recursive=True)


BENCHMARK = Benchmark(
    name="frozen",
    summary="hosts stand still for three leases, are taken over from, and wake up",
    goals={"second_entries": 0, "wrong": 0},
    run=run,
    notes="""Leases of 3 s. Each worker freezes at a failpoint where chance will have it, then the whole
host; `wrong` is lost, doubled unflagged, phantom or silent, by the site's own ledger.""",
)
