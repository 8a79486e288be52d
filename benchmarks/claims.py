"""Claims side by side: eight processes take 10,000 items each from one run, and none is taken twice."""

from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Benchmark, Figures
from benchmarks.postgresql import NoServerError, server
from benchmarks.volume_store import PROCESSES, crowd

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
    found = crowd(folder, location, each)
    return {
        f"{store}.twice": found.twice,
        f"{store}.missed": PROCESSES * each - found.claimed,
        f"{store}.claims": found.claimed,
        f"{store}.claims_per_s": found.claimed / found.seconds,
    }


BENCHMARK = Benchmark(
    name="claims",
    summary="eight processes claim 10,000 items each from one run, on both stores",
    goals={
        f"{store}.{what}": 0.0
        for store in ("embedded", "postgresql")
        for what in ("twice", "missed")
    },
    run=run,
)
