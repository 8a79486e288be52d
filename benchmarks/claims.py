"""Claims side by side: eight processes take 10,000 items each from one run, and none is taken twice."""

import time
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Benchmark, Figures
from benchmarks.postgresql import NoServerError, server
from benchmarks.volume_store import PROCESSES, RUN, load, opened
from runner.errors import EnvironmentFault
from runner.store.store import Store

FEW, MANY = 100, 10_000
"""Claims of each process, in the short form and in the full one."""


def run(short: bool) -> Figures:
    """Both stores in turn."""
    each = FEW if short else MANY
    figures: dict[str, float | str] = {}
    with TemporaryDirectory(prefix="deskhand-claims-") as folder:
        figures |= claimed("embedded", Path(folder), "store.db", each)
        try:
            with server() as running:
                figures |= claimed("postgresql", Path(folder), running.fresh_database(), each)
        except NoServerError as missing:
            figures["postgresql"] = f"skipped: {missing}"
    return figures


def claimed(store: str, folder: Path, location: str, each: int) -> dict[str, float]:
    """The figures of one store."""
    filled = opened(folder, location)
    load(filled, PROCESSES * each)
    filled.close()
    began = time.perf_counter()
    orders = [(str(folder), location, each)] * PROCESSES
    with get_context("spawn").Pool(PROCESSES) as pool:
        found = pool.map(claim_many, orders)
    seconds = time.perf_counter() - began
    numbers = [number for taken, _ in found for number in taken]
    return {
        f"{store}.twice": len(numbers) - len(set(numbers)),
        f"{store}.missed": PROCESSES * each - len(numbers),
        f"{store}.claims": len(numbers),
        f"{store}.claims_per_s": len(numbers) / seconds,
        f"{store}.refused": sum(refused for _, refused in found),
    }


def claim_many(order: tuple[str, str, int]) -> tuple[list[int], int]:
    """One of the processes: the items that it claimed, and how often the store refused."""
    folder, location, count = order
    store = opened(Path(folder), location)
    refusals: list[str] = []
    try:
        return list(claims_of(store, count, refusals)), len(refusals)
    finally:
        store.close()


def claims_of(store: Store, count: int, refusals: list[str]) -> Iterator[int]:
    """Claim so many; who waited in vain for the others asks again, for nothing was changed."""
    taken = 0
    while taken < count and len(refusals) < count:
        try:
            claim = store.items.claim(RUN, "crowd")
        except EnvironmentFault as fault:
            refusals.append(fault.message)
            continue
        if claim is None:
            return
        taken += 1
        yield claim.item


BENCHMARK = Benchmark(
    name="claims",
    summary="eight processes claim 10,000 items each from one run, on both stores",
    goals={
        f"{store}.{what}": 0.0
        for store in ("embedded", "postgresql")
        for what in ("twice", "missed")
    },
    run=run,
    notes="`refused` is how often a process waited in vain for the others, half a minute long, on SQLite.",
)
