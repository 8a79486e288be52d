"""A disk that is full from the n-th write on, or cannot sync any more: n = 1, 2, … until none fails."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import takewhile
from pathlib import Path

from benchmarks.crash_scene import Scene, finished, scene, work_embedded
from benchmarks.figures import Benchmark, Figures
from benchmarks.power_cuts import command, variables
from demo.ledger import entries
from runner.errors import ExitCode
from runner.store.store import open_store

KEYS = ("case-1", "case-2")
FAULTS = {"full": "pwrite64:error=ENOSPC", "unsynced": "fdatasync:error=EIO"}
"""What the system answers, from one call on, whatever process makes it."""

FEW = {"full": (10, 35, 60), "unsynced": (4,)}
"""From which call on, in the short form."""

BESIDE = ("", "-wal", "-journal")
SECONDS = 180.0
MOST = 400
AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class Stopped:
    """One run on a disk that failed, and its resumption on one that does not."""

    is_clean: bool
    """Whether the run made too few such calls for one to fail."""
    fails_well: bool
    """Whether it ended by itself, with the exit code of its surroundings and without a traceback."""
    acted_unrecorded: int
    """Entries that were made and whose outcome was not written any more."""
    wrong: int
    second_entries: int


def run(short: bool) -> Figures:
    """Both kinds of failure; a folder with something wrong in it is kept, and named."""
    folder = Path(tempfile.mkdtemp(prefix="deskhand-full-disk-"))
    figures: dict[str, float | str] = {}
    for name, fault in FAULTS.items():
        numbers = FEW[name] if short else range(1, MOST)
        found = list(swept(folder / name, fault, numbers))
        if not found:
            figures[name] = "skipped: no strace here: sudo apt-get install strace"
            continue
        figures |= {f"{name}.{what}": figure for what, figure in counted(found).items()}
    if any(figures.get(goal) for goal in GOALS):
        print(f"Something is wrong; everything is kept in {folder}.", file=sys.stderr)
    else:
        shutil.rmtree(folder, ignore_errors=True)
    return figures


def swept(folder: Path, fault: str, numbers: Iterable[int]) -> Iterator[Stopped]:
    """Let the first such call fail, and all after it; then from the second one on; …"""
    if shutil.which("strace") is None:
        return
    open_store("empty.db", folder, folder).close()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = pool.map(partial(stopped, folder, fault), numbers)
        yield from takewhile(lambda each: not each.is_clean, found)
        pool.shutdown(cancel_futures=True)


def stopped(folder: Path, fault: str, number: int) -> Stopped:
    """Run on a disk that fails from a process's n-th such call on; resume on one that does not."""
    with scene(folder / str(number)) as stage:
        shutil.copy(folder / "empty.db", stage.workspace / stage.location)
        code, said = run_on_failing_disk(stage, fault, number)
        done = {key for key, state in stage.states() if state == "done"}
        acted = {entry.key for entry in entries(stage.ledger)}
        go_on(stage)
        verdict = stage.verdict(KEYS)
        return Stopped(
            is_clean=code == ExitCode.OK,
            fails_well=code in (ExitCode.OK, ExitCode.ENVIRONMENT) and "Traceback" not in said,
            acted_unrecorded=len(acted - done),
            wrong=verdict.bad + len(KEYS) - verdict.states["done"],
            second_entries=stage.second_entries,
        )


def run_on_failing_disk(stage: Scene, fault: str, number: int) -> tuple[int, str]:
    """The exit code of such a run, and what it said."""
    store = stage.workspace / stage.location
    places = [word for end in BESIDE for word in ("-P", f"{store}{end}")]
    calls = fault.partition(":")[0]
    tracing = ["-f", "-qq", "-o", os.devnull, *places, "-e", f"trace={calls}"]
    injecting = ["-e", f"inject={fault}:when={number}+"]
    output = stage.folder / "said.txt"
    with output.open("wb") as said:
        process = subprocess.Popen(
            ["strace", *tracing, *injecting, *command(stage, KEYS, sessions=1)],
            cwd=stage.workspace,
            env=os.environ | variables(stage),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
        )
        code = finished(process, time.monotonic() + SECONDS)
    stage.end(process)
    return code, output.read_text(encoding="utf-8", errors="replace")


def go_on(stage: Scene) -> None:
    """Work the rest on a sound disk; a run that had not begun is started again."""
    ends = time.monotonic() + SECONDS
    if not stage.states():
        finished(stage.begin("enter_with_look", KEYS), ends)
    work_embedded(stage, "", ends)


def counted(found: list[Stopped]) -> dict[str, float]:
    """The figures of one kind of failure."""
    return {
        "wrong": sum(each.wrong for each in found),
        "second_entries": sum(each.second_entries for each in found),
        "badly_failed": sum(not each.fails_well for each in found),
        "runs": len(found),
        "acted_unrecorded": sum(each.acted_unrecorded for each in found),
    }


GOALS = {
    f"{name}.{what}": 0.0 for name in FAULTS for what in ("wrong", "second_entries", "badly_failed")
}

BENCHMARK = Benchmark(
    name="full_disk",
    summary="the store's disk is full from the n-th write on, for every n (SQLite)",
    goals=GOALS,
    run=run,
    notes="""Each run is resumed on a sound disk, and must then have entered everything once.
`acted_unrecorded` is what was entered when the disk failed between intent and outcome, where nothing
can be written any more; it was looked up at the resumption. A disk that fills up by and by is noticed
before the act (tests/acceptance/test_full_disk.py).""",
)
