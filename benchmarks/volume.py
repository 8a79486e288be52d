"""Volume: a million items in the queue, four workers at short ones, many processes that claim."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from benchmarks.crash_scene import Scene, scene
from benchmarks.figures import Benchmark, Figures
from benchmarks.postgresql import NoServerError, server
from benchmarks.volume_store import claims, crowd, lists, load, opened, p99
from demo.ledger import entries

SCREEN_MS = 200
"""What an item's screen takes; the rest is ours."""

RAMP = 0.15
"""The share of items at either end that is not counted: workers begin and end one by one."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is done."""

    queued: int
    claims: int
    worked: int
    each: int
    """Claims of each process of the crowd."""


SHORT, FULL = Extent(50_000, 300, 100, 100), Extent(1_000_000, 2_000, 500, 1_000)


def run(short: bool) -> Figures:
    """Every figure."""
    extent = SHORT if short else FULL
    folder = Path(tempfile.mkdtemp(prefix="deskhand-volume-"))
    try:
        figures: dict[str, float | str] = {}
        figures |= queued(folder / "queued", extent)
        figures |= together(folder / "embedded", "embedded", "store.db", extent)
        figures["embedded.items_per_s"] = rate(
            folder / "embedded-rate", "store.db", extent.worked, embedded
        )
        try:
            figures |= distributed(folder, extent)
        except NoServerError as missing:
            figures["postgresql"] = f"skipped: {missing}"
        return figures
    finally:
        shutil.rmtree(folder)


def queued(folder: Path, extent: Extent) -> dict[str, float]:
    """A queue with many items beside one with few."""
    folder.mkdir()
    few, many = opened(folder, "few.db"), opened(folder, "many.db")
    load(few, extent.claims + 1)
    seconds = load(many, extent.queued)
    listed = lists(many, extent.queued)
    claimed = claims(few, many, extent.claims)
    few.close()
    many.close()
    figures = {
        "claim_p99_ratio": claimed.p99_ratio,
        "claim_p99_few_ms": p99(claimed.few),
        "claim_p99_many_ms": p99(claimed.many),
        "bulk_load_s": seconds,
        "bulk_load_items": extent.queued,
        "list_ms": max(listed.values()),
        **{f"list_{name}_ms": figure for name, figure in listed.items()},
    }
    return {f"embedded.{name}": figure for name, figure in figures.items()}


def together(folder: Path, name: str, location: str, extent: Extent) -> dict[str, float]:
    """Processes that claim side by side."""
    folder.mkdir()
    found = crowd(folder, location, extent.each)
    return {
        f"{name}.double_claims": found.twice,
        f"{name}.claims_side_by_side": found.claimed,
        f"{name}.claims_per_s": found.claimed / found.seconds,
    }


def distributed(folder: Path, extent: Extent) -> dict[str, float]:
    """The same on PostgreSQL, as far as it is another thing there."""
    with server() as running:
        place = running.fresh_database()
        figures = together(folder / "postgresql", "postgresql", place, extent)
        rated = rate(folder / "postgresql-rate", running.fresh_database(), extent.worked, fleet)
        return figures | {"postgresql.items_per_s": rated}


Work = Callable[[Scene, list[str]], None]


def rate(folder: Path, location: str, count: int, work: Work) -> float:
    """Items a second that four workers enter, once all of them are at work."""
    with scene(folder, location, slow_ms=SCREEN_MS) as stage:
        work(stage, [f"case-{number:05d}" for number in range(count)])
        times = [datetime.fromisoformat(entry.time) for entry in entries(stage.ledger)]
    skipped = int(len(times) * RAMP)
    counted = times[skipped : len(times) - skipped]
    return (len(counted) - 1) / (counted[-1] - counted[0]).total_seconds()


def embedded(stage: Scene, keys: list[str]) -> None:
    """`deskhand run` with four sessions."""
    stage.begin("enter_blind", keys, "--sessions", "4").wait()


def fleet(stage: Scene, keys: list[str]) -> None:
    """Two hosts of two slots."""
    stage.begin("enter_blind", keys, "--queue").wait()
    for host in [stage.host(2), stage.host(2)]:
        host.wait()


BENCHMARK = Benchmark(
    name="volume",
    summary="a million queued items, four workers at 0.2 s items, processes that claim",
    goals={
        "embedded.claim_p99_ratio": 2,
        "embedded.bulk_load_s": 30,
        "embedded.list_ms": 300,
        "embedded.double_claims": 0,
        "postgresql.double_claims": 0,
    },
    least={"embedded.items_per_s": 18, "postgresql.items_per_s": 18},
    run=run,
    notes="""Four workers at items of 0.2 s could do 20 a second if all else took no time.
`list_ms` is the slowest of the lists below it; a page has 50 items.""",
)
